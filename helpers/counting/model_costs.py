"""MACs of a model and bytes of its outputs, from its layers' kernels and shapes.

Multiply–accumulates (MACs) are for one image. Counted: the products of convolutions (also grouped,
depthwise and transposed) and dense layers, as papers do. Additions, activations, pooling and
normalisation are not. A layer of another kind is unknown, not nothing, unless it has an attribute
`macs`.
"""

import math

from .costs import FLOAT
from .layer_kinds import layer_macs
from .model_graph import Graph, graph, no_graph, recorded


def node_macs(node):
    """MACs of one call of a layer; None if its kind is not known, or its size is left open."""
    return layer_macs(node.layer, node.shape, node.takes[0] if node.takes else None)


def macs(model):
    """MACs of a whole model, or Graph, for one image; None if a layer of it is unknown.

    A shared layer counts at each call. Raises ValueError for a model that is not built.
    """
    if not isinstance(model, Graph) and recorded(model) is None:
        if not getattr(model, "built", False):
            raise ValueError(no_graph(model))
        return None
    counts = [node_macs(node) for node in graph(model)]
    return None if None in counts else sum(counts)


def activation_bytes(model):
    """Bytes of all layers' outputs for one image, in float32."""
    outputs = [layer.output for layer in model.layers]
    return FLOAT * sum(math.prod(output.shape[1:]) for output in outputs)
