"""Receptive fields: how many pixels of the input one output pixel can see.

With k_i the kernels' sides and s_i the strides, 1 + Σ (k_i − 1)·s_1·…·s_(i−1) (Araujo, Norris and
Sim 2019, Computing receptive fields of convolutional neural networks, Distill, §"Single-path").
"""

from .count import whole
from .model_graph import graph

# Each output pixel of these sees one pixel of their input. A Dense layer on maps is a 1×1
# convolution; one on a vector comes after the position is lost.
POINTWISE = {
    "Activation", "ActivityRegularization", "Add", "AlphaDropout", "Average", "BatchNormalization",
    "Concatenate", "CustomScaleLayer", "Dense", "Divide", "Dropout", "ELU", "GaussianDropout",
    "GaussianNoise", "HardSigmoid", "HardSilu", "Identity", "InputLayer", "LayerScale", "LeakyReLU",
    "LocalResponseNorm", "Maximum", "Minimum", "Multiply", "Normalization", "PReLU", "PadShortcut",
    "RandomFlip", "ReLU", "Relu", "Relu6", "Rescaling", "Sigmoid", "Silu", "Softmax",
    "SpatialDropout2D", "Subtract", "Tanh", "TrueDivide",
}  # fmt: skip
SHIFTS = {"Cropping2D", "ZeroPadding2D"}  # move the field, and leave its size
WINDOWS = {
    "AveragePooling2D": "pool_size", "Conv2D": "kernel_size", "DepthwiseConv2D": "kernel_size",
    "MaxPooling2D": "pool_size", "SeparableConv2D": "kernel_size",
}  # fmt: skip


def receptive_field(layers):
    """Side in pixels of the field of a chain of (kernel, stride) or (kernel, stride, dilation)."""
    size, jump = 1, 1
    for number, layer in enumerate(layers, 1):
        if not isinstance(layer, list | tuple) or len(layer) not in (2, 3):
            raise ValueError(
                f"layer {number} is {layer!r}; expected (kernel, stride) or "
                "(kernel, stride, dilation)."
            )
        kernel, stride, dilation = (
            whole(f"the {name} of layer {number}", value)
            for name, value in zip(("kernel", "stride", "dilation"), (*layer, 1), strict=False)
        )
        size, jump = size + dilation * (kernel - 1) * jump, jump * stride
    return size


def receptive_fields(model):
    """{name of a node: (size, stride) in pixels, or None}, for an image model.

    The largest field over all paths from the input, on its longer side; stride: pixels of the
    input from one output pixel to the next. None where there is no such number: after a layer
    that sees the whole image (global pooling, Flatten), or one of a kind that is not known here.
    Fields of branches that are not centred on one another reach a little further together.
    """
    fields = {}
    for node in graph(model):
        before = [fields[name] for name in node.inputs]
        fields[node.name] = None if None in before else _after(node, before)
    return {
        name: field and max(zip(*field, strict=True)) for name, field in fields.items()
    }  # fmt: skip


def _after(node, before):
    """((height, width), (vertical stride, horizontal stride)) of a node's field; None if unknown.

    before: the same of the nodes that feed it.
    """
    kind, layer = node.kind, node.layer
    if len(node.shape) != 3:
        return None
    if not before:
        return (1, 1), (1, 1)
    size, jump = (tuple(map(max, zip(*side, strict=True))) for side in zip(*before, strict=True))
    if kind in POINTWISE or kind in SHIFTS:
        stride = getattr(layer, "stride", 1)  # PadShortcut leaves pixels out
        return size, tuple(stride * j for j in jump)
    if kind not in WINDOWS:
        return None
    window, dilation = getattr(layer, WINDOWS[kind]), getattr(layer, "dilation_rate", (1, 1))
    reach = zip(size, dilation, window, jump, strict=True)
    size = tuple(s + d * (k - 1) * j for s, d, k, j in reach)
    return size, tuple(j * s for j, s in zip(jump, layer.strides, strict=True))
