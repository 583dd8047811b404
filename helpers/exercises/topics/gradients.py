"""Predictions and questions of notebook 03: products of slopes, and the spread of the weights."""

import math

from ..diagnosed import Diagnosed
from ..number import Number
from ..prediction import Prediction
from ..question import Choice
from ..randomized import Randomized
from .functions_to_write import backward


def sigmoid_chain(layers):
    """What the slopes of `layers` sigmoids leave of a gradient at best."""
    right = 0.25**layers
    power = math.log10(right)
    return Number(
        text=f"By what factor has the gradient changed after {layers} sigmoid layers, at best? Two "
        "digits are enough: 2.3e-5, for example. You may type a power, as 0.9^5.",
        answer=right,
        tolerance=0.1,
        because=f"(1/4)^{layers} = {right:.2g}. One layer more or less is a factor of 4.",
        mistakes=(
            (
                power,
                "Is that the exponent? Write the number itself: 1e-9 if the exponent is −9.",
            ),
            (-power, "Is that the exponent, without its sign? Write the number itself."),
            (4.0**layers, "Upside down: each sigmoid makes the gradient smaller, not larger."),
            (0.25 ** (layers - 1), f"One layer is missing: there are {layers} slopes."),
            (0.25 ** (layers + 1), f"That is one layer too many: there are {layers} slopes."),
            (0.25 * layers, "Slopes multiply, they do not add: one factor for each layer."),
            (0.25 / layers, "One factor of a quarter for each layer: that is a power."),
            (0.5**layers, "A half is the sigmoid's value at 0. Its slope there is smaller."),
            (100 * right, "That is in per cent. The question asks for the factor."),
        ),
        advice="One slope for each layer, and the slopes multiply.",
        hints=(
            "A sigmoid is steepest at 0. What is its slope there?",
            "The chain rule multiplies: one slope for each layer.",
        ),
    )


def relu_with_glorot(layers):
    """Per cent of the norm at the outputs after `layers` (He et al. 2015, arXiv:1502.01852)."""
    left = 0.5 ** (layers / 2)
    return Number(
        text="A network of ReLUs starts with Glorot's weights. How many per cent of the gradient's "
        f"norm at the outputs are left after {layers} layers, going back? Give two digits.",
        unit="%",
        answer=100 * left,
        tolerance=0.05,  # an answer rounded to one digit is mostly told what it is
        because=f"100·(1/√2)^{layers} = {100 * left:.4g} %.",
        mistakes=(
            (left, "That is the fraction. The question asks for per cent."),
            (
                100 * 0.5**layers,
                "That is what is left of the variance: a half for each layer. The norm is its "
                "square root.",
            ),
            (0.5**layers, "That is the variance, and as a fraction: take its root, in per cent."),
            (100 * 0.5**0.5, f"That is what one layer leaves. There are {layers}; they multiply."),
            (100 * 0.5**0.5 / layers, "Factors multiply: it is a power, not a division."),
            (100 - 100 * left, "That is what is lost. The question asks for what is left."),
        ),
        advice="Each layer leaves the same part of the norm, and these factors multiply.",
        hints=(
            "A ReLU switches off half of the neurons. What is left of the gradient's variance?",
            "The norm is the square root of the variance: 0.707 for each layer.",
            f"Take 0.707 to the power of {layers}, and multiply by 100.",
        ),
    )


def spread_for_relu(inputs):
    """He et al. 2015, arXiv:1502.01852, eq. 10: √(2/n)."""
    return Number(
        text=f"A ReLU layer has {inputs} inputs. Which standard deviation should its weights have?",
        answer=(2 / inputs) ** 0.5,
        tolerance=0.01,
        because=f"√(2/{inputs}) = {(2 / inputs) ** 0.5:.4f}.",
        mistakes=(
            (inputs**-0.5, "1/√n is right for tanh. A ReLU switches off half of the neurons."),
            (2 / inputs, "That is the variance. The standard deviation is its square root."),
            (1 / inputs, "A ReLU needs twice this variance. Then take the square root."),
            (2 * inputs**-0.5, "The variance doubles, not the standard deviation."),
            ((inputs / 2) ** 0.5, "Upside down: with more inputs the weights have to be smaller."),
        ),
        advice="He's rule gives a variance that makes up for the half that a ReLU switches off.",
        hints=(
            "For tanh the variance of the weights is 1/n. What does a ReLU do to the signal?",
            "He's variance is 2/n. You may type sqrt(...).",
        ),
    )


def diagnosis(seed):
    """Four networks, drawn by a number, and what is the matter with each."""
    return Diagnosed(
        text="Four networks, one of each kind: which has vanishing gradients, which exploding "
        "ones, which is saturated, which is healthy?",
        seed=seed,
        hints=(
            "Read the gradient at the outputs from right to left, as it travels, and mind the "
            "powers of ten on the axis.",
            "Saturation shows in the histogram: outputs piled up at both ends of a tanh.",
        ),
    )


def why():
    """What He's initialisation makes up for."""
    return Choice(
        text="Deep networks of ReLUs learn with He's weights, and not with Glorot's, which have "
        "half their variance. Why do ReLUs need twice the variance?",
        answer="about half of the neurons give zero",
        options={
            "about half of the neurons give zero": "They pass neither signal nor gradient, so half "
            "of the variance is lost in each layer. The doubled variance of the weights makes up "
            "for it.",
            "the slope of a ReLU is below one": "It is one or zero. A neuron that is switched on "
            "passes the whole gradient.",
            "larger weights switch more neurons on": "The sign of z decides whether a neuron is "
            "on. Larger weights make z larger, but they do not change its sign.",
            "larger weights are nearer to the trained ones": "Nothing is known about the trained "
            "weights at the start. The two rules differ in the size of the signal.",
        },
        hints=(
            "Which part of its inputs does a ReLU set to zero, if they are spread around 0?",
            "What is left of the variance after one layer, and after ten?",
        ),
    )


PREDICTIONS = {
    "slope": Prediction(
        "What is the largest slope that a sigmoid can have?",
        reading="It has this slope only at z = 0. That of tanh is one at most, and that of a ReLU "
        "is one or zero.",
    ),
    "saturated": Prediction(
        "A tanh network starts with weights of standard deviation 1. How many per cent of the "
        "outputs of its first layer lie beyond ±0.98, where the slope is nearly gone?",
        unit="%",
        reading="These neurons are saturated: they hardly learn. With 1/√n in place of 1 nearly "
        "none are.",
    ),
    "sigmoid": Prediction(
        "Twelve layers of sigmoids start with Glorot's weights. How many times smaller is the "
        "gradient at the first layer than at the last one?",
        reading="About a quarter is left for each layer.",
    ),
    "relu": Prediction(
        "The slope of a ReLU is one or zero. What is the gradient, going back, in a network of "
        "ReLUs with Keras's default weights, Glorot's?",
        choices=("unchanged", "vanishing", "exploding"),
        reading="It loses a factor of 0.7 for each layer. With He's weights it keeps its size.",
    ),
    "weights": Prediction(
        "In a network of ReLUs with Glorot's weights the gradient at the outputs gets smaller from "
        "layer to layer, going back. What about the gradient at the weights?",
        choices=("smaller from layer to layer", "the same in all layers", "larger"),
        reading="Going forward, the activations shrink as fast. In the product the two cancel.",
    ),
    "repair": Prediction(
        "Two networks are trained for three epochs: 6 layers of sigmoids, and 12 layers of ReLUs, "
        "both with Glorot's weights. In which of them does the gradient at the first layer grow?",
        choices=("in none", "sigmoids only", "ReLUs only", "in both"),
        reading="The first layers of the sigmoids get nearly nothing to learn from. In the network "
        "of ReLUs enough arrives, and learning repairs the flow.",
    ),
    "dense": Prediction(
        "Which of these six pairs of activation and weights still learn with 32 layers? Draw the "
        "training error of each against depth.",
        unit="%",
        reading="Only two pairs learn with 32 layers: tanh with Glorot's weights, and ReLU with "
        "He's.",
        drawn=True,
    ),
}
QUESTIONS = {
    "sigmoids": Randomized(sigmoid_chain, {"layers": range(12, 61)}),
    "relus": Randomized(relu_with_glorot, {"layers": range(4, 40)}),
    "spread": Randomized(spread_for_relu, {"inputs": range(40, 2000, 8)}),
    "diagnosis": Randomized(diagnosis, {"seed": range(1000)}),
    "backward": Randomized(backward, {"seed": range(250)}),
    "why": Randomized(why, {}),
}
