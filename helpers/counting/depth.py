"""How deep is a network? Three definitions in use, from a model's graph."""

from dataclasses import dataclass

from .layer_kinds import has_kernel
from .model_graph import graph


@dataclass(frozen=True)
class Depths:
    """The three definitions of depth in use.

    path: layers with a kernel on the longest path from an input to an output: the papers' depth.
    weighted: all layers with weights, on any path, batch normalisation included (keras.io's).
    layers: all layers, inputs and activations included, as model.layers lists them.
    """

    path: int
    weighted: int
    layers: int


def depths(model):
    """The Depths of a model, or of its Graph.

    A shared layer is one layer, but each call lengthens the path. Raises ValueError for a model
    that records no graph.
    """
    nodes = graph(model).nodes
    longest = {}
    for node in nodes:
        longest[node.name] = has_kernel(node.layer) + max(map(longest.get, node.inputs), default=0)
    layers = [node.layer for node in nodes if not node.again and hasattr(node.layer, "weights")]
    return Depths(max(longest.values()), sum(bool(layer.weights) for layer in layers), len(layers))
