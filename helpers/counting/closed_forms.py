"""Numbers of parameters in closed form, as integers."""


def convolution(kernel, inputs, outputs, bias=True):
    """(kernel² · inputs + 1) · outputs for a square kernel; without the 1 if there is no bias."""
    return (kernel * kernel * inputs + bool(bias)) * outputs


def separable(kernel, inputs, outputs, bias="both"):
    """A depthwise kernel² for each input channel, then a 1×1 convolution to `outputs` channels.

    `bias`: "both" steps have one (the lecture), "pointwise" only (Keras's SeparableConv2D) or
    "none". Raises ValueError for another word.
    """
    if bias not in ("both", "pointwise", "none"):
        raise ValueError(f"bias is {bias!r}; choose 'both', 'pointwise' or 'none'.")
    depthwise = (kernel * kernel + (bias == "both")) * inputs
    return depthwise + convolution(1, inputs, outputs, bias != "none")


def dense(inputs, outputs, bias=True):
    """(inputs + 1) · outputs; without the 1 if there is no bias."""
    return (inputs + bool(bias)) * outputs


def batch_norm(channels, statistics=True):
    """gamma and beta, which are trained, and the two moving `statistics`, which are not."""
    return (4 if statistics else 2) * channels
