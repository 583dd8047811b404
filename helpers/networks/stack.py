"""A small network made of one kind of block, to compare the blocks themselves at equal budget.

Not from a paper: a 3×3 convolution, three stages of blocks at full, half and quarter resolution,
global average pooling, one dense layer, with batch normalisation throughout. The blocks are those
of the families. Tensors are NHWC; sizes in comments are for 32×32 images and width 16.
"""

import keras
from keras import layers

from . import googlenet, imagenet_resnet, mobilenet
from . import xception as xception_family
from .inception_widths import INCEPTION_3A
from .layer_factory import NORM, LayerFactory, is_small, scaled

STAGES = (1, 2, 4)  # width factors: 32×32×16, 16×16×32, 8×8×64


def standard(factory, x, channels, *, name):
    """One 3×3 convolution."""
    return factory.conv(x, channels, 3, name=name)


def reduced(factory, x, channels, *, name):
    """GoogLeNet's module in the proportions of (3a), to `channels` channels."""
    return googlenet.reduced(factory, x, shares(channels), name=name)


def naive(factory, x, channels, *, name):
    """The same convolutions on the input itself. Its own 7/8·`channels` are joined to those of x,
    which the pooling hands on, so that the network grows wider with every block.
    """
    return googlenet.naive(factory, x, shares(channels), name=name)


def bottleneck(factory, x, channels, *, name):
    """ResNet-50's residual block, to `channels` channels by way of a quarter of them."""
    return imagenet_resnet.bottleneck(factory, x, scaled(channels, 1 / 4), name=name)


def xception(factory, x, channels, *, name, residual=True):
    """Xception's module: x + f(x), f being relu and separable convolution, twice as in the entry
    flow (the middle flow has three). Within a stage x keeps its size; where its channels change, a
    1×1 convolution projects it.
    """
    return xception_family.module(factory, x, (channels, channels), name=name, residual=residual)


def xception_plain(factory, x, channels, *, name):
    """f(x) alone."""
    return xception(factory, x, channels, name=name, residual=False)


def shares(channels):
    """Widths in the proportions of (3a), whose output has 256 channels."""
    return [scaled(share, channels / 256) for share in INCEPTION_3A]


KINDS = {
    "standard": standard,
    "separable": mobilenet.separable,  # 3×3 depthwise, then 1×1, here with plain relu
    "reduced": reduced,
    "naive": naive,
    "basic": imagenet_resnet.basic,  # residual, two 3×3 convolutions
    "bottleneck": bottleneck,
    "xception": xception,
    "xception_plain": xception_plain,
}
LINEAR = ("xception", "xception_plain")  # their blocks begin, but do not end with an activation


def stack(
    classes=10,
    input_shape=(32, 32, 3),
    *,
    block="standard",
    blocks=2,
    width=16,
    init="he_normal",
    seed=0,
):
    """Three stages of so many `blocks` of one kind, from KINDS, to `classes` logits.

    width: channels of the first stage, a whole number; the next have twice and four times as many.
    At these widths two kinds have equally many trainable parameters, or MACs, within 3%:
    standard 16, separable 45 or 44 (two blocks); basic 16, bottleneck 57 or 54 (two blocks);
    naive 16, reduced 28 or 27 (one block). Raises ValueError for a kind or number that is none.
    """
    if not isinstance(block, str) or block not in KINDS:
        raise ValueError(f"block is {block!r}; choose one of {', '.join(KINDS)}.")
    is_small(input_shape)  # refuses what is no shape
    factory = LayerFactory(init, seed, NORM, bias=False)

    image = keras.Input(input_shape, name="image")
    x = factory.conv(image, width, 3, name="stem")
    for stage, factor in enumerate(STAGES, 1):
        if stage > 1:
            x = layers.MaxPooling2D(3, 2, "same", name=f"stage{stage}_pool")(x)
        for number in range(1, blocks + 1):
            x = KINDS[block](factory, x, width * factor, name=f"stage{stage}_block{number}")
    if block in LINEAR:
        x = factory.act(x, "end")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(image, factory.dense(x, classes, name="classifier"), name=f"stack_{block}")
