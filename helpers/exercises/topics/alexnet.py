"""Questions of notebook 02: AlexNet's convolutions in groups, sizes of maps, where weights sit."""

from helpers.counting import convolution, dense

from ..number import Number
from ..randomized import Randomized

SIDE = 13  # pixels of the maps in AlexNet's last convolutions (Krizhevsky et al. 2012, §3.5)


def grouped(kernel, inputs, outputs, groups):
    """Parameters of a convolution in groups (Krizhevsky et al. 2012, §3.2: two GPUs)."""
    right = convolution(kernel, inputs, outputs, groups=groups)
    weights = right - outputs
    return Number(
        text=f"A {kernel}×{kernel} convolution from {inputs} to {outputs} maps in {groups} groups, "
        f"with biases, gives maps of {SIDE}×{SIDE} pixels. How many parameters does it have?",
        answer=right,
        because=f"{right.formula}.",
        mistakes=(
            (weights, "You forgot the bias: one for each output map."),
            (
                convolution(kernel, inputs, outputs),
                f"That is without groups: here an output map sees only one of {groups} groups.",
            ),
            (
                convolution(kernel, inputs // groups, outputs // groups),
                f"That is one group; there are {groups} of them.",
            ),
            (weights + inputs, "You used the inputs for the biases: each output map has one."),
            (
                weights + outputs * groups,
                "You counted the biases in each group; an output map is in one group only.",
            ),
            (
                right * SIDE**2,
                "You multiplied by the image size: weights are shared by all pixels.",
            ),
            (weights * SIDE**2, "Those are multiplications; count weights, and biases with them."),
            (
                kernel * inputs // groups * outputs + outputs,
                f"The kernel has two sides: {kernel}×{kernel} weights for each pair of maps.",
            ),
            (
                right + 4 * outputs,
                "You added batch normalisation; AlexNet has none, and the question neither.",
            ),
        ),
        advice="Weights of one output map, times the number of output maps; then the biases.",
        hints=(
            f"How many input maps does one output map see if there are {groups} groups?",
            "One output map: kernel height × kernel width × the maps that it sees, and one bias.",
            "That times the number of output maps, over all groups.",
        ),
    )


def size(side, kernel, stride, padding):
    """Side of the maps after a convolution with stride and padding."""
    span = side + 2 * padding - kernel
    right = span // stride + 1
    rounded = "" if span % stride == 0 else ", rounded down"
    mistakes = [
        (right - 1, "The first position counts too: steps, and one."),
        ((side - kernel) // stride + 1, "You left out the padding."),
        (
            (side + padding - kernel) // stride + 1,
            "The padding is on both sides: it comes twice.",
        ),
        (span + 1, f"That is for stride 1; here it moves {stride} pixels at a time."),
        (
            (side + 2 * padding) // stride + 1,
            "The kernel has to fit in: subtract its side before you divide.",
        ),
    ]
    if span % stride:
        mistakes.append(
            (right + 1, "Rounded up: where the kernel does not fit any more there is no output.")
        )
    return Number(
        text=f"Images of {side}×{side} pixels, a {kernel}×{kernel} convolution with stride {stride}"
        f" and {padding} pixel{'s' * (padding > 1)} of padding on every side. How many pixels wide"
        " is the output?",
        answer=right,
        because=f"({side} + 2·{padding} − {kernel})/{stride} + 1 = {right}{rounded}.",
        mistakes=tuple(mistakes),
        advice="Count the positions of the kernel along one side, padding included.",
        hints=(
            "How wide is the padded image?",
            "How far can the kernel move in it, in pixels, from its first position to its last?",
            "Steps are that distance by the stride, rounded down; positions are one more.",
        ),
    )


def share(side, maps, width, classes, convolutions):
    """Per cent of the parameters in three fully connected layers, as in AlexNet."""
    first = dense(side * side * maps, width)
    second, last = dense(width, width), dense(width, classes)
    full = first + second + last
    every = full + convolutions
    small = dense(maps, width) + second + last
    return Number(
        text=f"After its convolutions ({convolutions:,} parameters) a network has {maps} maps of "
        f"{side}×{side} pixels, then fully connected layers of {width:,}, {width:,} and {classes:,}"
        " neurons. How many per cent of all parameters are in the fully connected ones? To three "
        "digits.",
        unit="%",
        answer=100 * full / every,
        tolerance=0.004,
        because=f"{int(first):,} + {int(second):,} + {int(last):,} = {full:,} of {every:,}: "
        f"{100 * full / every:.1f} %.",
        mistakes=(
            (full / every, "That is the fraction; the question asks for per cent."),
            (100 * convolutions / every, "That is the share of the convolutions; take the rest."),
            (
                100 * small / (small + convolutions),
                f"The maps have {side}·{side} pixels each, and the first layer sees all of them.",
            ),
            (
                100 * last / (last + convolutions),
                "There are three fully connected layers; you counted the last one.",
            ),
            (
                100 * (second + last) / (second + last + convolutions),
                "The first fully connected layer is missing, and it is the largest.",
            ),
            (100 * full / convolutions, "Divide by all parameters, not by the convolutions'."),
        ),
        advice="Count the three layers with their biases; divide by them and the convolutions.",
        hints=(
            f"How many inputs has the first of them: {maps} maps of {side}×{side} pixels?",
            "A fully connected layer has (inputs + 1)·outputs parameters.",
            "Add the three; divide by that and the convolutions; times 100.",
        ),
    )


QUESTIONS = {
    "grouped": Randomized(
        grouped,
        {
            "kernel": (3, 5),
            "inputs": (48, 64, 96, 128, 192, 256, 384),
            "outputs": (32, 80, 112, 160, 224, 320),
            "groups": (2, 4),
        },
    ),
    "size": Randomized(
        size,
        {
            "side": range(40, 232, 3),
            "kernel": (5, 7, 9, 11),
            "stride": (2, 3, 4),
            "padding": (2, 3, 4),
        },
    ),
    "share": Randomized(
        share,
        {
            "side": (5, 6, 7),
            "maps": (128, 192, 256),
            "width": (1024, 2048, 4096),
            "classes": (10, 100, 200, 1000),
            "convolutions": (1_200_000, 2_300_000, 3_700_000),
        },
    ),
}
