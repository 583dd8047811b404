"""Inception v3 (Szegedy et al. 2015, arXiv:1512.00567, §6 and Table 1), as Keras builds it.

Keras follows the authors' released model, which departs from Table 1: the stem's fourth and fifth
convolutions are 1×1 to 80 and 3×3 to 192 channels, with a pooling in place of the sixth; and in
the 35×35 modules one branch keeps its 5×5 kernel. Tensors are NHWC; sizes in comments are for
299×299 images, height × width × channels.
"""

import keras
from keras import layers

from .branches import Conv, Fork, Pool, branched
from .layer_factory import LayerFactory, is_small

SMALLEST = 75  # px: leaves one pixel in stage 3
HEAD_GRID = 17  # the auxiliary head needs so many pixels, as 299×299 images leave

STEM = (  # (channels, kernel, stride, padding); None: pooling, 3×3 with stride 2
    (32, 3, 2, "valid"), (32, 3, 1, "valid"), (64, 3, 1, "same"), None,  # 73×73×64
    (80, 1, 1, "valid"), (192, 3, 1, "valid"), None,  # 35×35×192
)  # fmt: skip
TO_17 = {  # Fig. 10: 35×35 to 17×17, the pooling beside the convolutions
    "3x3": [Conv(384, 3, 2, "valid")],
    "3x3x2": [Conv(64), Conv(96, 3), Conv(96, 3, 2, "valid")],
    "pool": [Pool("max", 2, "valid")],
}
TO_8 = {  # 17×17 to 8×8
    "3x3": [Conv(192), Conv(320, 3, 2, "valid")],
    "7x7x3": [Conv(192), Conv(192, (1, 7)), Conv(192, (7, 1)), Conv(192, 3, 2, "valid")],
    "pool": [Pool("max", 2, "valid")],
}


def module_a(factory, x, pool=32, *, name="block"):
    """Fig. 5: in one branch two 3×3 convolutions see what a 5×5 would. To 224 + `pool` channels."""
    table = {
        "1x1": [Conv(64)],
        "5x5": [Conv(48), Conv(64, 5)],
        "3x3x2": [Conv(64), Conv(96, 3), Conv(96, 3)],
        "pool": [Pool("average"), Conv(pool)],
    }
    return branched(factory, x, table, name)


def module_b(factory, x, inner=128, *, name="block"):
    """Fig. 6: 1×7 and 7×1 see what a 7×7 would, for 2/7 of its weights. To 768 channels.

    inner: channels between the factors.
    """
    row, column = Conv(inner, (1, 7)), Conv(inner, (7, 1))
    table = {
        "1x1": [Conv(192)],
        "7x7": [Conv(inner), row, Conv(192, (7, 1))],
        "7x7x2": [Conv(inner), column, row, column, Conv(192, (1, 7))],
        "pool": [Pool("average"), Conv(192)],
    }
    return branched(factory, x, table, name)


def module_c(factory, x, inner=384, *, name="block"):
    """Fig. 7: the last factors stand side by side: more outputs, 2048, where pixels are few.

    inner: channels of each of those factors.
    """
    fork = Fork((Conv(inner, (1, 3)), Conv(inner, (3, 1))))
    table = {
        "1x1": [Conv(320)],
        "3x3": [Conv(384), fork],
        "3x3x2": [Conv(448), Conv(384, 3), fork],
        "pool": [Pool("average"), Conv(192)],
    }
    return branched(factory, x, table, name)


STAGES = (  # module to this resolution, module at it, the argument of each
    (None, module_a, (32, 64, 64)),  # 35×35, to 256, 288, 288 channels
    (TO_17, module_b, (128, 160, 160, 192)),  # 17×17×768
    (TO_8, module_c, (384, 384)),  # 8×8×2048
)


def inception_v3(
    classes=1000,
    input_shape=(299, 299, 3),
    *,
    auxiliary=False,
    scale=False,
    init="he_normal",
    seed=0,
):
    """Inception v3, from images (N, *input_shape) to logits (N, classes).

    auxiliary: with the batch-normalised head on the last 17×17 module (Fig. 8), for 299×299 pixels
    at least; then the outputs are two tensors of logits, the main ones first. scale: whether batch
    normalisation has a factor γ; Keras leaves it out, torchvision has it.
    Raises ValueError for images below 75×75 pixels, or too small for the head.
    """
    is_small(input_shape, SMALLEST)
    factory = LayerFactory(init, seed, {"scale": scale}, bias=False)
    image = keras.Input(input_shape, name="image")
    x, heads = stem(factory, image), []
    for stage, (reduction, module, arguments) in enumerate(STAGES, 1):
        if reduction:
            x = branched(factory, x, reduction, f"stage{stage}_reduction")
        for number, argument in enumerate(arguments, 1):
            x = module(factory, x, argument, name=f"stage{stage}_block{number}")
        if auxiliary and stage == 2:
            heads.append(head(factory, x, classes))
    x = layers.GlobalAveragePooling2D(name="pool")(x)  # (N, 2048)
    logits = factory.dense(x, classes, name="classifier")
    return keras.Model(image, [logits, *heads] if auxiliary else logits, name="inception_v3")


def stem(factory, x):
    """To an eighth of the height and width, about, and 192 channels."""
    letters, numbers = iter("abcde"), iter("12")
    for row in STEM:
        if row is None:
            x = layers.MaxPooling2D(3, 2, name=f"stem_pool{next(numbers)}")(x)
        else:
            channels, kernel, stride, padding = row
            name = f"stem_{next(letters)}"
            x = factory.conv(x, channels, kernel, stride, padding=padding, name=name)
    return x


def head(factory, x, classes):
    """The auxiliary classifier: average over 5×5 with stride 3, 1×1, 5×5, dense."""
    if min(size or HEAD_GRID for size in x.shape[1:3]) < HEAD_GRID:
        raise ValueError(
            f"the auxiliary head needs {HEAD_GRID}×{HEAD_GRID} pixels in stage 2, so images of at "
            "least 299×299: take larger images, or auxiliary=False."
        )
    x = layers.AveragePooling2D(5, 3, name="auxiliary_pool")(x)  # 5×5×768
    x = factory.conv(x, 128, 1, name="auxiliary_a")
    x = factory.conv(x, 768, 5, padding="valid", name="auxiliary_b")  # 1×1×768
    x = layers.GlobalAveragePooling2D(name="auxiliary_mean")(x)  # larger images leave more than one
    return factory.dense(x, classes, name="auxiliary_classifier")
