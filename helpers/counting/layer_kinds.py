"""What is known of each kind of Keras layer: the form of its parameters, its MACs, its window.

One table for all of them. A layer of another kind says it itself: `macs`, an int, its
multiply–accumulates for one image; `receptive_field`, (window, stride) in pixels of its input.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from . import closed_forms

MOST = 6  # weights of an unknown layer that are listed one by one
ONE_PIXEL = "one pixel"  # the window of a layer that treats each pixel, or moves it, by itself


@dataclass(frozen=True)
class Kind:
    """A kind of layer.

    form: of a layer, the Count of its parameters. macs: of a layer, the shapes of its output and
    of its input, the MACs; None: unknown. window: the attribute that holds the window's sides, or
    ONE_PIXEL; None: unknown, or the position is lost. mixes: whether its weights mix its inputs.
    """

    form: Callable | None = None
    macs: Callable | None = lambda layer, output, taken: 0
    window: str | None = None
    mixes: bool = True


def kind_of(layer):
    """The Kind of a layer; one of which nothing is known for what is not Keras's own."""
    of_keras = type(layer).__module__.split(".")[0] == "keras"
    known = KINDS.get(type(layer).__name__) if of_keras else None
    if known is None:
        # What has no weights and is not among the known products multiplies nothing.
        return Kind() if of_keras and not getattr(layer, "weights", ()) else Kind(macs=None)
    return known


def layer_macs(layer, output, taken):
    """MACs of one call for one image; None if unknown, or a side that is needed is left open.

    output, taken: shapes of what it gives and of what it takes, without the batch.
    """
    own = getattr(layer, "macs", None)
    if isinstance(own, int):
        return own
    kind = kind_of(layer)
    return None if kind.macs is None else kind.macs(layer, output, taken)


def layer_window(layer):
    """((height, width), strides, dilations) of the window of an output pixel; None if unknown."""
    own = getattr(layer, "receptive_field", None)
    if own is not None:
        window, stride = own
        return (window, window), (stride, stride), (1, 1)
    name = kind_of(layer).window
    if name == ONE_PIXEL:
        return (1, 1), (1, 1), (1, 1)
    if name is None:
        return None
    return getattr(layer, name), layer.strides, getattr(layer, "dilation_rate", (1, 1))


def has_kernel(layer):
    """Whether a layer mixes its inputs by a weight of two or more axes; normalisation does not.

    A SeparableConv2D, which holds a depthwise and a pointwise kernel, is one layer here: so
    Keras's Xception, built of those, has a depth of 37, while MobileNet, which names its
    depthwise and pointwise convolutions one by one, has 28.
    """
    if not kind_of(layer).mixes:
        return False
    return any(len(weight.shape) > 1 for weight in getattr(layer, "weights", ()))


def layer_formula(layer, weights):
    """The closed form of a known kind, "((3·3)·20 + 1)·40 = 7,240"; else its weights one by one.

    weights: those that are counted at this layer, which may be fewer than all of it. "" for none.
    """
    if not weights:
        return ""
    total = sum(math.prod(weight.shape) for weight in weights)
    form = kind_of(layer).form
    count = form(layer) if form else None
    # Another count: weights that it shares with another layer, or has besides the usual ones.
    return count.formula if count == total else _listed(weights, total)


def _listed(weights, total):
    """ "kernel 3·3·20·40 + bias 40 = 7,240"."""
    terms = [f"{w.name} " + ("·".join(f"{s:,}" for s in w.shape) or "1") for w in weights]
    if len(terms) > MOST:
        terms = [*terms[: MOST - 1], f"{len(terms) - MOST + 1} more weights"]
    return f"{' + '.join(terms)} = {total:,}"


def _convolution(layer):
    *kernel, inputs, outputs = layer.kernel.shape
    inputs *= layer.groups
    return closed_forms.convolution(tuple(kernel), inputs, outputs, layer.use_bias, layer.groups)


def _transposed(layer):
    *kernel, outputs, inputs = layer.kernel.shape
    return closed_forms.convolution(tuple(kernel), inputs, outputs, layer.use_bias)


def _depthwise(layer):
    *kernel, channels, multiplier = layer.kernel.shape
    return closed_forms.depthwise(tuple(kernel), channels, layer.use_bias, multiplier)


def _separable(layer):
    *kernel, inputs, multiplier = layer.depthwise_kernel.shape
    outputs = layer.pointwise_kernel.shape[-1]
    bias = "pointwise" if layer.use_bias else "none"
    return closed_forms.separable(tuple(kernel), inputs, outputs, bias, multiplier)


def _dense(layer):
    return closed_forms.dense(*layer.kernel.shape, layer.use_bias)


def _batch_norm(layer):
    channels = layer.moving_mean.shape[0]
    return closed_forms.batch_norm(channels, True, layer.scale, layer.center)


def _for_each_output(layer, output, taken):
    # A kernel is k × k × (inputs of its group) × outputs: each output pixel uses all of it.
    return _times(_pixels(layer, output), layer.kernel)


def _for_each_input(layer, output, taken):
    return _times(_pixels(layer, taken), layer.kernel)


def _both_steps(layer, output, taken):
    return _times(_pixels(layer, output), layer.depthwise_kernel, layer.pointwise_kernel)


def _for_each_position(layer, output, taken):
    return None if output is None else _times(output[:-1], layer.kernel)


def _pixels(layer, shape):
    """Height and width; None where the shape is not known."""
    if shape is None:
        return (None,)
    return shape[1:] if layer.data_format == "channels_first" else shape[:-1]


def _times(positions, *kernels):
    """Positions times the sizes of the kernels; None if the model leaves a side open."""
    if None in positions:
        return None
    return math.prod(positions) * sum(math.prod(kernel.shape) for kernel in kernels)


CONVOLUTION = Kind(_convolution, _for_each_output)
CONVOLUTION_2D = Kind(_convolution, _for_each_output, "kernel_size")
TRANSPOSED = Kind(_transposed, _for_each_input)
DEPTHWISE_2D = Kind(_depthwise, _for_each_output, "kernel_size")
SEPARABLE_2D = Kind(_separable, _both_steps, "kernel_size")
POINTWISE = Kind(window=ONE_PIXEL)
SCALES = Kind(window=ONE_PIXEL, mixes=False)  # its weights scale or shift what they are given
PRODUCT = Kind(macs=None)  # multiplies tensors without having weights; Lambda may


def _each(kind, names):
    return dict.fromkeys(names.split(), kind)


KINDS = {
    **_each(CONVOLUTION, "Conv1D Conv3D"),
    "Conv2D": CONVOLUTION_2D,
    **_each(TRANSPOSED, "Conv1DTranspose Conv2DTranspose Conv3DTranspose"),
    "DepthwiseConv1D": Kind(_depthwise, _for_each_output),
    "DepthwiseConv2D": DEPTHWISE_2D,
    "SeparableConv1D": Kind(_separable, _both_steps),
    "SeparableConv2D": SEPARABLE_2D,
    # On maps a 1×1 convolution; on a vector it comes after the position is lost.
    "Dense": Kind(_dense, _for_each_position, ONE_PIXEL),
    "BatchNormalization": Kind(_batch_norm, window=ONE_PIXEL, mixes=False),
    **_each(SCALES, "LayerScale Normalization PReLU"),
    # These take their mean over the image, or over a part of it.
    **_each(Kind(mixes=False), "GroupNormalization LayerNormalization RMSNormalization"),
    "UnitNormalization": Kind(mixes=False),
    "SpectralNormalization": Kind(macs=None, mixes=False),
    "Embedding": Kind(),  # looks up
    **_each(Kind(window="pool_size"), "AveragePooling2D MaxPooling2D"),
    **_each(
        POINTWISE,
        "Activation ActivityRegularization Add AlphaDropout Average Concatenate Cropping2D "
        "CustomScaleLayer Divide Dropout ELU GaussianDropout GaussianNoise HardSigmoid HardSilu "
        "Identity InputLayer LeakyReLU Maximum Minimum Multiply RandomFlip ReLU Relu Relu6 "
        "Rescaling Sigmoid Silu Softmax SpatialDropout2D Subtract Tanh TrueDivide ZeroPadding2D",
    ),
    **_each(
        PRODUCT,
        "AdditiveAttention Attention Conv ConvTranspose Cross DepthwiseConv Dot "
        "DotProductAttention Einsum Inner Kron Lambda Matmul Outer SeparableConv Tensordot Vdot",
    ),
}
