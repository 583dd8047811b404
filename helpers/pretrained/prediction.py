"""The k likeliest classes of each image, as a network sees them."""

from typing import NamedTuple

import numpy as np

from helpers.networks import build_spec
from helpers.pretrained.catalog import PRETRAINED
from helpers.pretrained.imagenet import Label, labels
from helpers.pretrained.keras_networks import network as pretrained_network
from helpers.pretrained.preprocessing import CROP, preprocess

BATCH = 16  # images shown at once


class Prediction(NamedTuple):
    """A class and the probability, 0 … 1, that the network gives it."""

    label: Label
    probability: float


def top_k(network, images, k=5, *, convention=None, crop=CROP, classes=None):
    """[[Prediction, …], …]: for each image the k likeliest classes, the likeliest first.

    network: a name in PRETRAINED, or a keras.Model whose outputs are probabilities or logits.
    images: uint8 (height, width, 3) of any size, as `preprocess` takes them. convention: how
    pixels are scaled; by default as the network was trained. classes: names, for a model with
    others than ImageNet's. Raises ValueError as `preprocess` does and for a wrong k; for a name,
    what `weights` raises.
    """
    model, entry = resolved(network)
    names = classes_of(model, classes)
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 1 <= k <= len(names):
        raise ValueError(f"k is how many classes to name, 1 … {len(names)}, not {k!r}")
    found = probabilities(model, shown(model, entry, images, convention, crop))
    order = np.argsort(-found, axis=1, kind="stable")[:, :k]
    return [
        [Prediction(names[i], float(row[i])) for i in best]
        for row, best in zip(found, order, strict=True)
    ]


def resolved(network):
    """(keras.Model, its Pretrained or None) of a name or a model."""
    if isinstance(network, str):
        return pretrained_network(network), PRETRAINED[network]
    if not hasattr(network, "predict_on_batch"):
        raise ValueError(
            f"network is {type(network).__name__}, where a name of a pretrained network or a "
            f"Keras model is expected"
        )
    return network, PRETRAINED.get(build_spec(network).network)


def shown(model, entry, images, convention=None, crop=CROP):
    """The images as the network is to be shown them, float32 (N, size, size, 3)."""
    if convention is None and entry is None:
        raise ValueError(
            f"how the pixels are to be scaled for {model.name} is not known: say convention="
        )
    size = model.input_shape[1] or (entry.size if entry else None)
    if size is None:
        raise ValueError(f"{model.name} takes images of any size: build it with an input_shape")
    return preprocess(images, convention or entry.convention, size, crop)


def classes_of(model, classes=None):
    """The Labels of the model's outputs."""
    outputs = model.output_shape[-1]
    if classes is None and outputs != len(labels()):
        raise ValueError(
            f"{model.name} has {outputs} outputs and not ImageNet's {len(labels())}: say classes="
        )
    if classes is None:
        return labels()
    if len(classes) != outputs:
        raise ValueError(
            f"{len(classes)} classes are named, but {model.name} has {outputs} outputs"
        )
    return tuple(Label(index, "", str(name)) for index, name in enumerate(classes))


def probabilities(model, pixels):
    """float64 (N, classes) that sum to 1; a softmax is taken of outputs that are not yet such."""
    parts = [
        np.asarray(model.predict_on_batch(pixels[start : start + BATCH]), "float64")
        for start in range(0, len(pixels), BATCH)
    ]
    outputs = np.concatenate(parts)
    if (outputs >= 0).all() and np.allclose(outputs.sum(axis=1), 1, atol=1e-3):
        return outputs
    outputs = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return outputs / outputs.sum(axis=1, keepdims=True)
