"""Inception v4 (Szegedy et al. 2016, arXiv:1602.07261, Figs. 3 to 9).

In pairs of 1×7 and 7×1 the order is that of the authors' released model, which differs from the
figures' here and there (Fig. 5 prints 1×7 twice). The counts are the same either way. Tensors are
NHWC; sizes in comments are for 299×299 images, height × width × channels.
"""

import keras
from keras import layers

from .branches import Conv, Fork, Pool, branched
from .layer_factory import LayerFactory, is_small

SMALLEST = 75  # px: leaves one pixel in stage 3

STEM = (  # Fig. 3: three convolutions to 147×147×64, then these
    {"pool": [Pool("max", 2, "valid")], "3x3": [Conv(96, 3, 2, "valid")]},  # 73×73×160
    {"3x3": [Conv(64), Conv(96, 3, 1, "valid")],
     "7x7": [Conv(64), Conv(64, (1, 7)), Conv(64, (7, 1)), Conv(96, 3, 1, "valid")]},  # 71×71×192
    {"3x3": [Conv(192, 3, 2, "valid")], "pool": [Pool("max", 2, "valid")]},  # 35×35×384
)  # fmt: skip
FORK = Fork((Conv(256, (1, 3)), Conv(256, (3, 1))))
MODULES = {
    "a": {  # Fig. 4, 35×35×384
        "1x1": [Conv(96)],
        "3x3": [Conv(64), Conv(96, 3)],
        "3x3x2": [Conv(64), Conv(96, 3), Conv(96, 3)],
        "pool": [Pool("average"), Conv(96)],
    },
    "b": {  # Fig. 5, 17×17×1024
        "1x1": [Conv(384)],
        "7x7": [Conv(192), Conv(224, (1, 7)), Conv(256, (7, 1))],
        "7x7x2": [Conv(192), Conv(192, (7, 1)), Conv(224, (1, 7)), Conv(224, (7, 1)),
                  Conv(256, (1, 7))],
        "pool": [Pool("average"), Conv(128)],
    },
    "c": {  # Fig. 6, 8×8×1536
        "1x1": [Conv(256)],
        "3x3": [Conv(384), FORK],
        "3x3x2": [Conv(384), Conv(448, (3, 1)), Conv(512, (1, 3)), FORK],
        "pool": [Pool("average"), Conv(256)],
    },
}  # fmt: skip
TO_17 = {  # Fig. 7 with k, l, m, n of Table 1
    "3x3": [Conv(384, 3, 2, "valid")],
    "3x3x2": [Conv(192), Conv(224, 3), Conv(256, 3, 2, "valid")],
    "pool": [Pool("max", 2, "valid")],
}
TO_8 = {  # Fig. 8
    "3x3": [Conv(192), Conv(192, 3, 2, "valid")],
    "7x7x3": [Conv(256), Conv(256, (1, 7)), Conv(320, (7, 1)), Conv(320, 3, 2, "valid")],
    "pool": [Pool("max", 2, "valid")],
}
STAGES = ((None, "a", 4), (TO_17, "b", 7), (TO_8, "c", 3))  # Fig. 9


def module(factory, x, kind="a", *, name="block"):
    """The Inception module of the kind a (35×35), b (17×17) or c (8×8)."""
    if kind not in MODULES:
        raise ValueError(f"kind is {kind!r}; choose one of {', '.join(MODULES)}.")
    return branched(factory, x, MODULES[kind], name)


def inception_v4(classes=1000, input_shape=(299, 299, 3), *, scale=True, init="he_normal", seed=0):
    """Inception v4, from images (N, *input_shape) to logits (N, classes).

    scale: whether batch normalisation has a factor γ, as in the published count; the authors' own
    released model has none. Raises ValueError for images below 75×75 pixels.
    """
    is_small(input_shape, SMALLEST)
    factory = LayerFactory(init, seed, {"scale": scale}, bias=False)
    image = keras.Input(input_shape, name="image")
    x = factory.conv(image, 32, 3, 2, padding="valid", name="stem_a")
    x = factory.conv(x, 32, 3, padding="valid", name="stem_b")
    x = factory.conv(x, 64, 3, name="stem_c")
    for letter, table in zip("def", STEM, strict=True):
        x = branched(factory, x, table, f"stem_{letter}")
    for stage, (reduction, kind, count) in enumerate(STAGES, 1):
        if reduction:
            x = branched(factory, x, reduction, f"stage{stage}_reduction")
        for number in range(1, count + 1):
            x = module(factory, x, kind, name=f"stage{stage}_block{number}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)  # (N, 1536)
    x = layers.Dropout(0.2, name="dropout")(x)
    return keras.Model(image, factory.dense(x, classes, name="classifier"), name="inception_v4")
