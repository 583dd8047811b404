"""Fully connected networks of any depth: the simplest place to watch a gradient vanish.

`depth` counts the layers with a kernel: depth − 1 hidden layers of `width` neurons and the
classifier. With `shortcut`, hidden layers 2 and 3, 4 and 5, … form residual blocks as in
He et al. 2015 (arXiv:1512.03385, Fig. 2): the activation comes after the addition.
"""

import keras
from keras import layers

from .initializers import initializer
from .layer_factory import is_small

ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear")


def dense(
    classes=10,
    input_shape=(32, 32, 3),
    depth=20,
    *,
    width=64,
    activation="sigmoid",
    init="glorot_uniform",
    batch_norm=False,
    shortcut=False,
    seed=0,
):
    """Flatten, (depth − 1) × [dense, batch norm?, activation], dense to `classes` logits."""
    if not isinstance(depth, int) or not 2 <= depth <= 1000:
        raise ValueError(
            f"depth is {depth!r}; a dense network takes a whole number from 2 to 1000."
        )
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is {activation!r}; choose one of {', '.join(ACTIVATIONS)}.")

    is_small(input_shape, fixed=True)  # refuses what is no shape

    def affine(x, neurons, at):
        return layers.Dense(
            neurons,
            name=at,
            kernel_initializer=initializer(init, seed, at),
            use_bias=not (batch_norm and at != "classifier"),  # beta stands for it
        )(x)

    image = keras.Input(input_shape, name="image")
    x = layers.Flatten(name="flatten")(image)
    for number in range(1, depth):
        at = f"layer{number:02d}"
        if number % 2 == 0:
            entry = x
        x = affine(x, width, f"{at}_dense")
        if batch_norm:
            x = layers.BatchNormalization(name=f"{at}_bn")(x)
        if shortcut and number % 2 == 1 and number > 1:
            x = layers.Add(name=f"{at}_add")([entry, x])
        x = layers.Activation(activation, name=f"{at}_{activation}")(x)
    return keras.Model(image, affine(x, classes, "classifier"), name=f"dense{depth}")
