"""One module per family: a table and short blocks. `build(name, **options)` makes any of them.

A family is loaded when it is first built, so that reading CATALOG loads no Keras.
"""

import ast
import dataclasses
import functools
import importlib
import inspect
from pathlib import Path

from .catalog import CATALOG, Network, Published
from .limits import deep_stack, out_of_memory
from .options import check_classes, check_options, check_size

ELSEWHERE = {  # name: its module, loaded when the name is first used
    "BLOCKS": "blocks",
    "INITIALIZERS": "initializers",
    "build_block": "blocks",
    "load_keras_weights": "keras_weights",
}
__all__ = [
    "BLOCKS",
    "CATALOG",
    "INITIALIZERS",
    "BuildSpec",
    "Network",
    "Published",
    "build",
    "build_block",
    "build_spec",
    "deep_stack",
    "load_keras_weights",
    "options_of",
]
DEEPEST = 2000  # above all depths that the families take: more is for them to refuse


def __getattr__(name):
    if name not in ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{ELSEWHERE[name]}", __name__), name)


@dataclasses.dataclass(frozen=True)
class BuildSpec:
    """What a model was built from: enough to build its twin."""

    network: str
    options: dict


def family(name):
    """The building function of a network, and what is fixed. ValueError for an unknown name."""
    module, fixed = _entry(name)
    return getattr(importlib.import_module(f".{module}", __name__), module), fixed


def _entry(name):
    """(module, which is its function's name as well; what is fixed) of a network."""
    if not isinstance(name, str) or name not in CATALOG:
        raise ValueError(f"There is no network {name!r}; choose one of {', '.join(CATALOG)}.")
    return CATALOG[name].family or name, CATALOG[name].fixed


def options_of(name):
    """The options of a network and their defaults. Raises ValueError for an unknown name.

    Read from the source, where defaults are literals: importing the module would load Keras.
    """
    module, fixed = _entry(name)
    given = {"classes", "input_shape", "on_block", *fixed}
    return {key: value for key, value in _signature(module).items() if key not in given}


@functools.cache
def _signature(module):
    """{parameter: its default, or None} of the function that bears its module's name."""
    source = Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
    (builder,) = (
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == module
    )
    known = builder.args
    names = [argument.arg for argument in (*known.args, *known.kwonlyargs)]
    values = [None] * (len(known.args) - len(known.defaults)) + known.defaults + known.kw_defaults
    return {
        key: value and ast.literal_eval(value) for key, value in zip(names, values, strict=True)
    }


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
            _check_size(name, {"classes": classes, "input_shape": input_shape, **options})
            model = builder(**given, **fixed, **options)
    except Exception as error:
        if not out_of_memory(error):
            raise
        chosen = ", ".join(f"{key} {value}" for key, value in options.items())
        raise MemoryError(
            f"{name} with {chosen or 'these images'} has more weights than this machine's memory "
            "holds: choose a smaller width."
        ) from error
    model.build_spec = BuildSpec(name, {**defaults, **options})
    return model


def _check_size(name, given):
    """Raise ValueError for a network of too many parameters; see check_size."""
    builder, fixed = family(name)
    usual = {p.name: p.default for p in inspect.signature(builder).parameters.values()}
    given = {key: value for key, value in given.items() if value is not None}
    # The depth has limits of its own, and leaves the number of parameters far below the most.
    numbers = {key: value for key, value in given.items() if key != "depth"}
    check_size(name, functools.partial(builder, **given, **fixed), numbers, usual)


def build_spec(model):
    """The BuildSpec of a model; for one that `build` did not make, its own name and no options."""
    return getattr(model, "build_spec", None) or BuildSpec(model.name, {})
