"""A model's parameters, MACs and activation memory, layer by layer, with sums that agree."""

import math
from collections import Counter
from dataclasses import dataclass

from . import ledger_table
from .costs import FLOAT
from .layer_kinds import has_kernel, layer_formula, layer_macs
from .model_costs import node_macs
from .model_graph import Graph, graph, no_graph, recorded
from .stages import stages


@dataclass(frozen=True)
class Weight:
    """One array of weights: its name in its layer ("kernel"), its shape, and if it is trained."""

    name: str
    shape: tuple
    trainable: bool


@dataclass(frozen=True)
class LedgerRow:
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


@dataclass(frozen=True, repr=False)
class Ledger:
    """The rows of a model, from input to output; `parameters` equals model.count_params()."""

    name: str
    rows: tuple

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def parameters(self):
        """All parameters."""
        return sum(row.parameters for row in self.rows)

    @property
    def trainable(self):
        """Parameters that training changes."""
        return sum(row.trainable for row in self.rows)

    @property
    def non_trainable(self):
        """Frozen parameters, and the moving statistics of batch normalisation."""
        return sum(row.non_trainable for row in self.rows)

    @property
    def macs(self):
        """MACs for one image of all layers but those in `unknown`: then the total is larger."""
        return sum(row.macs or 0 for row in self.rows)

    @property
    def unknown(self):
        """Names of the layers whose MACs are not known."""
        return tuple(name for row in self.rows for name in row.unknown)

    @property
    def activation_bytes(self):
        """Bytes of all outputs for one image, in float32; outputs of unknown shape left out."""
        return sum(row.activation_bytes or 0 for row in self.rows)

    def by_stage(self):
        """A Ledger with a row for each stage; see `stages` for what that is."""
        groups = {}
        for row in self.rows:
            groups.setdefault(row.stage, []).append(row)
        return Ledger(self.name, tuple(merged(stage, rows) for stage, rows in groups.items()))

    def frame(self):
        """The rows as a pandas DataFrame, with numbers as numbers and no row for the total."""
        return ledger_table.frame(self)

    def text(self, width=120):
        """The rows and their total as aligned text of at most `width` columns."""
        return ledger_table.text(self, width)

    def _repr_html_(self):
        return ledger_table.html(self)

    def __repr__(self):
        return f"Ledger({self.name}: {len(self)} rows, {self.parameters:,} parameters)"


def ledger(model, input_shape=None):
    """The Ledger of any built Keras model, or of its Graph: one row for each call of a layer.

    input_shape: as in `graph`. A model with a call() of its own records no calls: its layers are
    listed without shapes, and MACs of those that have any are unknown. Layers of unknown kinds
    are listed with their weights. Raises ValueError for a model that is not built.
    """
    if not isinstance(model, Graph) and recorded(model) is None:
        if not (getattr(model, "built", False) and hasattr(model, "layers")):
            raise ValueError(no_graph(model))
        calls = [
            (name, layer, None, layer_macs(layer, None, None), None)
            for name, layer in _sublayers(model)
        ]
    else:
        network = graph(model, input_shape)
        model = network.model
        calls = [
            (node.name, node.layer, node.shape, node_macs(node), _bytes(node.shape, *node.more))
            for node in network
        ]
    builder = RowBuilder(model)
    places = [
        (name, type(layer).__name__, shape, has_kernel(layer)) for name, layer, shape, _, _ in calls
    ]
    named = stages(places, model.name)
    rows = [builder.row(*call, stage) for call, stage in zip(calls, named, strict=True)]
    if builder.left:  # weights that the model holds itself, or layers that lead to no output
        rows.append(builder.row(f"{model.name} itself", model, None, None, None, model.name))
    return Ledger(model.name, tuple(rows))


def _sublayers(model, prefix=""):
    """(name, layer) of the layers of a model, and of the models in it."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from _sublayers(layer, f"{prefix}{layer.name}/")
        else:
            yield f"{prefix}{layer.name}", layer


def _bytes(*shapes):
    """Bytes of a layer's outputs in float32; None if a side is left open."""
    if any(None in shape for shape in shapes):
        return None
    return FLOAT * sum(math.prod(shape) for shape in shapes)


class RowBuilder:
    """Writes rows, and counts each weight once, where it is first met."""

    def __init__(self, model):
        self.left = {id(weight): weight for weight in model.weights}
        self._where = {}

    def row(self, name, layer, shape, macs, size, stage):
        """The LedgerRow of one call, with those of the layer's weights that no row has yet."""
        own = getattr(layer, "weights", ())
        new = [self.left.pop(id(weight)) for weight in own if id(weight) in self.left]
        formula = layer_formula(layer, new)
        if own and not new:
            formula = f"counted at {self._where.get(id(own[0]), 'another layer')}"
        self._where.update((id(weight), name) for weight in new)
        weights = tuple(
            Weight(weight.name, tuple(weight.shape), weight.trainable) for weight in new
        )
        trained = sum(math.prod(weight.shape) for weight in weights if weight.trainable)
        total = sum(math.prod(weight.shape) for weight in weights)
        return LedgerRow(
            name,
            type(layer).__name__,
            shape,
            formula,
            trained,
            total - trained,
            macs,
            size,
            stage,
            (name,) if macs is None else (),
            weights,
            getattr(layer, "groups", 1),
        )


def merged(stage, rows):
    """One LedgerRow of all rows of a stage; its output is the last that has as many axes as any."""
    known = [row.macs for row in rows if row.macs is not None]
    sizes = [row.activation_bytes for row in rows if row.activation_bytes is not None]
    axes = max((len(row.output_shape) for row in rows if row.output_shape), default=0)
    shapes = [
        row.output_shape for row in rows if row.output_shape and len(row.output_shape) == axes
    ]
    kinds = Counter(row.kind for row in rows if row.weights)
    return LedgerRow(
        stage,
        f"{len(rows)} layer{'s' * (len(rows) != 1)}",
        shapes[-1] if shapes else None,
        ", ".join(f"{number} {kind}" for kind, number in kinds.items()),
        sum(row.trainable for row in rows),
        sum(row.non_trainable for row in rows),
        sum(known) if known else None,
        sum(sizes) if sizes else None,
        stage,
        tuple(name for row in rows for name in row.unknown),
        tuple(weight for row in rows for weight in row.weights),
    )
