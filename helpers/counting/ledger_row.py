"""One row of a ledger: a call of a layer, or a stage; and who writes rows."""

import math
from collections import Counter
from dataclasses import dataclass

from .layer_kinds import layer_formula


@dataclass(frozen=True)
class Weight:
    """One array of weights: its name in its layer ("kernel"), its shape, and if it is trained."""

    name: str
    shape: tuple
    trainable: bool


@dataclass(frozen=True)
class Row:
    """A layer, at one of its calls, or a stage.

    output_shape: without the batch; None if unknown, as are sides that a model leaves open.
    formula: how the parameters come about; "" for none. trainable, non_trainable: parameters.
    macs: for one image; None if nothing is known of them. unknown: names of the layers in this
    row whose MACs are not in `macs`. activation_bytes: of the output for one image, in float32.
    weights: those counted here; a shared layer's, at its first call. groups: of a convolution.
    """

    name: str
    kind: str
    output_shape: tuple | None
    formula: str
    trainable: int
    non_trainable: int
    macs: int | None
    activation_bytes: int | None
    stage: str
    unknown: tuple = ()
    weights: tuple = ()
    groups: int = 1

    @property
    def parameters(self):
        """trainable + non_trainable."""
        return self.trainable + self.non_trainable


class Clerk:
    """Writes rows, and counts each weight once, where it is first met."""

    def __init__(self, model):
        self.left = {id(weight): weight for weight in model.weights}
        self._where = {}

    def row(self, name, layer, shape, macs, size, stage):
        """The Row of one call, with those of the layer's weights that no row has yet."""
        own = getattr(layer, "weights", ())
        new = [self.left.pop(id(weight)) for weight in own if id(weight) in self.left]
        formula = layer_formula(layer, new)
        if own and not new:
            formula = f"counted at {self._where.get(id(own[0]), 'another layer')}"
        self._where.update((id(weight), name) for weight in new)
        weights = tuple(
            Weight(weight.name, tuple(weight.shape), weight.trainable)
            for weight in new
        )  # fmt: skip
        trained = sum(math.prod(weight.shape) for weight in weights if weight.trainable)
        total = sum(math.prod(weight.shape) for weight in weights)
        return Row(
            name, type(layer).__name__, shape, formula, trained, total - trained, macs, size, stage,
            (name,) if macs is None else (), weights, getattr(layer, "groups", 1),
        )  # fmt: skip


def merged(stage, rows):
    """One Row of all rows of a stage; its output is the last that has as many axes as any."""
    known = [row.macs for row in rows if row.macs is not None]
    sizes = [row.activation_bytes for row in rows if row.activation_bytes is not None]
    axes = max((len(row.output_shape) for row in rows if row.output_shape), default=0)
    shapes = [
        row.output_shape for row in rows if row.output_shape and len(row.output_shape) == axes
    ]
    kinds = Counter(row.kind for row in rows if row.weights)
    return Row(
        stage, f"{len(rows)} layer{'s' * (len(rows) != 1)}", shapes[-1] if shapes else None,
        ", ".join(f"{number} {kind}" for kind, number in kinds.items()),
        sum(row.trainable for row in rows), sum(row.non_trainable for row in rows),
        sum(known) if known else None, sum(sizes) if sizes else None, stage,
        tuple(name for row in rows for name in row.unknown),
        tuple(weight for row in rows for weight in row.weights),
    )  # fmt: skip
