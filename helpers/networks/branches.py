"""Branches side by side on one input, their outputs joined: what all Inception modules have.

A module is a table, {branch: its steps}. A step is a Conv, a Pool, or a Fork of convolutions.
Tensors are NHWC. The convolutions of branch "5x5" in module `name` are called
`name`_5x5_a and `name`_5x5_b.
"""

import dataclasses

from keras import layers

POOLS = {"max": layers.MaxPooling2D, "average": layers.AveragePooling2D}


@dataclasses.dataclass(frozen=True)
class Conv:
    """A convolution with all that the LayerFactory adds. kernel: side, or (height, width)."""

    channels: int
    kernel: int | tuple = 1
    stride: int = 1
    padding: str = "same"


@dataclasses.dataclass(frozen=True)
class Pool:
    """3×3 pooling. The average is over the pixels that exist, so without the padding."""

    kind: str
    stride: int = 1
    padding: str = "same"

    def __post_init__(self):
        if self.kind not in POOLS:
            raise ValueError(f"pool is {self.kind!r}; choose one of {', '.join(POOLS)}.")


@dataclasses.dataclass(frozen=True)
class Fork:
    """Convolutions side by side at the end of a branch (arXiv:1512.00567, Fig. 7)."""

    ends: tuple


def named(widths, kind, least=1):
    """`widths` as the namedtuple `kind`. Raises ValueError where they do not fit it."""
    values = widths if isinstance(widths, tuple | list) else ()
    fits = len(values) == len(kind._fields)
    if not fits or not all(isinstance(n, int) and n >= least for n in values):
        raise ValueError(
            f"widths is {widths!r}; expected {len(kind._fields)} whole numbers, each {least} or "
            f"more: {', '.join(kind._fields)}."
        )
    return kind(*values)


def branched(factory, x, table, name):
    """Each branch of `table` on x, concatenated in the table's order."""
    ends = [branch(factory, x, steps, f"{name}_{at}") for at, steps in table.items()]
    return layers.Concatenate(name=f"{name}_concat")(ends)


def branch(factory, x, steps, at):
    """The steps one after another; convolutions are lettered where there are several."""
    several = sum(not isinstance(step, Pool) for step in steps) > 1
    letters = iter("abcdefgh")
    for step in steps:
        if isinstance(step, Pool):
            x = POOLS[step.kind](3, step.stride, step.padding, name=at)(x)
            continue
        name = f"{at}_{next(letters)}" if several else at
        if isinstance(step, Fork):
            table = {number: [end] for number, end in enumerate(step.ends, 1)}
            x = branched(factory, x, table, name)
        else:
            x = factory.conv(
                x, step.channels, step.kernel, step.stride, padding=step.padding, name=name
            )
    return x
