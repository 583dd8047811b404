"""Multiply–accumulates (MACs) of a model for one image, from its layers' kernels and shapes.

Counted: the products of convolutions (also grouped, depthwise and transposed) and dense layers, as
papers do. Additions, activations, pooling and normalisation are not. A layer of another kind is
unknown, not nothing, unless it has an attribute `macs`, an int for one image.
"""

import math

from .model_graph import graph, no_graph, recorded

# Keras's layers and operations that multiply tensors without having weights; Lambda may.
PRODUCTS = {
    "AdditiveAttention", "Attention", "Conv", "ConvTranspose", "Cross", "DepthwiseConv", "Dot",
    "DotProductAttention", "Einsum", "Inner", "Kron", "Lambda", "Matmul", "Outer", "SeparableConv",
    "Tensordot", "Vdot",
}  # fmt: skip
# Those whose weights only look up, scale or shift.
SCALES = {
    "BatchNormalization", "Embedding", "GroupNormalization", "LayerNormalization",
    "LayerScale", "Normalization", "PReLU", "RMSNormalization",
}  # fmt: skip
CONVOLUTIONS = {"Conv1D", "Conv2D", "Conv3D", "DepthwiseConv1D", "DepthwiseConv2D"}
SEPARABLE = {"SeparableConv1D", "SeparableConv2D"}
TRANSPOSED = {"Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"}
OURS = {"LocalResponseNorm", "PadShortcut"}  # layers of this package without a product


def node_macs(node):
    """MACs of one call of a layer; None if its kind is not known, or its size is left open."""
    layer, kind = node.layer, node.kind
    if kind == "Dense":
        return _times(node.shape[:-1], layer.kernel)
    if kind in CONVOLUTIONS:
        # A kernel is k × k × (inputs of its group) × outputs: each output pixel uses all of it.
        return _times(_pixels(layer, node.shape), layer.kernel)
    if kind in SEPARABLE:
        pixels = _pixels(layer, node.shape)
        return _times(pixels, layer.depthwise_kernel, layer.pointwise_kernel)
    if kind in TRANSPOSED:
        return _times(_pixels(layer, node.takes[0]), layer.kernel)  # here each input pixel does
    return other_macs(layer)


def other_macs(layer):
    """0 for a kind without products, whatever its shape; what it says itself; None if unknown."""
    kind = type(layer).__name__
    said = getattr(layer, "macs", None)
    if isinstance(said, int):
        return said
    if kind in SCALES or kind in OURS:
        return 0
    of_keras = type(layer).__module__.split(".")[0] == "keras"
    return 0 if of_keras and kind not in PRODUCTS and not getattr(layer, "weights", ()) else None


def macs(model):
    """MACs of a whole model for one image; None if a layer of it is unknown.

    A shared layer counts at each call. Raises ValueError for a model that is not built.
    """
    if recorded(model) is None:
        if not getattr(model, "built", False):
            raise ValueError(no_graph(model))
        return None
    counts = [node_macs(node) for node in graph(model)]
    return None if None in counts else sum(counts)


def _pixels(layer, shape):
    return shape[1:] if layer.data_format == "channels_first" else shape[:-1]


def _times(positions, *kernels):
    """Positions times the sizes of the kernels; None if the model leaves a side open."""
    if None in positions:
        return None
    return math.prod(positions) * sum(math.prod(kernel.shape) for kernel in kernels)
