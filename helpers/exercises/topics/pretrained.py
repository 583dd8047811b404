"""Questions of notebook 07: preprocessing, which network to take, and what fine-tuning trains."""

from helpers.counting import dense
from helpers.pretrained.catalog import PRETRAINED
from helpers.pretrained.preprocessing import CAFFE_MEAN, TORCH_MEAN, TORCH_STD

from ..number import Number
from ..question import Choice, Table
from ..randomized import Randomized

RED, GREEN, BLUE = CAFFE_MEAN[::-1].tolist()
HABITS = {  # convention: (a network that was trained so, what was done to the pixels)
    "caffe": (
        "ResNet-50",
        "its channels in the order blue, green, red, and ImageNet's mean colour "
        f"(red {RED:.2f}, green {GREEN:.2f}, blue {BLUE:.2f}) subtracted",
    ),
    "tf": ("MobileNet", "scaled to −1 … 1, its channels in the order red, green, blue"),
    "torch": (
        "DenseNet-121",
        "scaled to 0 … 1, then for red the mean "
        f"{TORCH_MEAN[0]:.3f} subtracted and divided by the deviation {TORCH_STD[0]:.3f}, "
        "its channels in the order red, green, blue",
    ),
}
# Median milliseconds a step on a CPU, as https://keras.io/api/applications/ prints them.
TIMES = {
    "xception": 109.4,
    "vgg16": 69.5,
    "resnet50": 58.2,
    "resnet101": 89.6,
    "resnet152": 127.4,
    "inception_v3": 42.2,
    "inception_resnet_v2": 130.2,
    "mobilenet": 22.6,
    "mobilenet_v2": 25.9,
    "densenet121": 77.1,
}
MIB = 2**20
LAST = {  # (side, channels) of the last maps
    "resnet50": (7, 2048),
    "inception_v3": (8, 2048),
    "xception": (10, 2048),
    "mobilenet": (7, 1024),
    "densenet121": (7, 1024),
    "mobilenet_v2": (7, 1280),
}


def pixel(convention, red, green, blue):
    """The first number of one pixel as a network was trained to see it."""
    network, done = HABITS[convention]
    scaled = (red / 255 - TORCH_MEAN[0].item()) / TORCH_STD[0].item()
    seen = {"caffe": blue - BLUE, "tf": red / 127.5 - 1, "torch": scaled}
    why = {
        "caffe": f"{blue} − {BLUE:.2f}",
        "tf": f"{red}/127.5 − 1",
        "torch": f"({red}/255 − {TORCH_MEAN[0]:.3f})/{TORCH_STD[0]:.3f}",
    }
    mistakes = [
        (red, "That is the pixel as it is in the file; the network was not trained on that."),
        (red / 255, "Scaled to 0 … 1: that is not all that was done here."),
    ]
    for other, thought in (
        ("caffe", "That is how ResNet-50 wants it: another network's habit."),
        ("tf", "That is how MobileNet wants it: another network's habit."),
        ("torch", "That is how DenseNet-121 wants it: another network's habit."),
    ):
        if other != convention:
            mistakes.append((seen[other], thought))
    if convention == "caffe":
        mistakes += [
            (red - RED, "The order: blue comes first here."),
            (red - BLUE, "You took blue's mean from red: blue comes first, and so does its mean."),
            (blue - RED, "The right channel with red's mean: each has its own."),
            (blue, "The right channel; now the mean."),
        ]
    else:
        mistakes += [
            (blue, "Red comes first here, and it still has to be scaled."),
            (red - RED, "That is red without ImageNet's mean on 0 … 255: scale first."),
        ]
    if convention == "tf":
        mistakes += [
            (blue / 127.5 - 1, "The order: red comes first here."),
            (red - 127.5, "Centred, but not scaled: the largest value is to be 1."),
            (red / 127.5, "From 0 to 2: the middle is to be 0."),
        ]
    if convention == "torch":
        mistakes += [
            (red / 255 - TORCH_MEAN[0].item(), "Now divide by the deviation."),
            (
                (red - TORCH_MEAN[0].item()) / TORCH_STD[0].item(),
                "Scale to 0 … 1 first: mean and deviation are on that scale.",
            ),
        ]
    return Number(
        text=f"A pixel has red {red}, green {green} and blue {blue} (0 … 255). {network} was "
        f"trained on images {done}. Which is the first of the three numbers that it should see for "
        "this pixel? To three digits.",
        answer=seen[convention],
        tolerance=0.006,
        because=f"{why[convention]} = {seen[convention]:.3f}.",
        mistakes=tuple(mistakes),
        advice="First the order of the channels, then the calculation, on the scale that it names.",
        hints=(
            "Which of the three channels comes first for this network?",
            "Do to it what the question says, in that order. It may be negative.",
        ),
    )


def choose(mebibytes, milliseconds):
    """The most accurate network within limits of size and time."""
    rows = {name: (size(name), TIMES[name], PRETRAINED[name].top1) for name in TIMES}
    fit = [
        name for name, (big, slow, _) in rows.items() if big <= mebibytes and slow <= milliseconds
    ]
    best = max(fit, key=lambda name: rows[name][2])
    said = {}
    for name, (big, slow, top) in rows.items():
        label = PRETRAINED[name].keras
        if name == best:
            said[label] = f"{big:.0f} MiB, {slow} ms, and {top} % is the best that fits."
        elif big > mebibytes and slow > milliseconds:
            said[label] = (
                f"{label} is too large, {big:.0f} MiB of weights, and with {slow} ms too slow."
            )
        elif big > mebibytes:
            said[label] = (
                f"{label} is fast enough, but its float32 weights take 4 bytes each: {big:.0f} MiB."
            )
        elif slow > milliseconds:
            said[label] = f"{label} is small enough, but takes {slow} ms."
        else:
            said[label] = f"{label} fits, but another one that fits is more accurate than {top} %."
    return Choice(
        text=f"A device has {mebibytes} MiB for the weights, in float32, and {milliseconds} ms for "
        "an image. Which of these networks is the most accurate that fits? (Times on a CPU, and "
        "accuracies, as printed on keras.io; yours will differ.)",
        table=Table(
            ("network", "parameters", "ms", "top-1 %"),
            tuple(
                (PRETRAINED[name].keras, f"{PRETRAINED[name].parameters:,}", slow, top)
                for name, (_, slow, top) in rows.items()
            ),
        ),
        options=said,
        answer=PRETRAINED[best].keras,
        hints=(
            "How many bytes has a float32? A MiB has 1,048,576 of them.",
            "Cross out what is too large, then what is too slow; of the rest take the best top-1.",
        ),
    )


def size(name):
    """MiB of a network's weights in float32."""
    return 4 * PRETRAINED[name].parameters / MIB


def trainable(network, classes):
    """Parameters that are trained if only a new classifier is, on a frozen body."""
    found, (side, features) = PRETRAINED[network], LAST[network]
    body = found.parameters - dense(features, 1000)
    right = dense(features, classes)
    return Number(
        text=f"The body of {found.keras} ({body:,} parameters) is frozen and ends in {side}×{side} "
        f"maps of {features:,} channels. Global average pooling and a new dense layer for "
        f"{classes} classes follow. How many parameters are trained?",
        answer=right,
        because=f"{right.formula}.",
        mistakes=(
            (right - classes, "You forgot the bias: one for each class."),
            (body + right, "That is the whole network; the body is frozen and not trained."),
            (body, "That is the body, which is frozen: it is just what is not trained."),
            (dense(features, 1000), f"That is ImageNet's classifier; here are {classes} classes."),
            (
                right - classes + features,
                "You used inputs instead of outputs for the biases: there is one for each class.",
            ),
            (
                dense(side**2 * features, classes),
                "You multiplied by the image size: pooling leaves one number for each channel.",
            ),
            (right + 4 * features, "You added batch normalisation; none follows the pooling."),
            (features + classes, "Each class has a weight for each channel: a product."),
        ),
        advice="Only the new dense layer is trained. What comes into it, and what goes out?",
        hints=(
            "Global average pooling turns each map into one number and has no parameters.",
            "A dense layer has (inputs + 1)·outputs parameters.",
        ),
    )


QUESTIONS = {
    "pixel": Randomized(
        pixel,
        {
            "convention": tuple(HABITS),
            "red": range(180, 251, 5),
            "green": (90, 100, 110),
            "blue": range(20, 81, 5),
        },
    ),
    "choose": Randomized(
        choose,
        {"mebibytes": (20, 40, 60, 95, 120, 180, 250), "milliseconds": (30, 50, 65, 80, 100, 120)},
    ),
    "trainable": Randomized(
        trainable,
        {"network": tuple(LAST), "classes": (3, 4, 6, 8, 10, 12, 17, 20, 37, 43, 50, 101, 102)},
    ),
}
