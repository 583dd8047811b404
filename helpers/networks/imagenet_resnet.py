"""Residual networks for ImageNet (He et al. 2015, arXiv:1512.03385, Table 1).

A 7×7 convolution and a pooling, four stages of blocks, global average pooling, one dense layer.
Stages 2 to 5 are the paper's conv2_x to conv5_x. Tensors are NHWC; sizes in comments are for
224×224 images. Images below 64 pixels (CIFAR-10) take a 3×3 convolution of stride 1 without
pooling for a stem, so that stage 2 sees them in full size.
"""

import keras
from keras import layers

from .layer_factory import NORM, LayerFactory, is_small, scaled

CHANNELS = (64, 128, 256, 512)  # stages 2 to 5: 56×56, 28×28, 14×14, 7×7
BLOCK_COUNTS = {
    18: (2, 2, 2, 2), 34: (3, 4, 6, 3),  # of two layers
    50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3),  # bottlenecks of three
}  # fmt: skip
EXPANSION = 4  # a bottleneck ends with four times its channels
NORM = {**NORM, "epsilon": 1.001e-5}  # ε as in Keras's model


def shortcut(factory, x, channels, stride, name):
    """x, or a 1×1 projection of it where the block changes its shape (the paper's option B)."""
    if stride == 1 and x.shape[-1] == channels:
        return x
    return factory.conv(x, channels, 1, stride, name=f"{name}_shortcut", activation=False)


def basic(factory, x, channels, stride=1, *, name="block", residual=True):
    """relu(x + f(x)) with two 3×3 convolutions; relu(f(x)) without `residual`."""
    short = shortcut(factory, x, channels, stride, name) if residual else None
    y, padding = x, "same"
    if stride > 1:
        # Keras pads even sizes on one side only, and the branch would lie a pixel off its shortcut.
        y, padding = layers.ZeroPadding2D(1, name=f"{name}_a_pad")(x), "valid"
    y = factory.conv(y, channels, 3, stride, name=f"{name}_a", padding=padding)
    y = factory.conv(y, channels, 3, name=f"{name}_b", activation=False)
    return join(factory, short, y, name)


def bottleneck(factory, x, channels, stride=1, *, name="block", residual=True):
    """relu(x + f(x)): 1×1 to `channels`, 3×3 there, 1×1 to four times as many (Fig. 5).

    The stride is in the first 1×1, as in the paper and in Keras; torchvision has it in the 3×3.
    """
    wide = EXPANSION * channels
    short = shortcut(factory, x, wide, stride, name) if residual else None
    y = factory.conv(x, channels, 1, stride, name=f"{name}_a")
    y = factory.conv(y, channels, 3, name=f"{name}_b")
    y = factory.conv(y, wide, 1, name=f"{name}_c", activation=False)
    return join(factory, short, y, name)


def join(factory, short, y, name):
    """relu(short + y), or relu(y) where there is no shortcut."""
    if short is not None:
        y = layers.Add(name=f"{name}_add")([short, y])
    return factory.act(y, name)


def stem(factory, image, channels, small):
    """To a quarter of the height and width; small images keep theirs."""
    if small:
        return factory.conv(image, channels, 3, name="stem")
    x = layers.ZeroPadding2D(3, name="stem_pad")(image)
    x = factory.conv(x, channels, 7, 2, name="stem", padding="valid")  # 112×112×64
    x = layers.ZeroPadding2D(1, name="stem_pool_pad")(x)
    return layers.MaxPooling2D(3, 2, name="stem_pool")(x)  # 56×56×64


def imagenet_resnet(
    classes=1000,
    input_shape=(224, 224, 3),
    *,
    depth,
    width=1.0,
    residual=True,
    bias=None,
    init="he_normal",
    seed=0,
):
    """A network of `depth` layers with a kernel, 18, 34, 50, 101 or 152, to `classes` logits.

    width: multiplies all channels, rounded. residual: without it, the plain twin (plain-18 and
    plain-34 in Fig. 3); it lacks the projections, too. bias: of the convolutions; None: only from
    depth 50 on, as in Keras. They change nothing, as batch normalisation subtracts them.
    """
    if depth not in BLOCK_COUNTS:
        raise ValueError(f"depth is {depth!r}; choose one of {', '.join(map(str, BLOCK_COUNTS))}.")
    block = bottleneck if depth >= 50 else basic
    factory = LayerFactory(init, seed, NORM, depth >= 50 if bias is None else bias)
    small = is_small(input_shape)

    image = keras.Input(input_shape, name="image")
    x = stem(factory, image, scaled(CHANNELS[0], width), small)
    for stage, (channels, count) in enumerate(zip(CHANNELS, BLOCK_COUNTS[depth], strict=True), 2):
        for number in range(1, count + 1):
            stride = 2 if number == 1 and stage > 2 else 1
            at = f"stage{stage}_block{number}"
            x = block(factory, x, scaled(channels, width), stride, name=at, residual=residual)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    logits = factory.dense(x, classes, name="classifier")
    return keras.Model(image, logits, name=f"{'resnet' if residual else 'plain'}{depth}")
