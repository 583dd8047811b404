"""One module per family: a table and short blocks. `build(name, **options)` makes any of them."""

import contextlib
import dataclasses
import inspect
import sys
from functools import partial

from .catalog import CATALOG, Network
from .cifar import cifar
from .dense import dense
from .initializers import INITIALIZERS

__all__ = ["CATALOG", "INITIALIZERS", "Blueprint", "Network", "blueprint", "build", "deep_stack"]

BUILDERS = {
    "dense": dense,
    "plain": partial(cifar, residual=False),
    "resnet": partial(cifar, residual=True),
}
FRAMES_PER_LAYER = 60  # measured: Keras walks a functional graph recursively, some frames a layer


@dataclasses.dataclass(frozen=True)
class Blueprint:
    """What a model was built from: enough to build its twin."""

    network: str
    options: dict


@contextlib.contextmanager
def deep_stack(layers):
    """A recursion limit with room for a graph of so many `layers`; the old one afterwards."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, FRAMES_PER_LAYER * layers))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def options_of(name):
    """The options of a family and their defaults. Raises ValueError for an unknown name."""
    if name not in BUILDERS:
        raise ValueError(f"There is no network {name!r}; choose one of {', '.join(BUILDERS)}.")
    builder = BUILDERS[name]
    fixed = {"classes", "input_shape", "on_block", *getattr(builder, "keywords", {})}
    parameters = inspect.signature(builder).parameters.values()
    return {p.name: p.default for p in parameters if p.name not in fixed}


def build(name, classes=10, input_shape=(32, 32, 3), *, on_block=None, **options):
    """An uncompiled keras.Model from images (N, *input_shape), float32, to logits (N, classes).

    `options` are those of the family: depth, width, init, … The weights depend on `seed` alone.
    on_block(done, total): called while a deep network of the CIFAR family is built.
    Raises ValueError for an unknown name, option or value, naming those that exist.
    """
    defaults = options_of(name)
    for unknown in sorted(set(options) - set(defaults)):
        raise ValueError(f"{name} has no option {unknown!r}; it takes {', '.join(defaults)}.")
    depth = options.get("depth")
    with deep_stack(3 * depth if isinstance(depth, int) else 0):
        watched = {"on_block": on_block} if on_block else {}
        model = BUILDERS[name](classes, input_shape, **options, **watched)
    model.blueprint = Blueprint(name, {**defaults, **options})
    return model


def blueprint(model):
    """The Blueprint of a model; for one that `build` did not make, its own name and no options."""
    return getattr(model, "blueprint", None) or Blueprint(model.name, {})
