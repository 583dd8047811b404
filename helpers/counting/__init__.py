"""Parameters and multiply–accumulates, in closed form and for whole models. Loads no Keras."""

from .closed_forms import batch_norm, convolution, dense, separable
from .depth import Depths, depths
from .graph import Graph, Node, graph
from .memory import activation_bytes, training_bytes
from .model_macs import macs

__all__ = [
    "Depths", "Graph", "Node", "activation_bytes", "batch_norm", "convolution", "dense", "depths",
    "graph", "macs", "separable", "training_bytes",
]  # fmt: skip
