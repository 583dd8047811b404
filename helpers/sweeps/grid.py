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
# The paper's training (He et al. 2015, §4.2: 64,000 steps of 128) in a third of the steps.
FULL = Recipe(epochs=60, batch=128, rate=0.1, flip=True, crop=4)
DENSE = Recipe(epochs=3, batch=32, rate=0.02, images=4000, clip=1.0)
# The paper chose the rate for each activation on its own (Fig. 1), so two are tried for each. At
# 0.03 the loss of the tanh network grew above 3 nats within three epochs of 2,000 images.
ALEXNET = Recipe(epochs=4, batch=32, images=4000)
RATES = {"relu": (0.01, 0.03), "tanh": (0.003, 0.01)}


def _jobs(networks, depths, seeds, options, size, recipe):
    return [
        Job(network, {"depth": depth, **options, "seed": seed}, "cifar10", size,
            dataclasses.replace(recipe, seed=seed))
        for depth in depths for seed in range(seeds(depth)) for network in networks
    ]  # fmt: skip


def depth():
    """Plain and residual networks, depths 8 to 56, on the shipped subset; three seeds up to 20."""
    return _jobs(
        ("plain", "resnet"), (8, 14, 20, 32, 44, 56), lambda d: 3 if d <= 20 else 2,
        {"width": 8}, "small", SMALL,
    )  # fmt: skip


def full():
    """Plain and residual networks, depths 20 to 110, three seeds, on all of CIFAR-10: for a GPU."""
    return _jobs(
        ("plain", "resnet"), (20, 32, 44, 56, 110), lambda d: 3, {"width": 16}, "full", FULL
    )


def dense():
    """Fully connected networks over depth × activation × initialisation, on the shipped subset."""
    pairs = [
        ("sigmoid", "normal_1"), ("sigmoid", "glorot_uniform"), ("tanh", "normal_1"),
        ("tanh", "glorot_uniform"), ("relu", "glorot_uniform"), ("relu", "he_normal"),
    ]  # fmt: skip
    return [
        job
        for depth in (2, 4, 8, 16, 32)
        for activation, init in pairs
        for job in _jobs(
            ("dense",), (depth,), lambda d: 2,
            {"width": 64, "activation": activation, "init": init}, "small", DENSE,
        )
    ]  # fmt: skip


def _variants(network, variants, seeds, recipe):
    """One training on the shipped subset for each seed and dictionary of options."""
    return [
        Job(network, {**options, "seed": seed}, "cifar10", "small",
            dataclasses.replace(recipe, seed=seed))
        for seed in seeds for options in variants
    ]  # fmt: skip


def _blocks(widths, blocks):
    return [
        {"block": kind, "blocks": blocks, "width": width}
        for kind in widths for width in widths[kind]
    ]  # fmt: skip


def alexnet():
    """An eighth of AlexNet's width with ReLU and with tanh (Krizhevsky et al. 2012, Fig. 1)."""
    # In one group: grouped convolutions take 2.5 times as long on a CPU (measured, one core).
    small = {"width": 0.125, "grouped": False}
    return [
        job
        for seed in range(2) for activation, rates in RATES.items() for rate in rates
        for job in _variants("alexnet", [{**small, "activation": activation}], [seed],
                             dataclasses.replace(ALEXNET, rate=rate))
    ]  # fmt: skip


def inception():
    """Naive and reduced Inception modules; 16 and 28 have equal parameters and MACs, within 6 %."""
    widths = {"naive": (8, 16), "reduced": (14, 28)}
    return _variants("stack", _blocks(widths, 1), range(3), SMALL)


def separable():
    """Standard and separable convolutions; 16 and 45 have equal parameters and MACs, within 6 %."""
    widths = {"standard": (8, 16), "separable": (16, 23, 45)}
    return _variants("stack", _blocks(widths, 2), range(2), SMALL)


GRIDS = {
    "depth": depth, "full": full, "dense": dense, "alexnet": alexnet, "inception": inception,
    "separable": separable,
}  # fmt: skip
