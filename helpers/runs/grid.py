"""The grids of the course: which networks are trained, and how. Shallow nets come first."""

import dataclasses

from helpers.training.record import Recipe


@dataclasses.dataclass(frozen=True)
class Job:
    """One training of a grid: a network with its options on a data set, by a recipe."""

    network: str
    options: dict
    dataset: str
    size: str
    recipe: Recipe

    @property
    def cost(self):
        """About proportional to the time it takes: layers × image presentations × width."""
        size = self.options.get("depth", 1) * self.options.get("width", 1)
        return size * self.recipe.epochs * (self.recipe.images or 10_000)

    def __str__(self):
        depth = f"-{self.options['depth']}" if "depth" in self.options else ""
        rest = (v for k, v in self.options.items() if k not in ("depth", "seed"))
        return " ".join([self.network + depth, *map(str, rest), f"seed {self.recipe.seed}"])


# Small enough for one core: half the paper's width, 4,000 of its 45,000 images, 5 of its some 180
# epochs. data/README.md says what this does and does not show.
SMALL = Recipe(epochs=5, batch=32, rate=0.05, images=4000)
RECIPES = {  # of each grid, with seed 0
    "depth": SMALL,
    # The paper's training (He et al. 2015, §4.2: 64,000 steps of 128) in a third of the steps.
    "full": Recipe(epochs=60, batch=128, rate=0.1, flip=True, crop=4),
    "dense": Recipe(epochs=3, batch=32, rate=0.02, images=4000, clip=1.0),
    "alexnet": Recipe(epochs=4, batch=32, images=4000),  # at each of RATES
    "inception": SMALL,
    "separable": SMALL,
}
# The paper chose the rate for each activation on its own (Fig. 1), so two are tried for each. At
# 0.03 the loss of the tanh network grew above 3 nats within three epochs of 2,000 images.
RATES = {"relu": (0.01, 0.03), "tanh": (0.003, 0.01)}


def _job(network, options, seed, recipe, size="small"):
    """A training on CIFAR-10; one seed for the weights and for the order of the images."""
    recipe = dataclasses.replace(recipe, seed=seed)
    return Job(network, {**options, "seed": seed}, "cifar10", size, recipe)


def depth():
    """Plain and residual networks, depths 8 to 56, on the shipped subset; three seeds up to 20."""
    return [
        _job(network, {"depth": depth, "width": 8}, seed, RECIPES["depth"])
        for depth in (8, 14, 20, 32, 44, 56)
        for seed in range(3 if depth <= 20 else 2)
        for network in ("plain", "resnet")
    ]


def full():
    """Plain and residual networks, depths 20 to 110, three seeds, on all of CIFAR-10: for a GPU."""
    return [
        _job(network, {"depth": depth, "width": 16}, seed, RECIPES["full"], "full")
        for depth in (20, 32, 44, 56, 110)
        for seed in range(3)
        for network in ("plain", "resnet")
    ]


def dense():
    """Fully connected networks over depth × activation × initialisation, on the shipped subset."""
    inits = {
        "sigmoid": ("normal_1", "glorot_uniform"),
        "tanh": ("normal_1", "glorot_uniform"),
        "relu": ("glorot_uniform", "he_normal"),
    }
    return [
        _job(
            "dense",
            {"depth": depth, "width": 64, "activation": activation, "init": init},
            seed,
            RECIPES["dense"],
        )
        for depth in (2, 4, 8, 16, 32)
        for activation in inits
        for init in inits[activation]
        for seed in range(2)
    ]


def alexnet():
    """An eighth of AlexNet's width with ReLU and with tanh (Krizhevsky et al. 2012, Fig. 1)."""
    # In one group: grouped convolutions take 2.5 times as long on a CPU (measured, one core).
    small = {"width": 0.125, "grouped": False}
    return [
        _job(
            "alexnet",
            {**small, "activation": activation},
            seed,
            dataclasses.replace(RECIPES["alexnet"], rate=rate),
        )
        for seed in range(2)
        for activation in RATES
        for rate in RATES[activation]
    ]


def inception():
    """Naive and reduced Inception modules; 16 and 28 have equal parameters and MACs, within 6 %."""
    widths = {"naive": (8, 16), "reduced": (14, 28)}
    return _stacks(widths, 1, range(3), RECIPES["inception"])


def separable():
    """Standard and separable convolutions; 16 and 45 have equal parameters and MACs, within 6 %."""
    widths = {"standard": (8, 16), "separable": (16, 23, 45)}
    return _stacks(widths, 2, range(2), RECIPES["separable"])


def _stacks(widths, blocks, seeds, recipe):
    return [
        _job("stack", {"block": kind, "blocks": blocks, "width": width}, seed, recipe)
        for seed in seeds
        for kind in widths
        for width in widths[kind]
    ]


GRIDS = {grid.__name__: grid for grid in (depth, full, dense, alexnet, inception, separable)}
