"""Questions of notebook 07 on preprocessing: one pixel by hand, and a whole image as code."""

import numpy as np

from helpers.pretrained.preprocessing import CAFFE_MEAN, TORCH_MEAN, TORCH_STD, colours

from ..code import Code
from ..number import Number
from ..randomized import StableRandom

MEANS = dict(zip(("blue", "green", "red"), CAFFE_MEAN.tolist(), strict=True))
DOWN, SPREAD = TORCH_MEAN.tolist(), TORCH_STD.tolist()  # red, green, blue
COLOURS = ("red", "green", "blue")
NETWORKS = {"caffe": "ResNet-50", "tf": "MobileNet", "torch": "DenseNet-121"}
DONE = {  # what was done to the images that each of them was trained on
    "caffe": "The order of the channels is blue, green, red. ImageNet's mean colour is subtracted: "
    f"blue {MEANS['blue']:.3f}, green {MEANS['green']:.3f}, red {MEANS['red']:.3f}.",
    "tf": "The values are scaled to −1 … 1. The order of the channels stays red, green, blue.",
    "torch": "The values are scaled to 0 … 1. Then the mean is subtracted (red 0.485, green 0.456, "
    "blue 0.406), and the result is divided by the standard deviation (red 0.229, green 0.224, "
    "blue 0.225). The order of the channels stays red, green, blue.",
}


def pixel(convention, red, green, blue):
    """The first number of one pixel as a network was trained to see it."""
    rgb = dict(zip(COLOURS, (red, green, blue), strict=True))
    seen = first_numbers(rgb)
    because = {
        "caffe": f"{blue} − {MEANS['blue']:.3f}",
        "tf": f"{red}/127.5 − 1",
        "torch": f"({red}/255 − 0.485)/0.229",
    }
    elsewhere = tuple(
        (value, f"That is what {NETWORKS[other]} gets. Here it is {NETWORKS[convention]}.")
        for other, value in seen.items()
        if other != convention
    )
    mistakes = {"caffe": caffe_mistakes, "tf": tf_mistakes, "torch": torch_mistakes}[convention]
    return Number(
        text=f"A pixel has red {red}, green {green} and blue {blue} (0 … 255). This was done to "
        f"the images that {NETWORKS[convention]} was trained on: {DONE[convention]} The network "
        "gets three numbers for this pixel. What is the first one? Three digits are enough.",
        answer=seen[convention],
        tolerance=0.006,
        because=f"{because[convention]} = {seen[convention]:.3f}.",
        mistakes=(*elsewhere, *mistakes(rgb, seen[convention])),
        advice="First the order of the channels. Then the calculation, with the numbers of this "
        "channel. The result may be negative.",
        hints=(
            "Which of the three channels comes first for this network?",
            "Do what the question says, in its order, with the value of this channel only.",
        ),
    )


def first_numbers(rgb):
    """{convention: the first number of the pixel}."""
    return {
        "caffe": rgb["blue"] - MEANS["blue"],
        "tf": rgb["red"] / 127.5 - 1,
        "torch": (rgb["red"] / 255 - DOWN[0]) / SPREAD[0],
    }


def caffe_mistakes(rgb, right):
    """Every value with every mean but the right pair, the sign, and half of the work."""
    pairs = [
        (rgb[one] - MEANS[other], _pair(one, other))
        for one in COLOURS
        for other in COLOURS
        if (one, other) != ("blue", "blue")
    ]
    return (
        *pairs,
        (-right, "The sign: subtract the mean from the pixel, not the pixel from the mean."),
        (rgb["blue"], "That is the right channel, but the mean is not subtracted yet."),
        (rgb["red"], "That is red as it is in the file. Here blue comes first, less its mean."),
        (rgb["blue"] / 255, "Nothing is divided here: the network was trained on −124 … 151."),
        (
            rgb["red"] / 255,
            "That is red on a scale of 0 … 1. Here blue comes first, less its mean.",
        ),
    )


def _pair(one, other):
    """What to say to the value of channel `one` less the mean of channel `other`."""
    if one == "blue":
        return f"Blue is the right channel, but {other}'s mean is subtracted. Each has its own."
    if one == other:
        return f"That is {one} with its own mean. Here another channel comes first."
    return f"That is {one} with the mean of {other}. Which channel comes first here?"


def tf_mistakes(rgb, right):
    """Other channels, other ends of the scale, and the sign."""
    red = rgb["red"]
    return (
        (rgb["green"] / 127.5 - 1, "That is green. The order here is red, green, blue."),
        (rgb["blue"] / 127.5 - 1, "That is blue. The order here is red, green, blue."),
        (-right, "The sign: 0 becomes −1, and 255 becomes 1."),
        (red / 127.5, "That is a scale of 0 … 2. Its middle still has to become 0."),
        (red / 255, "That is a scale of 0 … 1. Here it goes from −1 to 1."),
        (red / 255 - 0.5, "That is a scale of −0.5 … 0.5, half as wide as it should be."),
        (red - 127.5, "The middle is 0 now. But the largest value still has to become 1."),
        (red, "That is the pixel as it is in the file. It still has to be scaled."),
    )


def torch_mistakes(rgb, right):
    """Other channels, numbers of another channel, a step left out, and the sign."""
    red = rgb["red"] / 255
    others = [
        (
            (rgb[name] / 255 - DOWN[place]) / SPREAD[place],
            f"That is {name}. The order here is red, green, blue.",
        )
        for place, name in enumerate(COLOURS)
        if name != "red"
    ]
    borrowed = [
        (
            (red - DOWN[place]) / SPREAD[place],
            f"Red is the right channel, but the mean and deviation are those of {name}.",
        )
        for place, name in enumerate(COLOURS)
        if name != "red"
    ]
    return (
        *others,
        *borrowed,
        (-right, "The sign: subtract the mean from the pixel, not the pixel from the mean."),
        (red, "That is a scale of 0 … 1. The mean and the deviation are still to come."),
        (red - DOWN[0], "The mean is subtracted. Now divide by the standard deviation."),
        (red - DOWN[0] / SPREAD[0], "Subtract first, then divide the difference: put brackets."),
        (
            (rgb["red"] - DOWN[0]) / SPREAD[0],
            "Scale to 0 … 1 first. The mean and the deviation belong to that scale.",
        ),
        (rgb["red"], "That is the pixel as it is in the file. There are three steps to do."),
    )


def scale(convention, seed):
    """Preprocessing of an image, written by the student."""
    draw = StableRandom("scale", convention, seed)
    images = [
        np.array([draw.pick(range(256)) for _ in range(12)], "uint8").reshape(2, 2, 3)
        for _ in range(2)
    ]
    return Code(
        text=f"Write a function prepare(image) for {NETWORKS[convention]}. image is an array of "
        "whole numbers 0 … 255 with the shape (height, width, 3); its channels are red, green, "
        "blue. Return what the network was trained on. "
        f"{DONE[convention]} The result has the same shape.",
        name="prepare",
        calls=tuple((image,) for image in images),
        shown=tuple(f"prepare(np.array({image.tolist()}))" for image in images),
        reference=lambda image: colours(image.astype("float32"), convention),
        because="The wrong function would have raised no error: only the answers would be wrong.",
        mistakes=(*MISWRITTEN[convention], *_habits(convention)),
        advice="Do the steps of the question one after the other. NumPy calculates with a list of "
        "three numbers channel by channel.",
        hints=(
            "image[..., ::-1] turns the order of the channels. image - [1, 2, 3] subtracts 1 from "
            "the first channel, 2 from the second, 3 from the third.",
            "Which of these steps does this network need, and in which order? Try one pixel by "
            "hand first, then compare.",
        ),
    )


def _habits(convention):
    """What the functions of the other networks give."""
    return tuple(
        (
            lambda image, other=other: colours(image.astype("float32"), other),
            f"That is what {network} was trained on. Here it is {NETWORKS[convention]}.",
        )
        for other, network in NETWORKS.items()
        if other != convention
    )


BGR, RGB = np.array(list(MEANS.values())), np.array(list(MEANS.values()))[::-1]
MISWRITTEN = {  # convention: (function as if mistaken, what was mistaken)
    "caffe": (
        (lambda x: x - RGB, "The mean is right, but the channels are not turned: blue is first."),
        (lambda x: x[..., ::-1] - RGB, "The channels are turned, but the means are not."),
        (lambda x: x - BGR, "The means are in the order blue, green, red, but not the channels."),
        (lambda x: x[..., ::-1], "The order is right. Now subtract the mean colour."),
        (
            lambda x: x[..., ::-1] - x[..., ::-1].mean((0, 1)),
            "That is the mean of this image. Subtract ImageNet's mean, the same for every image.",
        ),
        (lambda x: x[::-1] - BGR, "That turns the picture upside down, not the channels."),
        (lambda x: x[:, ::-1] - BGR, "That mirrors the picture. Turn the last axis, channels."),
        (lambda x: (x[..., ::-1] - BGR) / 255, "Nothing is divided: leave the difference."),
        (
            lambda x: x[..., ::-1] - np.array((104, 117, 124), "uint8"),
            "These whole numbers have no sign: below 0 they go on at 255. Begin with "
            "image.astype(float), and take the means with all their digits.",
        ),
    ),
    "tf": (
        (lambda x: x / 255, "That is a scale of 0 … 1. Here it goes from −1 to 1."),
        (lambda x: x / 127.5, "That is a scale of 0 … 2. Its middle still has to become 0."),
        (lambda x: x / 255 - 0.5, "That is a scale of −0.5 … 0.5: half as wide as it should be."),
        (lambda x: x - 127.5, "The middle is 0 now, but the largest value has to become 1."),
        (lambda x: 1 - x / 127.5, "The sign: 0 becomes −1, and 255 becomes 1."),
        (lambda x: x[..., ::-1] / 127.5 - 1, "The scale is right, but leave the channels' order."),
        (
            lambda x: x / x.max() * 2 - 1,
            "You divided by this image's largest value. Take 255, the same for every image.",
        ),
    ),
    "torch": (
        (lambda x: x / 255, "That is the first step. The mean and the deviation are to come."),
        (lambda x: x / 255 - DOWN, "Two steps are done. Now divide by the standard deviation."),
        (
            lambda x: (x - DOWN) / SPREAD,
            "Scale to 0 … 1 first: the mean and the deviation belong to that scale.",
        ),
        (lambda x: x / 255 - np.divide(DOWN, SPREAD), "Subtract first, then divide: brackets."),
        (
            lambda x: (x[..., ::-1] / 255 - DOWN) / SPREAD,
            "The steps are right, but leave the channels' order.",
        ),
        (
            lambda x: (x / 255 - DOWN[0]) / SPREAD[0],
            "You took red's mean and deviation for all. Each channel has its own.",
        ),
        (
            lambda x: (x / 255 - DOWN[::-1]) / SPREAD[::-1],
            "The means and deviations are in the order blue, green, red.",
        ),
    ),
}
