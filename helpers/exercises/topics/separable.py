"""Questions of notebook 06: the lecture's 1,040, Keras's 1,020 and the ratio, for other numbers."""

from helpers.counting import batch_norm, convolution, depthwise, separable, separable_ratio

from ..number import Number
from ..prediction import Prediction
from ..question import Choice
from ..randomized import Randomized
from .separable_layer import layer

SIDE = 32  # pixels of the maps


def both(kernel, inputs, outputs):
    """Space first, channels afterwards, both steps with biases: the lecture's 1,040."""
    return _count(
        kernel,
        inputs,
        outputs,
        "both",
        "Both steps have biases",
        ("pointwise", "You left out the biases of the first step; here both steps have them."),
    )


def keras(kernel, inputs, outputs):
    """The count of `keras.layers.SeparableConv2D`: the lecture's 1,020."""
    return _count(
        kernel,
        inputs,
        outputs,
        "pointwise",
        "As in Keras's SeparableConv2D only the second step has biases",
        ("both", "You counted biases in both steps; Keras has none in the first."),
    )


def _count(kernel, inputs, outputs, bias, said, other):
    right = separable(kernel, inputs, outputs, bias=bias)
    standard = convolution(kernel, inputs, outputs)
    first = depthwise(kernel, inputs, bias == "both")
    second = convolution(1, inputs, outputs)
    return Number(
        text=f"A {kernel}×{kernel} convolution from {inputs} to {outputs} maps of {SIDE}×{SIDE} "
        f"pixels is separated: space first, channels afterwards. {said}. How many parameters does "
        "it have?",
        answer=right,
        because=f"{right.formula}. The standard convolution: {standard.formula}.",
        mistakes=(
            (
                standard,
                "That is the standard convolution; here space and channels come separately.",
            ),
            (separable(kernel, inputs, outputs, bias="none"), "You forgot all biases."),
            (separable(kernel, inputs, outputs, bias=other[0]), other[1]),
            (first, "That is the first step alone; the 1×1 convolution follows."),
            (second, "That is the 1×1 convolution alone; one kernel for each input comes first."),
            (
                depthwise(kernel, outputs, bias == "both") + second,
                "You used outputs instead of inputs: the first step has a kernel for each input.",
            ),
            (
                depthwise(kernel, 1, bias == "both") + second,
                "You counted one kernel for all channels: each input map has a kernel of its own.",
            ),
            (
                right - inputs * (kernel**2 - kernel),
                f"The kernel has two sides: {kernel}×{kernel} weights for each input map.",
            ),
            (
                right + inputs - outputs,
                "You used inputs instead of outputs for the biases of the second step.",
            ),
            (
                right * SIDE**2,
                "You multiplied by the image size: weights are shared by all pixels.",
            ),
            (
                right + batch_norm(outputs, statistics=False),
                "You counted batch normalisation; there is none here.",
            ),
            (
                right + batch_norm(outputs),
                "You counted batch normalisation with its statistics; there is none here.",
            ),
        ),
        advice="Two steps: one kernel for each input map, then a 1×1 convolution to the outputs.",
        hints=(
            f"First step: {inputs} kernels of {kernel}×{kernel}, one for each map. Do they have "
            "biases?",
            f"Second step: a 1×1 convolution from {inputs} to {outputs} maps, with biases.",
            "Add the two steps.",
        ),
    )


def ratio(kernel, outputs):
    """1/N + 1/k² in per cent (Howard et al. 2017, arXiv:1704.04861, §3.1)."""
    square = kernel**2
    right = 100 * separable_ratio(kernel, outputs)
    return Number(
        text=f"A {kernel}×{kernel} convolution to {outputs} maps, without biases: what percentage "
        "of its weights does the separable one have? To three digits.",
        unit="%",
        answer=right,
        tolerance=0.004,
        because=f"100·(1/{outputs} + 1/{square}) = {right:.2f} %; with more and more outputs "
        f"it falls to 100/{square} = {100 / square:.2f} % and no further.",
        mistakes=(
            (right / 100, "That is the fraction; the question asks for per cent."),
            (100 - right, "That is what is saved; the question asks for what is left."),
            (100 / right, "That is how many times fewer; the question asks for per cent."),
            (
                100 / square,
                "That is the 1×1 step, and the limit for many outputs; the first step adds to it.",
            ),
            (100 / outputs, "That is the first step's share; the 1×1 step is missing."),
            (100 / outputs + 100 / kernel, "The kernel has two sides: take its square."),
            (100 / (outputs + square), "Two fractions are added, not their denominators."),
            (100 / (outputs * square), "The two steps add up; they do not multiply."),
        ),
        advice="Divide the weights of both steps by those of the standard convolution.",
        hints=(
            "First step: k²·M weights for M inputs; second: M·N; the standard one has k²·M·N.",
            "M cancels. What is left of the two terms?",
        ),
    )


def why():
    """What rank one means: one pattern for each input (notebook 06, "What can it not do?")."""
    right = "It has only one 3×3 pattern for each input channel."
    return Choice(
        text="A separable 3×3 convolution, with nothing between its steps, cannot do all that a "
        "standard one can. Why not?",
        options={
            "It sees a smaller patch of the image.": "Both see 3×3 pixels: the depthwise step has "
            "the same kernel size.",
            "It cannot mix the channels.": "The 1×1 step mixes them, with a number for each pair "
            "of input and output.",
            "It is linear.": "A standard convolution is linear as well.",
            right: "Every output gets a multiple of it, where a standard convolution has another "
            "pattern for each output.",
        },
        answer=right,
        hints=(
            "Write down the kernel that the two steps have together, between one input and one "
            "output.",
            "What do the ranks say that were printed above?",
        ),
    )


MAPS = {
    "kernel": (3, 5, 7),
    "inputs": (13, 19, 26, 34, 38, 46),
    "outputs": (29, 41, 53, 67, 79, 97),
}
QUESTIONS = {
    "both": Randomized(both, MAPS, share_numbers="maps"),
    "keras": Randomized(keras, MAPS, share_numbers="maps"),
    "ratio": Randomized(ratio, {"kernel": (3, 5, 7), "outputs": range(40, 400, 8)}),
    "layer": Randomized(
        layer, {"kernel": (3, 5), "inputs": (6, 8, 10, 12), "outputs": (14, 16, 18, 20)}
    ),
    "why": Randomized(why, {}),
}
PREDICTIONS = {
    "weights": Prediction(
        "A depthwise convolution has one 3×3 kernel for each of the three channels of a "
        "photograph, and no biases. How many weights are these?",
        reading="Three kernels of nine weights. A standard convolution from 3 to 3 channels has "
        "81: a kernel for each pair of channels.",
    ),
    "patterns": Prediction(
        "A separable 3×3 convolution has 20 inputs and 40 outputs. How many different 3×3 patterns "
        "does it have in all, if multiples of a pattern do not count again?",
        reading="One for each input, of which every output gets a multiple. A standard convolution "
        "has 40 for each input, 800 in all.",
    ),
    "counts": Prediction(
        "A standard 3×3 convolution from 20 to 40 channels has 7,240 parameters. How many does the "
        "separable one have, if both of its steps have biases?",
        reading="200 in space, with one bias for each of the 20 maps, and 840 across the channels.",
    ),
    "keras": Prediction(
        "Does keras.layers.SeparableConv2D(40, 3) have as many parameters as these two steps, "
        "fewer or more?",
        choices=("fewer", "as many", "more"),
        reading="Keras puts no bias on the first step, so it has 20 parameters fewer.",
    ),
    "limit": Prediction(
        "A 3×3 convolution to 10,000 output channels, without biases: what percentage of its "
        "weights does the separable one have?",
        unit="%",
        reading="It stops at 1/k², a ninth for 3×3, however many channels there are.",
    ),
    "macs": Prediction(
        "Xception has about as many parameters as Inception v3. Does it have fewer "
        "multiply–accumulates, about as many, or more?",
        choices=("fewer", "about as many", "more"),
        reading="Xception has the same parameters in more and wider layers, so it has more to "
        "compute at each pixel.",
    ),
    "easier": Prediction(
        "Five networks of 14 layers have equally many parameters. Which kind of module gives the "
        "lowest training error after eight epochs?",
        choices=("standard", "basic", "reduced Inception", "Xception, no shortcut", "Xception"),
        reading="Reduced Inception modules and basic blocks are level, about three points behind "
        "it.",
    ),
    "alone": Prediction(
        "Without shortcuts in either network: do Xception's modules train better than standard "
        "convolutions with as many parameters?",
        choices=("better", "equally well, within a point", "worse"),
        reading="Separable convolutions alone are not what makes the module easy to train: the "
        "shortcut is worth more.",
    ),
    "time": Prediction(
        "A standard 3×3 convolution with 128 channels has 128 times as many multiply–accumulates "
        "as its depthwise step. How many times as long does it take?",
        reading="Arithmetic is only a part of the time. A depthwise step does few operations for "
        "each number that it reads and writes, and its implementation counts as well.",
    ),
    "slower": Prediction(
        "A standard and a separable network have equally many multiply–accumulates. How many times "
        "as long does a training step of the separable one take?",
        reading="Equal work in MACs, but more layers, and four times as many outputs to write and "
        "to read.",
    ),
    "mobilenet": Prediction(
        "What percentage of MobileNet's multiply–accumulates is in its depthwise 3×3 convolutions?",
        unit="%",
        reading="Nearly all the rest is in the 1×1 convolutions.",
    ),
    "budget": Prediction(
        "A standard network (width 16) and one of MobileNet's blocks (width 45) have equally many "
        "parameters and MACs. Which has the lower training error after five epochs?",
        choices=("standard", "separable", "equal within a point"),
        reading="At this budget width does not make up for the patterns that are missing.",
    ),
}
