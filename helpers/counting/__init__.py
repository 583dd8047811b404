"""Parameters, multiply–accumulates (MACs), memory and depth: in closed form and of whole models.

Closed forms give a `Count`, an int whose `.formula` says how it comes about. `ledger(model)` lists
a model's layers, `graph(model)` which feeds which, `explain(first, second)` why two counts differ.
Loads no Keras, and pandas only where a table is shown.
"""

from .closed_forms import Count, batch_norm, convolution, dense, depthwise, pooling, separable
from .costs import (
    break_even_outputs,
    break_even_reduced,
    convolution_macs,
    dense_macs,
    depthwise_macs,
    output_bytes,
    separable_macs,
    separable_ratio,
)
from .depth import Depths, depths
from .explanation import Explanation, conventions, explain
from .field_size import receptive_field, receptive_fields
from .layer_kinds import has_kernel
from .layer_ledger import Ledger, LedgerRow, ledger
from .model_costs import activation_bytes, macs
from .model_graph import Graph, Node, graph
from .shapes_only import build_shapes_only
from .training_memory import kept_values, training_bytes

__all__ = [
    "Count",
    "Depths",
    "Explanation",
    "Graph",
    "Ledger",
    "LedgerRow",
    "Node",
    "activation_bytes",
    "batch_norm",
    "break_even_outputs",
    "break_even_reduced",
    "build_shapes_only",
    "conventions",
    "convolution",
    "convolution_macs",
    "dense",
    "dense_macs",
    "depths",
    "depthwise",
    "depthwise_macs",
    "explain",
    "graph",
    "has_kernel",
    "kept_values",
    "ledger",
    "macs",
    "output_bytes",
    "pooling",
    "receptive_field",
    "receptive_fields",
    "separable",
    "separable_macs",
    "separable_ratio",
    "training_bytes",
]
