"""Inception v2, or BN-Inception (Ioffe & Szegedy 2015, arXiv:1502.03167, appendix, Fig. 5).

GoogLeNet with batch normalisation and two 3×3 convolutions in place of each 5×5. The later
"Rethinking" paper (arXiv:1512.00567) gives the name Inception v2 to another network, a forerunner
of Inception v3. The paper's inception (3a) is stage3_block1 here, and so on. Tensors are NHWC;
sizes in comments are for 224×224 images.
"""

from collections import namedtuple

import keras
from keras import layers

from .branches import Conv, Pool, branched, named
from .googlenet import stem
from .layer_factory import NORM, LayerFactory, is_small, scaled

# Output channels of each convolution, in the order of Fig. 5, which lists both 3×3 of the double
# branch in one column; 0: there is no such convolution. The kind of pooling stands beside.
Widths = namedtuple("Widths", "one three_reduce three double_reduce double pool")

# Fig. 5 prints 576 channels after (4c) and (4d), where its own columns add up to 608, as here and
# in the published models (Caffe's, MXNet's). The authors' TF-slim has 96 in place of the last 128.
STAGES = {
    3: [((64, 64, 64, 64, 96, 32), "average"), ((64, 64, 96, 64, 96, 64), "average"),
        ((0, 128, 160, 64, 96, 0), "max")],  # 28×28, to 256, 320; then 14×14×576
    4: [((224, 64, 96, 96, 128, 128), "average"), ((192, 96, 128, 96, 128, 128), "average"),
        ((160, 128, 160, 128, 160, 128), "average"), ((96, 128, 192, 160, 192, 128), "average"),
        ((0, 128, 192, 192, 256, 0), "max")],  # 14×14, to 576, 576, 608, 608; then 7×7×1056
    5: [((352, 192, 320, 160, 224, 128), "average"),
        ((352, 192, 320, 192, 224, 128), "max")],  # 7×7×1024
}  # fmt: skip


def module(factory, x, widths, pool="average", *, name="block"):
    """GoogLeNet's module with two 3×3 convolutions for the 5×5.

    Without a 1×1 branch it halves the size: then its last convolutions and its pooling have stride
    2, and the pooling hands on the channels of x as they are.
    """
    width = named(widths, Widths, 0)
    stride = 1 if width.one else 2
    table = {
        "3x3": [Conv(width.three_reduce), Conv(width.three, 3, stride)],
        "3x3x2": [Conv(width.double_reduce), Conv(width.double, 3), Conv(width.double, 3, stride)],
        "pool": [Pool(pool, stride)],
    }
    if width.one:
        projected = [*table["pool"], Conv(width.pool)]
        table = {"1x1": [Conv(width.one)], **table, "pool": projected}
    return branched(factory, x, table, name)


def inception_v2(
    classes=1000, input_shape=(224, 224, 3), *, bias=False, width=1.0, init="he_normal", seed=0
):
    """Inception v2, from images (N, *input_shape) to logits (N, classes).

    bias: of the convolutions. Batch normalisation subtracts it again (§3.2), but the published
    models have it. width: multiplies the channels of all layers, rounded. Images below 64 pixels
    get a stem of one 3×3 convolution with stride 1, so that stages 3, 4, 5 of 32×32 images begin
    with 32, 16, 8 pixels.
    """
    # The paper makes the first convolution a separable one; published models take a plain one.
    factory = LayerFactory(init, seed, NORM, bias)
    small = is_small(input_shape)
    image = keras.Input(input_shape, name="image")
    x = stem(factory, image, width, small, normalised=False)
    for stage, modules in STAGES.items():
        for number, (widths, pool) in enumerate(modules, 1):
            widths = [scaled(channels, width) if channels else 0 for channels in widths]
            x = module(factory, x, widths, pool, name=f"stage{stage}_block{number}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)  # (N, 1024)
    logits = factory.dense(x, classes, name="classifier")
    return keras.Model(image, logits, name="inception_v2")
