"""What a layer's number of parameters is made of, as text."""

import math

from . import closed_forms

MOST = 6  # weights of an unknown layer that are listed one by one


def layer_formula(layer, weights):
    """The closed form of a known kind, "((3·3)·20 + 1)·40 = 7,240"; else its weights one by one.

    weights: those that are counted at this layer, which may be fewer than all of it. "" for none.
    """
    if not weights:
        return ""
    total = sum(math.prod(weight.shape) for weight in weights)
    known = FORMS.get(type(layer).__name__)
    count = known(layer) if known else None
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


FORMS = {
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D"), _convolution),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), _transposed),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), _depthwise),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _separable),
    "Dense": _dense,
    "BatchNormalization": _batch_norm,
}
