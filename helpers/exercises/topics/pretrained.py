"""Questions of notebook 07: preprocessing, which network to take, and what fine-tuning trains."""

from helpers.counting import dense
from helpers.pretrained.catalog import PRETRAINED

from ..number import Number
from ..prediction import Prediction
from ..question import Choice, Table
from ..randomized import Randomized
from .pixels import NETWORKS, pixel, scale

# Milliseconds for a batch of 32 images on a CPU of 92 cores, as https://keras.io/api/applications/
# prints them.
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
            said[label] = f"{big:.0f} MiB, {slow} ms: {top} % is the best of those that fit."
        elif big > mebibytes and slow > milliseconds:
            said[label] = f"{label} is too large ({big:.0f} MiB) and too slow ({slow} ms)."
        elif big > mebibytes:
            said[label] = (
                f"{label} is fast enough. But each weight has 4 bytes in float32: {big:.0f} MiB."
            )
        elif slow > milliseconds:
            said[label] = f"{label} is small enough, but takes {slow} ms."
        else:
            said[label] = f"{label} fits. But another one that fits is more accurate than {top} %."
    return Choice(
        text=f"A server has {mebibytes} MiB for the weights, in float32, and {milliseconds} ms for "
        "a batch of 32 images. Which of the networks that fit is the most accurate? (Times on a "
        "CPU of 92 cores, and accuracies, as keras.io prints them. Other machines differ.)",
        table=Table(
            ("network", "parameters", "ms, 32 images", "top-1 %"),
            tuple(
                (PRETRAINED[name].keras, f"{PRETRAINED[name].parameters:,}", slow, top)
                for name, (_, slow, top) in rows.items()
            ),
        ),
        options=said,
        answer=PRETRAINED[best].keras,
        hints=(
            "How many bytes has a number in float32? A MiB has 1,048,576 bytes.",
            "Cross out what is too large, then what is too slow. Take the best top-1 of the rest.",
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
            (body + right, "That is the whole network. The body is frozen: it is not trained."),
            (body, "That is the body. It is frozen, so this is the part that is not trained."),
            (dense(features, 1000), f"That is ImageNet's classifier. Here are {classes} classes."),
            (
                right - classes + features,
                "You used inputs instead of outputs for the biases: there is one for each class.",
            ),
            (
                dense(side**2 * features, classes),
                "You multiplied by the maps' size. Pooling leaves one number for each channel.",
            ),
            (
                right + 4 * features,
                "You added batch normalisation. None follows the pooling.",
            ),
            (features + classes, "Each class has a weight for each channel: multiply, do not add."),
        ),
        advice="Only the new dense layer is trained. What goes into it, and what comes out?",
        hints=(
            "Global average pooling turns each map into one number and has no parameters.",
            "A dense layer has (inputs + 1)·outputs parameters.",
        ),
    )


def why():
    """Why few images are enough; the figures are those of data/fine_tuning.json."""
    right = "Its features come from a million other photographs. Only one layer has to be learned."
    return Choice(
        text="With 200 training images, MobileNet's body and a new last layer are right on about "
        "two thirds of new images, a ResNet-20 that starts from nothing on about a third. Both are "
        "right on nearly all training images. Why is the first one so much better on new ones?",
        options={
            "More of its parameters are trained.": "It is the other way round: 10,250 are trained "
            "here, and about 270,000 in the ResNet-20.",
            "It was trained longer on the 200 images.": "40 epochs of one layer, against 60 of the "
            "whole ResNet-20. And both know their training images: longer would not help.",
            right: "With random weights the same body is right on less than a quarter of them.",
            "MobileNet's layers are better for small images.": "The same layers with random "
            "weights, and the same new last layer, are right on less than a quarter of new images.",
        },
        answer=right,
        hints=(
            "The notebook measures three networks. Which two differ in one thing only?",
            "What has MobileNet's body seen before it saw these 200 images?",
        ),
    )


QUESTIONS = {
    "pixel": Randomized(
        pixel,
        {
            "convention": tuple(NETWORKS),
            "red": range(180, 251, 5),
            "green": (90, 100, 110),
            "blue": range(20, 81, 5),
        },
    ),
    "scale": Randomized(scale, {"convention": tuple(NETWORKS), "seed": range(100)}),
    "choose": Randomized(
        choose,
        {"mebibytes": (20, 40, 60, 95, 120, 180, 250), "milliseconds": (30, 50, 65, 80, 100, 120)},
    ),
    "trainable": Randomized(
        trainable,
        {"network": tuple(LAST), "classes": (3, 4, 6, 8, 10, 12, 17, 20, 37, 43, 50, 101, 102)},
    ),
    "why": Randomized(why, {}),
}
PREDICTIONS = {
    "count": Prediction(
        "The lecture says that Keras has six pretrained networks, and names eight. How many are "
        "there today, in Keras 3.15?",
        reading="The list grows with each version.",
    ),
    "vgg": Prediction(
        "VGG-16 and MobileNet have nearly the same accuracy. How many times as many parameters has "
        "VGG-16?",
        reading="For this it is right on one more image in a hundred.",
    ),
    "dense": Prediction(
        "VGG-16 has thirteen convolutions and then three dense layers. What percentage of its "
        "138 million parameters is in the dense layers?",
        unit="%",
        reading="So it is as in AlexNet: dense layers have the parameters, convolutions the work.",
    ),
    "printed": Prediction(
        "ResNet-50 is printed with 25,636,712 parameters, and with 53,120 fewer. What does the "
        "smaller number leave out?",
        choices=(
            "the biases of the convolutions",
            "the moving statistics of batch normalisation",
            "the last layer",
        ),
        reading="They are means and variances of training images. They are stored with the "
        "weights, but no gradient changes them.",
    ),
    "rounded": Prediction(
        "MobileNet's weights ship with the course, most of them as 16-bit numbers in place of 32 "
        "bits. On how many of the 22 photographs does the first class change?",
        reading="The probabilities move by less than one per cent. Half the bytes are enough here.",
    ),
    "time": Prediction(
        "EfficientNet-B0 needs only 0.68 times the multiply–accumulates of MobileNet. How many "
        "times as long does it take for one image on this machine?",
        reading="It has 240 layers, MobileNet has 91. Each has to be called, and to fetch its "
        "numbers from memory. Multiply–accumulates do not count this.",
    ),
    "pixel": Prediction(
        "A pixel has red 200, on the scale 0 … 255. MobileNet was trained on −1 … 1. Which number "
        "does it get for this red?",
        reading="The other networks get other numbers for the same pixel, as the table shows.",
    ),
    "wrong": Prediction(
        "ResNet-50 names 20 of the 22 photographs right by top-1. How many does it name right if "
        "it gets the pixels as MobileNet wants them, −1 … 1?",
        reading="There is no error message: the shape is right, and the answers are nonsense.",
    ),
    "few": Prediction(
        "You have 20 images of each of ten classes. You take MobileNet's body and train one new "
        "layer. On what percentage of new images is it right?",
        unit="%",
        reading="Chance is 10 %.",
    ),
    "random": Prediction(
        "Now the same body with random weights: the same layers, the same new last layer, the same "
        "200 images. On what percentage of new images is it right?",
        unit="%",
        reading="So it is not the architecture that helps. It is what the weights have learned.",
    ),
}
