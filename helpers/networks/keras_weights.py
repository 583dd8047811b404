"""Weights of keras.applications' networks, copied into ours: then both compute the same function.

Layers are matched by the graph, not by name: both networks are walked in the same order, and each
pair of layers with weights must agree in kind, shapes and settings.
"""

import functools
import os

import keras
from keras import layers

from helpers.counting import build_shapes_only, graph

from . import build_spec
from .catalog import CATALOG
from .weight_file import listed, plain_path, read, shapes

# What a layer computes besides its weights.
SETTINGS = ("strides", "padding", "dilation_rate", "groups", "epsilon", "activation")


def load_keras_weights(model, source):
    """Copy the weights of the equally named network of keras.applications into `model`.

    source: such a Keras model, or the path of a file of its weights: .h5 (as keras.applications
    fetches them), .weights.h5, or .keras, of which nothing but the numbers is read. Auxiliary
    heads, which Keras's networks lack, stay as they are.
    Raises ValueError for a network without counterpart, and for weights that do not fit, naming
    the first layer that differs; FileNotFoundError and IsADirectoryError for a path that is no
    file. Nothing is changed before all has been compared and read.
    """
    title = counterpart(model)
    if isinstance(source, str | os.PathLike):
        path = plain_path(source)
        fixed = any(isinstance(layer, layers.Flatten) for layer in model.layers)
        size = model.input_shape[1:] if fixed else None
        twin = architecture(title, model.outputs[0].shape[-1], size)
        matched = paired(model, twin, title)
        values = read(path, twin, {theirs.name: ours.name for ours, theirs in matched})
        pairs = [(ours, values[theirs.name]) for ours, theirs in matched]
    elif isinstance(source, keras.Model):
        pairs = [
            (ours, list(map(keras.ops.convert_to_numpy, theirs.weights)))
            for ours, theirs in paired(model, source, source.name)
        ]
    else:
        raise ValueError(
            f"source is {type(source).__name__}; expected a Keras model or the path of a file."
        )
    for ours, arrays in pairs:
        for weight, array in zip(ours.weights, arrays, strict=True):
            weight.assign(array)


def counterpart(model):
    """The name in keras.applications. Raises ValueError if there is none."""
    if not isinstance(model, keras.Model):
        raise ValueError(f"model is {type(model).__name__}; expected a network made by build().")
    entry = CATALOG.get(build_spec(model).network)
    if entry is None or entry.keras is None:
        known = ", ".join(name for name in CATALOG if CATALOG[name].keras)
        raise ValueError(
            f"{model.name} has no counterpart in keras.applications; these have one: {known}."
        )
    return entry.keras


@functools.lru_cache(1)
def architecture(title, classes, input_shape):
    """A network of keras.applications to compare with: its weights have shapes, but no values."""

    make = getattr(keras.applications, title)
    return build_shapes_only(make, weights=None, classes=classes, input_shape=input_shape)


def weighted(model):
    """Layers with weights on the way to the first output, each after those that feed it.

    Branches in the order in which a Concatenate takes them: so equal networks give equal lists.
    """
    network = graph(model)
    # What only other outputs need, such as auxiliary heads, follows the first output.
    end = [node.name for node in network].index(network.outputs[0])
    nodes = [node for node in network.nodes[: end + 1] if not node.again]
    return [node.layer for node in nodes if getattr(node.layer, "weights", ())]


def paired(model, source, title):
    """[(our layer, its counterpart)]. Raises ValueError naming the first pair that differs."""
    mine, theirs = weighted(model), weighted(source)
    for number, (ours, other) in enumerate(zip(mine, theirs, strict=False), 1):
        unlike = difference(ours, other, last=number == len(mine) == len(theirs))
        if unlike:
            raise ValueError(
                f"{model.name} is not the network of these weights: its layer {ours.name!r} has "
                f"{unlike[0]}, but {other.name!r} of {title} has {unlike[1]}."
            )
    if len(mine) != len(theirs):
        longer, spare = (model.name, mine) if len(mine) > len(theirs) else (title, theirs)
        first = spare[min(len(mine), len(theirs))]
        raise ValueError(
            f"{model.name} is not the network of these weights: {longer} goes on with "
            f"{first.name!r} of {listed(shapes(first))}, where the other one ends."
        )
    return list(zip(mine, theirs, strict=True))


def difference(ours, theirs, last):
    """(what ours has, what theirs has) for the first thing in which they differ, else None."""
    if type(ours).__name__ != type(theirs).__name__:
        return tuple(f"the kind {type(layer).__name__}" for layer in (ours, theirs))
    if shapes(ours) != shapes(theirs):
        return tuple(f"weights of {listed(shapes(layer))}" for layer in (ours, theirs))
    pointwise = set(getattr(ours, "kernel_size", ())) == {1}
    for setting in SETTINGS:
        if (setting == "padding" and pointwise) or (setting == "activation" and last):
            continue  # a 1×1 convolution needs no padding; ours gives logits
        values = [getattr(layer, setting, None) for layer in (ours, theirs)]
        if values[0] != values[1]:
            return tuple(f"{setting} {getattr(value, '__name__', value)}" for value in values)
    return None
