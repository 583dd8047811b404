"""The numbers of deck 03."""

import functools
import re

import numpy as np

from helpers import datasets, probes
from helpers.probes import numpy_backprop, theory
from helpers.probes.measures import MARGINS

from ..marked import Quoted
from ..sources import cells, printed, result

FACTORS = {  # name: (activation, weights, batch_norm, shortcut, depth), of layers of 256 neurons
    "sigmoid, Glorot": ("sigmoid", "glorot_uniform", False, False, 20),
    "ReLU, Glorot": ("relu", "glorot_uniform", False, False, 50),
    "tanh, 1/√n": ("tanh", "glorot_uniform", False, False, 50),
    "ReLU, He": ("relu", "he_normal", False, False, 50),
    "residual, He, with BN": ("relu", "he_normal", True, True, 50),
    "ReLU, He, with BN": ("relu", "he_normal", True, False, 50),
    "residual, He, no BN": ("relu", "he_normal", False, True, 50),
}
DEPTH = r"{} +{} +(?:\d+% +)*(\d+)%"  # of the notebook's table; the last column is 32 layers


@functools.cache
def batch(images=64):
    """So many test images of CIFAR-10, standardised, and their labels; the notebook takes 64."""
    cifar = datasets.load("cifar10")
    return cifar.standardize(cifar.test.images[:images]), cifar.test.labels[:images]


@functools.cache
def traced(images=64, **options):
    """The numpy_backprop.Trace of a dense network that sees so many images."""
    return numpy_backprop.trace(*batch(images), **options)


@functools.cache
def factor(name):
    """Measured factor for each layer going back of one of FACTORS."""
    activation, init, batch_norm, shortcut, depth = FACTORS[name]
    found = traced(
        images=128,  # with fewer, batch normalisation is further from theory
        depth=depth,
        width=256,
        activation=activation,
        init=init,
        batch_norm=batch_norm,
        shortcut=shortcut,
    )
    return probes.per_layer(found.outputs)


def predicted(name):
    """What theory says about one of FACTORS: theory.Prediction or None."""
    activation, init, batch_norm, shortcut, _ = FACTORS[name]
    kind = "residual" if shortcut else "plain"
    return theory.factor(kind, activation, init, batch_norm)


def saturated(init):
    """% of the outputs of the first layer of tanh beyond ±0.98, ten layers of 64 neurons."""
    trace = traced(depth=10, width=64, activation="tanh", init=init)
    return 100 * float(np.mean(np.abs(trace.activations["layer01_tanh"]) >= 0.98))


def values():
    glorot = traced(depth=30, width=128, activation="relu", init="glorot_uniform").weights
    he = traced(depth=30, width=128, activation="relu", init="he_normal").weights
    half = predicted("ReLU, Glorot").value
    return {
        "slope": result("03-slope"),
        "tenfold-low": 0.1 ** (1 / 50),
        "tenfold-high": 10 ** (1 / 50),
        "margin": MARGINS["tanh"][1],
        "margin-slope": 1 - MARGINS["tanh"][1] ** 2,
        "saturated": result("03-saturated"),
        "inputs": 32 * 32 * 3,
        "z-first": (32 * 32 * 3) ** 0.5,
        "sigmoid-smaller": result("03-sigmoid"),
        "sigmoid-12": printed("03", r"a layer: ×(0\.2\d), theory ≤"),
        "relu-glorot": printed("03", r"glorot_uniform +a layer: ×([\d.]+)"),
        "relu-he": printed("03", r"he_normal +a layer: ×([\d.]+)"),
        "half": half,
        "half-8": half**8,
        "tanh": factor("tanh, 1/√n"),
        "relu-he-50": factor("ReLU, He"),
        "residual": factor("residual, He, no BN"),
        "residual-bn": factor("residual, He, with BN"),
        "bn": predicted("ReLU, He, with BN").value,
        "bn-50": predicted("ReLU, He, with BN").value ** 50,
        "weights-glorot-low": min(glorot.values()),
        "weights-glorot-high": max(glorot.values()),
        "weights-he-low": min(he.values()),
        "weights-he-high": max(he.values()),
        "repair": result("03-repair"),
        "repair-images": _images(),
        "repair-sigmoid": _told(r"first layer has (0\.\d+) of the size"),
        "chance": Quoted(90, "ten classes: guessing is wrong in nine of ten cases"),
        "tanh-glorot-32": printed("03", DEPTH.format("tanh", "glorot_uniform")),
        "relu-he-32": printed("03", DEPTH.format("relu", "he_normal")),
        "relu-glorot-32": printed("03", DEPTH.format("relu", "glorot_uniform")),
        "relu-he-2": printed("03", r"relu +he_normal +(\d+)%"),
        "tanh-glorot-2": printed("03", r"tanh +glorot_uniform +(\d+)%"),
    }


def _images():
    """How many images the notebook's short trainings have."""
    pattern = r"Recipe\(epochs=3, images=(\d+)"
    sources = (source for kind, source, _ in cells("03") if kind == "code")
    return int(next(filter(None, (re.search(pattern, source) for source in sources)))[1])


def _told(pattern):
    """A number that the notebook's text names, and that a cell after it asserts."""
    texts = (source for kind, source, _ in cells("03") if kind == "markdown")
    return float(next(filter(None, (re.search(pattern, text) for text in texts)))[1])
