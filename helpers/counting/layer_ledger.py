"""A model's parameters, MACs and activation memory, layer by layer, with sums that agree."""

import math
from dataclasses import dataclass

from . import ledger_table
from .costs import FLOAT
from .depth import has_kernel
from .ledger_row import Clerk, merged
from .model_costs import node_macs, other_macs
from .model_graph import graph, no_graph, recorded
from .stages import stages


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
    """The Ledger of any built Keras model: one row for each call of a layer.

    input_shape: as in `graph`. A model with a call() of its own records no calls: its layers are
    listed without shapes, and MACs of those that have any are unknown. Layers of unknown kinds
    are listed with their weights. Raises ValueError for a model that is not built.
    """
    if recorded(model) is None:
        if not (getattr(model, "built", False) and hasattr(model, "layers")):
            raise ValueError(no_graph(model))
        calls = [(name, layer, None, other_macs(layer), None) for name, layer in _sublayers(model)]
    else:
        calls = [
            (node.name, node.layer, node.shape, node_macs(node), _bytes(node.shape, *node.more))
            for node in graph(model, input_shape)
        ]
    clerk = Clerk(model)
    places = [(name, type(layer).__name__, shape, has_kernel(layer))
              for name, layer, shape, _, _ in calls]  # fmt: skip
    named = stages(places, model.name)
    rows = [clerk.row(*call, stage) for call, stage in zip(calls, named, strict=True)]
    if clerk.left:  # weights that the model holds itself, or layers that lead to no output
        rows.append(clerk.row(f"{model.name} itself", model, None, None, None, model.name))
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
