"""Multiply–accumulates (MACs) and bytes in closed form, for one image; what separating saves.

height, width: of the output, in pixels. Biases, additions and activations are not counted, as in
papers; a FLOP count that takes multiplications and additions one by one is twice as large.
"""

import math

from .closed_forms import Count, product, share, sides, whole

FLOAT = 4  # bytes of a float32


def convolution_macs(kernel, inputs, outputs, height, width, groups=1):
    """height · width · kernel² · inputs/groups · outputs: each output pixel uses all weights."""
    kernel, inputs, outputs = sides(kernel), whole("inputs", inputs), whole("outputs", outputs)
    pixels, groups = _pixels(height, width), whole("groups", groups)
    maps = share(inputs, outputs, groups)
    return Count(
        math.prod(pixels) * math.prod(kernel) * (inputs // groups) * outputs,
        f"{product(*pixels)}·{product(*kernel)}·{maps}·{outputs:,}",
    )


def depthwise_macs(kernel, channels, height, width, multiplier=1):
    """height · width · kernel² · channels · multiplier."""
    kernel, channels, pixels = sides(kernel), whole("channels", channels), _pixels(height, width)
    maps = (channels,) if whole("multiplier", multiplier) == 1 else (channels, multiplier)
    return Count(
        math.prod(pixels) * math.prod(kernel) * math.prod(maps),
        f"{product(*pixels)}·{product(*kernel)}·{product(*maps)}",
    )


def separable_macs(kernel, inputs, outputs, height, width, multiplier=1):
    """Those of the depthwise convolution and of the 1×1 convolution after it."""
    first = depthwise_macs(kernel, inputs, height, width, multiplier)
    second = convolution_macs(1, int(inputs) * int(multiplier), outputs, height, width)
    steps = [step.formula.split(" = ")[0] for step in (first, second)]
    return Count(first + second, f"{steps[0]} + {steps[1]} = {int(first):,} + {int(second):,}")


def dense_macs(inputs, outputs, positions=1):
    """inputs · outputs, at each of `positions` (the other axes of a tensor that has more)."""
    inputs, outputs = whole("inputs", inputs), whole("outputs", outputs)
    positions = whole("positions", positions)
    at = f"{positions:,}·" if positions > 1 else ""
    return Count(positions * inputs * outputs, f"{at}{inputs:,}·{outputs:,}")


def output_bytes(*shape):
    """Bytes of a layer's output of that shape, in float32."""
    shape = tuple(whole("a side of the output", side, 0) for side in shape)
    return Count(FLOAT * math.prod(shape), "·".join(f"{side:,}" for side in (FLOAT, *shape)))


def separable_ratio(kernel, outputs):
    """1/outputs + 1/kernel²: weights, or MACs, of a separable over those of a standard convolution.

    Without biases; the number of inputs does not matter. 0.1150 for 3×3 and 256 outputs.
    """
    return 1 / whole("outputs", outputs) + 1 / math.prod(sides(kernel))


def break_even_outputs(kernel, inputs, reduced):
    """Outputs from which a 1×1 reduction of `inputs` to `reduced` channels saves MACs.

    It stands before a `kernel` convolution of stride 1, and pays if that has more outputs than
    inputs · reduced / (kernel² · (inputs − reduced)). ValueError unless reduced < inputs.
    """
    inputs, reduced = whole("inputs", inputs), whole("reduced", reduced)
    if reduced >= inputs:
        raise ValueError(f"reduced is {reduced}; expected fewer than the {inputs} inputs.")
    return inputs * reduced / (math.prod(sides(kernel)) * (inputs - reduced))


def break_even_reduced(kernel, inputs, outputs):
    """Channels below which a 1×1 reduction before such a convolution to `outputs` saves MACs.

    inputs · kernel² · outputs / (inputs + kernel² · outputs).
    """
    inputs, after = whole("inputs", inputs), math.prod(sides(kernel)) * whole("outputs", outputs)
    return inputs * after / (inputs + after)


def _pixels(height, width):
    return whole("height", height), whole("width", width)
