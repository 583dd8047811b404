"""Numbers of parameters in closed form: Counts, which are ints and explain themselves.

kernel: a whole number for a square one, or (height, width). All raise ValueError for what is not
a whole number, or names no convention.
"""

import math

from .count import Count, product, share, sides, whole, yes_no


def convolution(kernel, inputs, outputs, bias=True, groups=1):
    """(kernel² · inputs + 1) · outputs for a square kernel; without the 1 if there is no bias.

    groups: each output sees only inputs/groups channels (AlexNet). ValueError unless it divides
    inputs and outputs.
    """
    kernel, inputs, outputs = sides(kernel), whole("inputs", inputs), whole("outputs", outputs)
    groups, bias = whole("groups", groups), yes_no("bias", bias)
    window = f"{product(*kernel)}·{share(inputs, outputs, groups)}"
    count = (math.prod(kernel) * inputs // groups + bias) * outputs
    return Count(count, f"({window} + 1)·{outputs:,}" if bias else f"{window}·{outputs:,}")


def depthwise(kernel, channels, bias=True, multiplier=1):
    """(kernel² + 1) · channels · multiplier: `multiplier` kernels of its own for each channel."""
    kernel, channels, bias = sides(kernel), whole("channels", channels), yes_no("bias", bias)
    multiplier = whole("multiplier", multiplier)
    maps = product(channels, multiplier) if multiplier > 1 else f"{channels:,}"
    window = f"({product(*kernel)} + 1)" if bias else product(*kernel)
    return Count((math.prod(kernel) + bias) * channels * multiplier, f"{window}·{maps}")


def separable(kernel, inputs, outputs, bias="both", multiplier=1):
    """A depthwise convolution, then a 1×1 convolution to `outputs` channels.

    `bias`: "both" steps have one (the lecture), "pointwise" only (Keras's SeparableConv2D) or
    "none". Raises ValueError for another word.
    """
    if bias not in ("both", "pointwise", "none"):
        raise ValueError(f"bias is {bias!r}; choose 'both', 'pointwise' or 'none'.")
    first = depthwise(kernel, inputs, bias == "both", multiplier)
    middle = (1,) * len(sides(kernel))
    second = convolution(middle, int(inputs) * int(multiplier), outputs, bias != "none")
    steps = [step.formula.split(" = ")[0] for step in (first, second)]
    return Count(first + second, f"{steps[0]} + {steps[1]} = {int(first):,} + {int(second):,}")


def dense(inputs, outputs, bias=True):
    """(inputs + 1) · outputs; without the 1 if there is no bias."""
    inputs, outputs, bias = whole("inputs", inputs), whole("outputs", outputs), yes_no("bias", bias)
    rows = f"({inputs:,} + 1)" if bias else f"{inputs:,}"
    return Count((inputs + bias) * outputs, f"{rows}·{outputs:,}")


def batch_norm(channels, statistics=True, scale=True, center=True):
    """gamma (`scale`) and beta (`center`), which are trained, and the two moving `statistics`."""
    channels = whole("channels", channels)
    trained = yes_no("scale", scale) + yes_no("center", center)
    if yes_no("statistics", statistics):
        return Count((trained + 2) * channels, f"({trained} + 2)·{channels:,}")
    return Count(trained * channels, f"{trained}·{channels:,}")


def pooling():
    """0: a maximum or a mean has no parameters, whatever the window."""
    return Count(0, "0")
