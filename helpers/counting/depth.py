"""How deep is a network? Three definitions in use, from a model's graph."""

from dataclasses import dataclass

from .model_graph import graph

# Their weights scale or shift what they are given, also where these have more than one axis.
NO_KERNEL = {
    "BatchNormalization", "GroupNormalization", "LayerNormalization", "Normalization", "PReLU",
    "RMSNormalization", "SpectralNormalization", "UnitNormalization",
}  # fmt: skip


@dataclass(frozen=True)
class Depths:
    """path: layers with a kernel on the longest way from an input to an output: the papers' depth.

    weighted: all layers with weights, on any path, batch normalisation included (keras.io's).
    layers: all layers, inputs and activations included, as model.layers lists them.
    """

    path: int
    weighted: int
    layers: int


def has_kernel(layer):
    """Whether a layer mixes its inputs by a weight of two or more axes; normalisation does not.

    A SeparableConv2D, which holds a depthwise and a pointwise kernel, is one layer here: so
    Keras's Xception, built of those, has a depth of 37, while MobileNet, which names its
    depthwise and pointwise convolutions one by one, has 28.
    """
    if type(layer).__name__ in NO_KERNEL:
        return False
    return any(len(weight.shape) > 1 for weight in getattr(layer, "weights", ()))


def depths(model):
    """The Depths of a model. A shared layer is one layer, but each call lengthens the path.

    Raises ValueError for a model that records no graph.
    """
    nodes = graph(model).nodes
    longest = {}
    for node in nodes:
        longest[node.name] = has_kernel(node.layer) + max(map(longest.get, node.inputs), default=0)
    layers = [node.layer for node in nodes if not node.again and hasattr(node.layer, "weights")]
    return Depths(max(longest.values()), sum(bool(layer.weights) for layer in layers), len(layers))
