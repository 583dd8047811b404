"""One block of a network as a model of its own, to build, count, draw and run alone."""

import importlib
import inspect

import keras

from .inception_widths import INCEPTION_3A
from .layer_factory import LayerFactory, is_small
from .options import check_options, check_size

NORMALISED = {"batch_norm": True}
# name: (module and function of the block, height × width × channels it stands at, its options)
# A block is called as function(factory, x, name=…, **options).
BLOCKS = {
    "inception_naive": ("googlenet", "naive", (28, 28, 192), {"widths": INCEPTION_3A}),
    "inception_reduced": ("googlenet", "reduced", (28, 28, 192), {"widths": INCEPTION_3A}),
    "inception_v2": ("inception_v2", "module", (28, 28, 192), {
        "widths": (64, 64, 64, 64, 96, 32), **NORMALISED}),
    "inception_v3_a": ("inception_v3", "module_a", (35, 35, 192), NORMALISED),
    "inception_v3_b": ("inception_v3", "module_b", (17, 17, 768), NORMALISED),
    "inception_v3_c": ("inception_v3", "module_c", (8, 8, 1280), NORMALISED),
    "inception_v4": ("inception_v4", "module", (35, 35, 384), NORMALISED),
    "inception_residual": ("inception_resnet_v2", "residual", (35, 35, 320), NORMALISED),
    "basic": ("imagenet_resnet", "basic", (56, 56, 64), {"channels": 64, **NORMALISED}),
    "bottleneck": ("imagenet_resnet", "bottleneck", (56, 56, 256), {"channels": 64, **NORMALISED}),
    "separable": ("mobilenet", "separable", (14, 14, 512), {"channels": 512, **NORMALISED}),
    "xception": ("xception", "module", (19, 19, 728), {"channels": (728,) * 3, **NORMALISED}),
}  # fmt: skip
# Those of the LayerFactory that makes its layers; None: a bias where there is no batch norm.
COMMON = {"batch_norm": False, "bias": None, "init": "he_normal", "seed": 0}


def block_options(name):
    """The options of a block and their defaults. Raises ValueError for an unknown name."""
    function, _, defaults = _row(name)
    parameters = list(inspect.signature(function).parameters.values())[2:]
    own = {p.name: p.default for p in parameters if p.name != "name"}
    return {**own, **COMMON, **defaults}


def build_block(name, input_shape=None, **options):
    """An uncompiled keras.Model of one block, from (N, *input_shape) to its output, float32.

    input_shape: by default where the block stands in its network. options: those of the block,
    and batch_norm, bias, init, seed. Raises ValueError for an unknown name or option.
    """
    function, shape, _ = _row(name)
    shape = shape if input_shape is None else input_shape
    is_small(shape)  # refuses what is no shape
    defaults = block_options(name)
    for unknown in sorted(set(options) - set(defaults)):
        raise ValueError(
            f"The block {name} has no option {unknown!r}; it takes {', '.join(defaults)}."
        )
    check_options(options, defaults)
    options = {**defaults, **options}
    given = {"input_shape": shape, **options}
    batch_norm, bias, init, seed = (options.pop(key) for key in COMMON)
    bias = not batch_norm if bias is None else bias
    factory = LayerFactory(init, seed, {} if batch_norm else None, bias)

    def make():
        x = keras.Input(shape, name="input")
        return keras.Model(x, function(factory, x, name="block", **options), name=name)

    check_size(name, make, given, {"input_shape": BLOCKS[name][2], **defaults})
    return make()


def _row(name):
    """Function, input shape and own defaults of a block."""
    if not isinstance(name, str) or name not in BLOCKS:
        raise ValueError(f"There is no block {name!r}; choose one of {', '.join(BLOCKS)}.")
    family, function, shape, defaults = BLOCKS[name]
    return getattr(importlib.import_module(f".{family}", __package__), function), shape, defaults
