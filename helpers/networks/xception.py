"""Xception (Chollet 2016, arXiv:1610.02357, Fig. 5): depthwise separable convolutions throughout.

Entry flow, middle flow of eight equal modules, exit flow, global average pooling, one dense layer.
All but the first two convolutions and the projections are separable. Tensors are NHWC; sizes in
comments are for 299×299 images. For images below 64 pixels (CIFAR-10) the first convolution has
stride 1, and both of the stem's pad, so that the modules see them in full size.
"""

import keras
from keras import layers

from .initializers import initializer
from .layer_factory import NORM, LayerFactory, is_small, scaled

STEM = (32, 64)
# Channels of the separable convolutions of each module; those of entry and exit halve the size.
ENTRY = ((128, 128), (256, 256), (728, 728))
MIDDLE = 8 * ((728, 728, 728),)
EXIT = ((728, 1024),)
LAST = (1536, 2048)


def separable(factory, x, channels, kernel=3, *, name="block", activation=True):
    """A kernel for each channel by itself, then a 1×1 convolution; nothing in between.

    Keras takes 9·C for the fan-in of a depthwise kernel over C channels, which has 9: its weights
    start too small. Batch normalisation follows and makes up for it.
    """
    x = layers.SeparableConv2D(
        channels,
        kernel,
        padding="same",
        use_bias=factory.bias,
        name=f"{name}_separable",
        depthwise_initializer=initializer(factory.init, factory.seed, f"{name}_depthwise"),
        pointwise_initializer=initializer(factory.init, factory.seed, f"{name}_pointwise"),
    )(x)
    return factory.finish(x, name, activation)


def module(factory, x, channels, shrink=False, *, name="block", activated=False, residual=True):
    """x + f(x), f being relu and separable convolution to each of `channels` in turn.

    shrink: f ends with a pooling of stride 2, and x is projected by a 1×1 convolution likewise.
    x is projected as well where f changes its channels. activated: x comes out of a relu, so that
    f begins without one. residual: without it, f(x) alone, as in the paper's Fig. 10.
    Raises ValueError unless there are one to three channels.
    """
    several = isinstance(channels, tuple | list) and 1 <= len(channels) <= 3
    if not several or not all(type(n) is int and n > 0 for n in channels):
        raise ValueError(f"channels is {channels!r}; expected one to three whole numbers.")
    short, stride = x, 2 if shrink else 1
    if residual and (shrink or x.shape[-1] != channels[-1]):
        short = factory.conv(x, channels[-1], 1, stride, name=f"{name}_shortcut", activation=False)
    for letter, count in zip("abc", channels, strict=False):
        if not activated:
            x = factory.act(x, f"{name}_{letter}")
        x = separable(factory, x, count, name=f"{name}_{letter}", activation=False)
        activated = False
    if shrink:
        x = layers.MaxPooling2D(3, 2, "same", name=f"{name}_pool")(x)
    return layers.Add(name=f"{name}_add")([x, short]) if residual else x


def xception(
    classes=1000, input_shape=(299, 299, 3), *, width=1.0, dropout=0.0, init="he_normal", seed=0
):
    """Xception to `classes` logits.

    width: multiplies all channels, rounded. dropout: before the classifier; the paper trains on
    ImageNet with 0.5 (§4.3), Keras's model, which this one equals, has none.
    """
    small = is_small(input_shape)
    factory = LayerFactory(init, seed, NORM, bias=False)

    def flow(x, name, plan, shrink):
        """A module for each row of `plan`."""
        for number, channels in enumerate(plan, 1):
            channels = [scaled(count, width) for count in channels]
            at = f"{name}_block{number}"
            x = module(factory, x, channels, shrink, name=at, activated=at == "entry_block1")
        return x

    image = x = keras.Input(input_shape, name="image")
    padding = "same" if small else "valid"
    # To 147×147×64.
    for letter, channels, stride in zip("ab", STEM, (1 if small else 2, 1), strict=True):
        channels = scaled(channels, width)
        x = factory.conv(x, channels, 3, stride, name=f"stem_{letter}", padding=padding)
    x = flow(x, "entry", ENTRY, shrink=True)  # 19×19×728
    x = flow(x, "middle", MIDDLE, shrink=False)
    x = flow(x, "exit", EXIT, shrink=True)  # 10×10×1024
    for letter, channels in zip("ab", LAST, strict=True):
        x = separable(factory, x, scaled(channels, width), name=f"exit_{letter}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    if dropout:
        x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(image, factory.dense(x, classes, name="classifier"), name="xception")
