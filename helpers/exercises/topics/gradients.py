"""Questions of notebook 03: products of slopes, per cent, and the right spread of the weights."""

from ..diagnosed import Diagnosed
from ..number import Magnitude, Number
from ..randomized import Randomized


def sigmoid_chain(layers):
    """What the slopes of `layers` sigmoids leave of a gradient at best."""
    return Magnitude(
        text=f"By what factor has the gradient changed after {layers} sigmoid layers, at best? The "
        "order of magnitude will do: 1e-3, say.",
        answer=0.25**layers,
        because=f"(1/4)^{layers} = {0.25**layers:.2g}.",
        mistakes=(
            (0.25 * layers, "Slopes multiply, they do not add: one factor for each layer."),
            (0.25 / layers, "One factor of a quarter for each layer: a power, not a fraction."),
            (0.5**layers, "A half is the sigmoid's value at 0; its slope there is another number."),
            (100 * 0.25**layers, "That is in per cent; the question asks for the factor."),
        ),
        advice="One slope for each layer, and the slopes multiply.",
        hints=(
            "The steepest point of a sigmoid is at 0. What is its slope there?",
            "The chain rule multiplies: one slope for each layer. You may type a power, as 0.9^5.",
        ),
    )


def relu_with_glorot(layers):
    """Per cent of the norm at the outputs after `layers` (He et al. 2015, arXiv:1502.01852)."""
    left = 0.5 ** (layers / 2)
    return Number(
        text="ReLU with Glorot's weights: how many per cent of the gradient's norm at the outputs "
        f"are left after {layers} layers?",
        unit="%",
        answer=100 * left,
        tolerance=0.02,
        because=f"100·(1/√2)^{layers} = {100 * left:.4g} %.",
        mistakes=(
            (left, "That is the fraction; the question asks for per cent."),
            (100 * 0.5**layers, "A half is left of the variance; the norm is its square root."),
            (100 * 0.5**0.5, f"That is what one layer leaves; there are {layers}; they multiply."),
            (100 * 0.5**0.5 / layers, "Factors multiply: it is a power, not a division."),
            (100 - 100 * left, "That is what is lost; the question asks for what is left."),
        ),
        advice="Each layer leaves the same factor of the norm; turn the fraction into per cent.",
        hints=(
            "A ReLU switches off half of the neurons. What is left of the gradient's variance?",
            "The norm is the square root of that: 0.707 a layer.",
            f"Take it to the power of {layers}, then times 100.",
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
            (inputs**-0.5, "1/√n keeps a tanh alive; a ReLU switches off half of the neurons."),
            (2 / inputs, "That is the variance; the standard deviation is its square root."),
            (1 / inputs, "A ReLU needs twice that variance, and then take the square root."),
            (2 * inputs**-0.5, "It is the variance that doubles, not the standard deviation."),
            ((inputs / 2) ** 0.5, "Upside down: more inputs want smaller weights."),
        ),
        advice="He's rule gives the variance: it makes up for the half that a ReLU switches off.",
        hints=(
            "For tanh the variance of the weights is 1/n. What does a ReLU do to that?",
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


QUESTIONS = {
    "sigmoids": Randomized(sigmoid_chain, {"layers": range(12, 61)}),
    "relus": Randomized(relu_with_glorot, {"layers": range(4, 40)}),
    "spread": Randomized(spread_for_relu, {"inputs": range(40, 2000, 8)}),
    "diagnosis": Randomized(diagnosis, {"seed": range(1000)}),
}
