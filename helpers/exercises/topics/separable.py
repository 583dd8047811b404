"""Questions of notebook 06: the lecture's 1,040, Keras's 1,020 and the ratio, for other numbers."""

from helpers.counting import batch_norm, convolution, depthwise, separable, separable_ratio

from ..number import Number
from ..randomized import Randomized

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
        f"pixels is separated: space first, channels afterwards. {said}. How many parameters?",
        answer=right,
        because=f"{right.formula}. The standard convolution: {standard.formula}.",
        mistakes=(
            (standard, "That is the standard convolution; this one does space and channels apart."),
            (separable(kernel, inputs, outputs, bias="none"), "You forgot the bias altogether."),
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
            f"First step: {inputs} kernels of {kernel}×{kernel}, one a map. Which have a bias?",
            f"Second step: a 1×1 convolution from {inputs} to {outputs} maps, with biases.",
            "Add the two steps.",
        ),
    )


def ratio(kernel, outputs):
    """1/N + 1/k² in per cent (Howard et al. 2017, arXiv:1704.04861, §3.1)."""
    square = kernel**2
    right = 100 * separable_ratio(kernel, outputs)
    return Number(
        text=f"Without biases: how many per cent of the weights of a {kernel}×{kernel} convolution "
        f"to {outputs} maps has the separable one? To three digits.",
        unit="%",
        answer=right,
        tolerance=0.004,
        because=f"100·(1/{outputs} + 1/{square}) = {right:.2f} %; with ever more outputs it comes "
        f"down to 100/{square} = {100 / square:.2f} % and no further.",
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


MAPS = {
    "kernel": (3, 5, 7),
    "inputs": (13, 19, 26, 34, 38, 46),
    "outputs": (29, 41, 53, 67, 79, 97),
}
QUESTIONS = {
    "both": Randomized(both, MAPS, share_numbers="maps"),
    "keras": Randomized(keras, MAPS, share_numbers="maps"),
    "ratio": Randomized(ratio, {"kernel": (3, 5, 7), "outputs": range(40, 400, 8)}),
}
