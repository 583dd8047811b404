"""Multiply–accumulates (MACs) of a model for one image, from its layers' kernels and shapes.

Counted: convolutions (also grouped and depthwise) and dense layers, as papers do. Additions,
activations and normalisation are not.
"""

import math

UNCOUNTED = {
    "Activation", "Add", "BatchNormalization", "Concatenate", "Dropout", "Flatten",
    "GlobalAveragePooling2D", "InputLayer", "PadShortcut", "ReLU",
}  # fmt: skip


def layer_macs(layer):
    """MACs of one layer for one image; None for a layer of a kind that is not known here."""
    kind = type(layer).__name__
    if kind == "Dense":
        return math.prod(layer.kernel.shape)
    if kind in ("Conv2D", "DepthwiseConv2D"):
        height, width = layer.output.shape[1:3]
        # A kernel is k × k × (inputs of its group) × outputs: each output pixel uses all of it.
        return height * width * math.prod(layer.kernel.shape)
    return 0 if kind in UNCOUNTED else None


def macs(model):
    """MACs of a whole model for one image; None if a layer of it is of an unknown kind."""
    counts = [layer_macs(layer) for layer in model.layers]
    return None if None in counts else sum(counts)
