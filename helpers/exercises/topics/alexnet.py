"""Predictions and questions of notebook 02: groups, sizes of maps, where weights and work sit."""

from helpers.counting import convolution, dense

from ..number import Number
from ..prediction import Prediction
from ..question import Choice
from ..randomized import Randomized
from .functions_to_write import two_groups

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
                f"That is without groups. Here an output map sees only one of {groups} groups.",
            ),
            (
                convolution(kernel, inputs // groups, outputs // groups),
                f"That is one group; there are {groups} of them.",
            ),
            (
                kernel**2 * (inputs // groups) * (outputs // groups) + outputs,
                "You divided by the groups twice. Each output map sees only a part of the inputs, "
                "but all output maps have weights.",
            ),
            (weights + inputs, "You counted a bias for each input map: each output map has one."),
            (
                weights + outputs * groups,
                "You counted the biases in each group. An output map is in one group only.",
            ),
            (
                right * SIDE**2,
                "You multiplied by the image size. All pixels share the same weights.",
            ),
            (weights * SIDE**2, "Those are multiplications. Count the weights and the biases."),
            (
                kernel * inputs // groups * outputs + outputs,
                f"The kernel has two sides: {kernel}×{kernel} weights for each pair of maps.",
            ),
            (
                right + 4 * outputs,
                "You added batch normalisation. There is none here, as in AlexNet.",
            ),
        ),
        advice="Weights of one output map, times the number of output maps; then the biases.",
        hints=(
            f"There are {groups} groups. How many input maps does one output map see?",
            "One output map has kernel height × kernel width × (maps that it sees) weights, and a "
            "bias.",
            "Multiply that by the number of output maps of all groups.",
        ),
    )


def size(side, kernel, stride, padding):
    """Side of the maps after a convolution with stride and padding."""
    span = side + 2 * padding - kernel
    right = span // stride + 1
    rounded = "" if span % stride == 0 else ", rounded down"
    mistakes = [
        (right - 1, "You counted the steps. The first position counts too: one more."),
        ((side - kernel) // stride + 1, "You left out the padding."),
        (
            (side + padding - kernel) // stride + 1,
            "The padding is on both sides, so it counts twice.",
        ),
        (span + 1, f"That is for stride 1; here it moves {stride} pixels at a time."),
        (
            (side + 2 * padding) // stride + 1,
            "The kernel has to fit into the image: subtract its side before you divide.",
        ),
    ]
    if span % stride:
        mistakes.append(
            (
                right + 1,
                "You rounded up. There is no output where the kernel does not fit any more.",
            )
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
            "How many pixels are there from the kernel's first position to its last?",
            "Divide that by the stride and round down: these are the steps. There is one position "
            "more than steps.",
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
        " neurons. How many per cent of all parameters are in the fully connected layers? Give "
        "three digits.",
        unit="%",
        answer=100 * full / every,
        tolerance=0.004,
        because=f"{int(first):,} + {int(second):,} + {int(last):,} = {full:,} of {every:,}: "
        f"{100 * full / every:.1f} %.",
        mistakes=(
            (full / every, "That is the fraction; the question asks for per cent."),
            (100 * convolutions / every, "That is the share of the convolutions. Take the rest."),
            (
                100 * small / (small + convolutions),
                f"Each map has {side}·{side} pixels, and the first layer sees all of them.",
            ),
            (
                100 * last / (last + convolutions),
                "You counted the last fully connected layer. There are three.",
            ),
            (
                100 * (second + last) / (second + last + convolutions),
                "The first fully connected layer is missing, and it is the largest.",
            ),
            (
                100 * full / convolutions,
                "Divide by all parameters, not by those of the convolutions.",
            ),
        ),
        advice="Count the three layers with their biases. Divide by all parameters of the network.",
        hints=(
            f"The first layer sees {maps} maps of {side}×{side} pixels. How many inputs are that?",
            "A fully connected layer has (inputs + 1)·outputs parameters.",
            "Add the three layers. Divide by the sum of that and the convolutions. Multiply by "
            "100.",
        ),
    )


def why():
    """Dense layers have the parameters, convolutions the work."""
    return Choice(
        text="AlexNet's convolutions have 4 % of its parameters. Why do they have 92 % of its "
        "MACs?",
        answer="each weight is used at every pixel",
        options={
            "each weight is used at every pixel": "A dense layer uses each of its weights once for "
            "an image; a convolution uses each of its weights 55·55 or 13·13 times.",
            "their kernels are large": "A larger kernel brings more parameters and more MACs in "
            "the same ratio. It does not explain why the two shares differ.",
            "there are more of them": "Five against three does not explain 92 % against 8 %, and "
            "then the convolutions would have most parameters too.",
            "dense layers have no multiplications": "They have: one for each weight and image. "
            "That makes 59 million MACs.",
        },
        hints=(
            "How often is one weight of a dense layer used for one image?",
            "How often is one weight of a convolution used for one image?",
        ),
    )


PREDICTIONS = {
    "errors": Prediction(
        "AlexNet had a top-5 error of 15.3 %, the next team 26.2 %. How many per cent of the next "
        "team's errors did AlexNet avoid?",
        unit="%",
        reading='"By 10 %" means the 10.9 percentage points between the two.',
    ),
    "dense": Prediction(
        "AlexNet has five convolutions and three fully connected layers. How many per cent of its "
        "parameters are in the three fully connected layers?",
        unit="%",
        reading="Of the MACs it is the other way round: 92 % are in the convolutions.",
    ),
    "days": Prediction(
        "How many days did it take to train AlexNet, on two GPUs of 2012?",
        unit="days",
        reading="The paper says five to six days.",
    ),
    "fit": Prediction(
        "The paper's Figure 2 has images of 224×224, a kernel of 11×11, a stride of 4 and outputs "
        "of 55×55. Do these four numbers fit together?",
        choices=("yes", "no"),
        reading="For 55 positions the image has to have 227 pixels, or 224 and three of padding.",
    ),
    "shrink": Prediction(
        "The last three convolutions of AlexNet have kernels of 3×3 and keep maps of 13×13, "
        "because of their padding. How many pixels wide would the last map be without padding?",
        unit="pixels",
        reading="Each 3×3 convolution takes two pixels away. The first dense layer then sees a "
        "quarter of the numbers and has 28 million parameters less.",
    ),
    "groups": Prediction(
        "The convolutions of 2012 are cut into two groups. How many per cent of the 62 million "
        "parameters does that save?",
        unit="%",
        reading="It saves far more work: 36 % of the MACs.",
    ),
    "colour": Prediction(
        "The first layer of this AlexNet has 64 kernels. How many of them look for colour more "
        "than for light and dark?",
        reading="Colour is more than half of the size of these kernels.",
    ),
    "third": Prediction(
        "The third kernel is green in the middle and magenta around it. Where does its map light "
        "up?",
        choices=("on the red drum", "along contours", "on the even wall"),
        reading="Most of its brightest places lie there. On even areas the green and the magenta "
        "weights cancel, and the red drum is dark. Nothing in this picture is really green.",
    ),
    "activations": Prediction(
        "Sigmoid, tanh or ReLU, each at the best of three rates: with which one does this network "
        "of four layers first reach 25 % training error?",
        choices=("sigmoid", "tanh", "relu"),
        reading="It is one epoch ahead of ReLU. Sigmoid does not get there in twelve epochs.",
    ),
    "dropout": Prediction(
        "The same small network is trained with and without dropout. In which case is the error on "
        "its training images larger?",
        choices=("without dropout", "with dropout"),
        reading="Dropout makes it hard to learn images by heart. That is what it is for.",
    ),
}
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
    "halves": Randomized(two_groups, {"seed": range(250)}),
    "why": Randomized(why, {}),
}
