"""The chain rule written out for fully connected networks: what autodiff does, in NumPy.

The networks are those of helpers.networks.build("dense", …). Nothing is compiled, so a panel can
ask again at every move of a slider. Rows are images: tensors are (N, neurons), float32.
"""

import dataclasses
import functools

import numpy as np
import threadpoolctl

from . import numpy_initializers
from .measures import activation_summary, norm, standard

EPSILON = 1e-3  # of batch normalisation; Keras's default
SMALLEST = np.finfo("float32").tiny

# activation: (function of its input, slope as a function of its output)
ACTIVATIONS = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "relu": (lambda z: np.maximum(z, 0), lambda a: (a > 0).astype("float32")),
    "linear": (lambda z: z, lambda a: np.float32(1)),
}


@dataclasses.dataclass(frozen=True)
class Trace:
    """One pass forward and back. {layer name: …} each, from input to output.

    `outputs`, `weights`: norm of the loss's gradient at a dense layer's output, and at its kernel.
    Exactly 0: every number underflowed. inf or nan: some number overflowed.
    `activations`: outputs (N, width) of the hidden layers' activation functions.
    """

    outputs: dict
    weights: dict
    activations: dict
    activation: str

    def statistics(self):
        """{activation layer: {"mean", "std", "saturated"}}, as probes.activation_statistics."""
        return {
            name: activation_summary(a, self.activation) for name, a in self.activations.items()
        }


@functools.cache
def blas():
    """A handle on NumPy's BLAS, whose threads wait for each other when other work has the cores.

    Measured with two busy cores, 30 layers of 256: 4 s on two threads, 0.14 s on one.
    """
    return threadpoolctl.ThreadpoolController()


def layer_names(depth):
    """Names of the dense layers of build("dense", depth=depth)."""
    return [*(f"layer{number:02d}_dense" for number in range(1, depth)), "classifier"]


def draw(inputs, classes, depth, width, init, seed):
    """One kernel per dense layer: (inputs, width), (width, width) …, (width, classes)."""
    sizes = [inputs, *[width] * (depth - 1), classes]
    pairs = zip(sizes[:-1], sizes[1:], layer_names(depth), strict=True)
    return [numpy_initializers.kernel(init, n, m, seed, name) for n, m, name in pairs]


def flush(values):
    """Subnormal numbers become 0, as they do in TensorFlow and on most GPUs."""
    values[np.abs(values) < SMALLEST] = 0
    return values


def normalize(z):
    """Batch normalisation with γ = 1, β = 0: (z − mean)/√(variance + ε), and 1/√(variance + ε)."""
    rate = 1 / np.sqrt(z.var(0) + np.float32(EPSILON))
    return (z - z.mean(0)) * rate, rate


def normalize_back(g, y, rate):
    """Gradient at z, from that at y = normalize(z): mean and variance depend on z as well."""
    return rate * (g - g.mean(0) - y * (g * y).mean(0))


def softmax_back(logits, labels):
    """Gradient of the mean cross-entropy at the logits: (probabilities − one-hot)/N."""
    e = np.exp(logits - logits.max(1, keepdims=True))
    g = e / e.sum(1, keepdims=True)
    g[np.arange(len(labels)), labels] -= 1
    return g / np.float32(len(labels))


def trace(
    images,
    labels,
    depth=20,
    width=64,
    activation="sigmoid",
    init="glorot_uniform",
    batch_norm=False,
    shortcut=False,
    seed=0,
    classes=10,
    kernels=None,
):
    """The Trace of a dense network at initialisation; options as in build("dense", …).

    images (N, H, W, C): floats as they are, such as dataset.standardize(images), uint8 standardised
    as CIFAR-10's are; labels (N,) int below `classes`.
    `kernels`: one array a dense layer instead of random ones. Raises ValueError for bad options.
    """
    if not isinstance(depth, int) or not 2 <= depth <= 1000:
        raise ValueError(f"depth is {depth!r}; a dense network takes a whole number, 2 to 1000.")
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise ValueError(f"activation is {activation!r}; choose one of {', '.join(ACTIVATIONS)}.")
    numpy_initializers.check_name(init)
    if len(images) != len(labels) or not len(images):
        raise ValueError(f"{len(images)} images and {len(labels)} labels do not make pairs.")
    x = standard(images).reshape(len(images), -1)
    quiet = np.errstate(over="ignore", invalid="ignore", under="ignore")
    with quiet, blas().limit(limits=1, user_api="blas"):
        if kernels is None:
            kernels = draw(x.shape[1], classes, depth, width, init, seed)
        tape = forward(x, kernels, activation, batch_norm, shortcut)
        g = softmax_back(tape[-1][0] @ kernels[-1], np.asarray(labels))
        outputs, weights = backward(g, tape, kernels, activation, batch_norm, shortcut)
    names = layer_names(depth)
    hidden = {n.replace("dense", activation): t[0] for n, t in zip(names, tape[1:], strict=False)}
    norms = (dict(zip(names, reversed(found), strict=True)) for found in (outputs, weights))
    return Trace(*norms, hidden, activation)


def joins(number, shortcut):
    """Whether hidden layer `number`, from 1, ends a residual block: 3, 5, 7, …"""
    return shortcut and number % 2 == 1 and number > 1


def forward(x, kernels, activation, batch_norm, shortcut):
    """[(image, None, None), then per hidden layer (activation, normalised output, its rate)]."""
    function, _ = ACTIVATIONS[activation]
    tape = [(x, None, None)]
    for number, kernel in enumerate(kernels[:-1], 1):
        z, rate = x @ kernel, None  # (N, width)
        y = z
        if batch_norm:
            y, rate = normalize(z)
        x = function(y + tape[number - 2][0] if joins(number, shortcut) else y)
        tape.append((x, y, rate))
    return tape


def backward(g, tape, kernels, activation, batch_norm, shortcut):
    """Norms at outputs and at weights, from output to input; `g`: gradient at the logits."""
    _, slope = ACTIVATIONS[activation]
    outputs, weights, bypass = [], [], None
    for number in range(len(kernels), 0, -1):
        if number < len(kernels):
            a, y, rate = tape[number]
            g = flush(g * slope(a))  # through the activation: × its slope
            if joins(number, shortcut):
                bypass = g  # the addition hands its gradient on to both of its inputs
            if batch_norm:
                g = flush(normalize_back(g, y, rate))
        outputs.append(norm(g))
        weights.append(norm(flush(tape[number - 1][0].T @ g)))
        g = g @ kernels[number - 1].T if number > 1 else g  # through the layer: × its weights
        if number % 2 == 0 and bypass is not None:
            g, bypass = g + bypass, None
    return outputs, weights
