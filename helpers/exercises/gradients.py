"""Questions of notebook 03: products of slopes, per cent, and the right spread of the weights."""

from .number import Number


def sigmoid_chain(layers=20):
    """What the slopes of `layers` sigmoids leave of a gradient at best."""
    return Number(
        f"By what factor has the gradient changed after {layers} sigmoid layers, at best?",
        0.25**layers,
        {
            0.25 * layers: "Slopes multiply, they do not add: one factor for each layer.",
            0.25 / layers: "One factor of a quarter for each layer: a power, not a fraction.",
            0.5**layers: "A half is the sigmoid's value at 0; its slope there is a quarter.",
            0.25 ** (layers - 1): f"That is one layer short: each of the {layers} has a slope.",
        },
        "One slope for each layer, and the slopes multiply.",
    )


def relu_with_glorot(layers=10):
    """Per cent of the norm at the outputs after `layers` (He et al. 2015, arXiv:1502.01852)."""
    left = 0.5 ** (layers / 2)
    return Number(
        "ReLU with Glorot's weights: how many per cent of the gradient's norm at the outputs are "
        f"left after {layers} layers?",
        100 * left,
        {
            left: "That is the fraction; the question asks for per cent.",
            100 * 0.5**layers: "A half is left of the variance; the norm is its square root.",
            100
            * 0.5**0.5: f"That is what one layer leaves; there are {layers}, and they multiply.",
            100 * 0.5**0.5 / layers: f"Factors multiply: raise 0.707 to the power of {layers}.",
            100 - 100 * left: "That is what is lost; the question asks for what is left.",
        },
        "Each layer leaves 0.707 of the norm; then turn the fraction into per cent.",
    )


def spread_for_relu(inputs=512):
    """He et al. 2015, arXiv:1502.01852, eq. 10: √(2/n)."""
    return Number(
        f"A ReLU layer has {inputs} inputs. Which standard deviation should its weights have?",
        (2 / inputs) ** 0.5,
        {
            inputs**-0.5: "1/√n keeps a tanh alive; a ReLU switches off half of the neurons.",
            2 / inputs: "That is the variance; the standard deviation is its square root.",
            1 / inputs: "A ReLU needs twice that variance, and then take the square root.",
            2 * inputs**-0.5: "It is the variance that doubles, not the standard deviation.",
        },
        "He's variance is 2/n.",
    )
