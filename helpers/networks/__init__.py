"""One module per family: a table and short blocks. `build(name, **options)` makes any of them.

A family is loaded when it is first built, so that reading CATALOG loads no Keras.
"""

import dataclasses
import importlib
import inspect

from .catalog import CATALOG, Depths, Network, Published
from .limits import deep_stack, out_of_memory
from .options import check_classes, check_options

FAMILIES = {  # name: (module and function, what is fixed)
    "dense": ("dense", {}),
    "plain": ("cifar", {"residual": False}),
    "resnet": ("cifar", {"residual": True}),
    "alexnet": ("alexnet", {}),
    "vgg16": ("vgg", {"depth": 16}),
    "vgg19": ("vgg", {"depth": 19}),
    "googlenet": ("googlenet", {}),
    "inception_v2": ("inception_v2", {}),
    "inception_v3": ("inception_v3", {}),
    "inception_v4": ("inception_v4", {}),
    "inception_resnet_v2": ("inception_resnet_v2", {}),
    "resnet18": ("imagenet_resnet", {"depth": 18}),
    "resnet34": ("imagenet_resnet", {"depth": 34}),
    "resnet50": ("imagenet_resnet", {"depth": 50}),
    "resnet101": ("imagenet_resnet", {"depth": 101}),
    "resnet152": ("imagenet_resnet", {"depth": 152}),
    "xception": ("xception", {}),
    "mobilenet": ("mobilenet", {}),
    "stack": ("stack", {}),
}
ELSEWHERE = {  # name: its module, loaded when the name is first used
    "INITIALIZERS": "initializers", "MODULES": "modules", "module": "modules",
    "load_keras_weights": "reference",
}  # fmt: skip
__all__ = [
    "CATALOG", "FAMILIES", "INITIALIZERS", "MODULES", "Blueprint", "Depths", "Network", "Published",
    "blueprint", "build", "deep_stack", "load_keras_weights", "module", "options_of",
]  # fmt: skip
DEEPEST = 2000  # above all depths that the families take: more is for them to refuse


def __getattr__(name):
    if name not in ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{ELSEWHERE[name]}", __name__), name)


@dataclasses.dataclass(frozen=True)
class Blueprint:
    """What a model was built from: enough to build its twin."""

    network: str
    options: dict


def family(name):
    """The building function of a network, and what is fixed. ValueError for an unknown name."""
    if name not in FAMILIES:
        raise ValueError(f"There is no network {name!r}; choose one of {', '.join(FAMILIES)}.")
    module, fixed = FAMILIES[name]
    return getattr(importlib.import_module(f".{module}", __name__), module), fixed


def options_of(name):
    """The options of a network and their defaults. Raises ValueError for an unknown name."""
    builder, fixed = family(name)
    given = {"classes", "input_shape", "on_block", *fixed}
    parameters = inspect.signature(builder).parameters.values()
    return {p.name: p.default for p in parameters if p.name not in given}


def build(name, classes=None, input_shape=None, *, on_block=None, **options):
    """An uncompiled keras.Model from images (N, *input_shape), float32, to logits (N, classes).

    classes, input_shape: by default those of the network's paper. `options` are those of the
    family: depth, width, init, … The weights depend on `seed` alone.
    on_block(done, total): called while a network of the CIFAR family is built; others take too
    little time to tell.
    Raises ValueError for an unknown name, option or value, naming those that exist, and
    MemoryError for weights that no memory here can hold.
    """
    defaults = options_of(name)
    for unknown in sorted(set(options) - set(defaults)):
        raise ValueError(f"{name} has no option {unknown!r}; it takes {', '.join(defaults)}.")
    # Depth has a check of its own in each family, which names depths that there are.
    check_options({key: options[key] for key in options if key != "depth"}, defaults)
    if classes is not None:
        check_classes(classes)
    builder, fixed = family(name)
    given = {"classes": classes, "input_shape": input_shape}
    if "on_block" in inspect.signature(builder).parameters:
        given["on_block"] = on_block
    given = {key: value for key, value in given.items() if value is not None}
    depth = options.get("depth")
    try:
        with deep_stack(3 * min(depth, DEEPEST) if isinstance(depth, int) else 0):
            model = builder(**given, **fixed, **options)
    except Exception as error:
        width = options.get(
            "width"
        )  # backends have other words for what their integers cannot hold
        beyond = isinstance(width, int | float) and 2**31 <= width < float("inf")
        if not (beyond or out_of_memory(error)):
            raise
        chosen = ", ".join(f"{key} {value}" for key, value in options.items())
        raise MemoryError(
            f"{name} with {chosen or 'these images'} has more weights than this machine's memory "
            "holds: choose a smaller width."
        ) from error
    model.blueprint = Blueprint(name, {**defaults, **options})
    return model


def blueprint(model):
    """The Blueprint of a model; for one that `build` did not make, its own name and no options."""
    return getattr(model, "blueprint", None) or Blueprint(model.name, {})
