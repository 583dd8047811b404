"""The grids of the course: which networks are trained, and how.

Cheap trainings come first, and mostly all networks with one seed before the next seed, so that a
sweep that was stopped leaves a whole picture.
"""

import dataclasses
from itertools import product

from helpers.training.record import Recipe

from .job import Job

# Small enough for one core: half the paper's width, 4,000 of its 45,000 images, 12 of its some 180
# epochs, in which the deeper residual networks learn their images and the plain ones do not.
# data/README.md says what this does and does not show.
DEPTH = Recipe(epochs=12, batch=32, rate=0.05, images=4000)
SHORT = dataclasses.replace(DEPTH, epochs=5)
RECIPES = {  # of each grid, with seed 0
    "depth": DEPTH,
    # As `depth`, but what a test error asks for: more images, changed ones at that, and longer.
    "generalization": dataclasses.replace(DEPTH, epochs=30, images=10_000, flip=True, crop=4),
    # 64,000 steps of 128, as in the paper (He et al. 2015, §4.2). Not as there: the rate falls
    # along a cosine, from a warm-up on, where theirs falls in two steps; Nesterov's momentum.
    "full": Recipe(epochs=164, batch=128, rate=0.1, flip=True, crop=4),
    "dense": Recipe(epochs=3, batch=32, rate=0.02, images=4000, clip=1.0),
    "activations": dataclasses.replace(DEPTH, rate=0.01),  # at each of RATES
    "inception": SHORT,
    "separable": SHORT,
    "xception": dataclasses.replace(DEPTH, epochs=8, images=10_000),
    "bottleneck": DEPTH,
    "bypass": DEPTH,
    # Without normalisation the first steps of the deep ones blow up, unless gradients are clipped.
    "zero_start": dataclasses.replace(DEPTH, clip=1.0),
}
# One rate would decide the comparison. Krizhevsky et al. chose it for each activation on its own
# (Fig. 1), so three are tried for each, around those at which it was seen to learn best.
RATES = {"relu": (0.003, 0.01, 0.03), "tanh": (0.003, 0.01, 0.03), "sigmoid": (0.03, 0.1, 0.3)}
XCEPTION = (  # (block, blocks in a stage, width): four layers deep in each stage
    ("standard", 4, 8),
    ("basic", 2, 8),
    ("reduced", 2, 20),
    ("xception_plain", 2, 22),
    ("xception", 2, 21),
)


def _job(network, options, recipe, seed=0, size="small"):
    """A training on CIFAR-10; one seed for the weights and for the order of the images."""
    recipe = dataclasses.replace(recipe, seed=seed)
    return Job(network, {**options, "seed": seed}, "cifar10", size, recipe)


def _depths(depths, width, recipe, seeds, networks=("plain", "resnet"), size="small", **options):
    """Networks of the CIFAR family, one seed after the other, the shallow ones first.

    options: of the network, each with the values that it takes.
    """
    kinds = [dict(zip(options, values, strict=True)) for values in product(*options.values())]
    return [
        _job(network, {"depth": depth, "width": width, **kind}, recipe, seed, size)
        for seed in seeds
        for depth in depths
        for network in networks
        for kind in kinds
    ]


def depth():
    """Plain and residual networks, depths 8 to 56, 4,000 images, 12 epochs, three seeds."""
    return _depths((8, 14, 20, 32, 44, 56), 8, RECIPES["depth"], range(3))


def generalization():
    """Residual and plain networks, depths 8, 20 and 56, two seeds, trained for a test error: 10,000
    images with flips and crops, 30 epochs."""
    recipe = RECIPES["generalization"]
    return [
        job
        for network in ("resnet", "plain")
        for job in _depths((8, 20, 56), 8, recipe, range(2), (network,))
    ]


def full():
    """Plain and residual networks, depths 20 to 110, three seeds, on all of CIFAR-10: for a GPU."""
    return _depths((20, 32, 44, 56, 110), 16, RECIPES["full"], range(3), size="full")


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
            RECIPES["dense"],
            seed,
        )
        for depth in (2, 4, 8, 16, 32)
        for activation in inits
        for init in inits[activation]
        for seed in range(2)
    ]


def activations():
    """Four layers with sigmoid, tanh and ReLU, each at three rates, two seeds."""
    return [
        _job(
            "four_layers",
            {"width": 0.5, "activation": activation},
            dataclasses.replace(RECIPES["activations"], rate=rate),
            seed,
        )
        for seed in range(2)
        for activation in RATES
        for rate in RATES[activation]
    ]


def inception():
    """Naive and reduced Inception modules; 16 and 28 have equal parameters and MACs, within 6 %."""
    widths = {"naive": (8, 16), "reduced": (14, 28)}
    return _stacks(_at_widths(widths, 1), range(3), RECIPES["inception"])


def separable():
    """Standard and separable convolutions; 16 and 45 have equal parameters and MACs, within 6 %."""
    widths = {"standard": (8, 16), "separable": (16, 23, 45)}
    return _stacks(_at_widths(widths, 2), range(2), RECIPES["separable"])


def xception():
    """Xception's module, with its residual (width 21) and without (22), against standard
    convolutions (8, and 8 in residual blocks) and reduced Inception modules (20): equal parameters
    within 5 %, MACs within 11 %, all 14 layers deep; 10,000 images, two seeds."""
    return _stacks(XCEPTION, range(2), RECIPES["xception"])


def bottleneck():
    """Basic blocks of 16 and bottlenecks of 57: equal parameters within 2 %, MACs within 6 %."""
    kinds = (("basic", 2, 16), ("bottleneck", 2, 57))
    return _stacks(kinds, range(3), RECIPES["bottleneck"])


def _at_widths(widths, blocks):
    return [(kind, blocks, width) for kind in widths for width in widths[kind]]


def _stacks(kinds, seeds, recipe):
    """Stacks of (block, blocks in a stage, width), one seed after the other."""
    return [
        _job("stack", {"block": kind, "blocks": blocks, "width": width}, recipe, seed)
        for seed in seeds
        for kind, blocks, width in kinds
    ]


def bypass():
    """Shortcuts around one, two and three layers: ResNets of 20 and 56 layers, two seeds."""
    recipe, seeds = RECIPES["bypass"], range(2)
    return _depths((20, 56), 8, recipe, seeds, ("resnet",), layers_per_block=(1, 2, 3))


def zero_start():
    """Residual branches that start at zero against He's start, without batch normalisation: depths
    20, 56 and 110, two seeds."""
    start = {"batch_norm": (False,), "zero_init_residual": (True, False)}
    return _depths((20, 56, 110), 8, RECIPES["zero_start"], range(2), ("resnet",), **start)


GRIDS = {
    grid.__name__: grid
    for grid in (
        depth, generalization, full, dense, activations, inception, separable, xception,
        bottleneck, bypass, zero_start,
    )
}  # fmt: skip
