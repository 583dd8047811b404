"""Numbers of parameters in closed form: Counts, which are ints and explain themselves.

kernel: a whole number for a square one, or (height, width). All raise ValueError for what is not
a whole number, or names no convention.
"""

import math
import operator


class Count(int):
    """An int with its arithmetic as text: `.formula` is "((3·3)·20 + 1)·40 = 7,240".

    Calculating with it gives plain ints, which have no formula.
    """

    def __new__(cls, value, expression):
        self = super().__new__(cls, value)
        self.formula = expression if expression == f"{value:,}" else f"{expression} = {value:,}"
        return self

    def __getnewargs__(self):
        return int(self), self.formula.removesuffix(f" = {int(self):,}")


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


LARGEST = 10**15  # beyond it ratios leave the range of a float


def whole(name, value, least=1):
    """`value` as an int; ValueError if it is not a whole number from `least` to LARGEST."""
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < least:
        raise ValueError(f"{name} is {value!r}; expected a whole number, {least} or more.")
    if number > LARGEST:
        raise ValueError(
            f"{name} is larger than {LARGEST:,}, which no layer has: take a smaller one."
        )
    return number


def sides(kernel):
    """The sides of a kernel: (k, k) for an int k; a pair (height, width) as it is.

    A tuple of one or three sides stands for a convolution over a sequence or a volume.
    """
    if isinstance(kernel, list | tuple):
        if not 1 <= len(kernel) <= 3:
            raise ValueError(f"kernel is {kernel!r}; expected a whole number or (height, width).")
        return tuple(whole("a side of the kernel", side) for side in kernel)
    return (whole("kernel", kernel),) * 2


def yes_no(name, value):
    """`value` as a bool; ValueError for anything but True and False."""
    if value is not True and value is not False:
        raise ValueError(f"{name} is {value!r}; choose True or False.")
    return value


def product(*factors):
    """Text of a product: "(3·3)", "1,000"; brackets if there are several factors."""
    text = "·".join(f"{factor:,}" for factor in factors)
    return f"({text})" if len(factors) > 1 else text


def share(inputs, outputs, groups):
    """Text of the input channels of one group; ValueError unless `groups` divides both numbers."""
    if inputs % groups or outputs % groups:
        raise ValueError(
            f"{groups} groups do not divide {inputs} input and {outputs} output channels evenly."
        )
    return f"{inputs:,}" if groups == 1 else f"({inputs:,}/{groups:,})"
