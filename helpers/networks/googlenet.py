"""GoogLeNet (Szegedy et al. 2014, arXiv:1409.4842, Table 1), also with naive modules (Fig. 2a).

The paper's inception (3a) is stage3_block1 here, and so on. Tensors are NHWC; sizes in comments
are for 224×224 images.
"""

import keras
from keras import layers

from .alexnet import LocalResponseNorm
from .branches import Conv, Pool, branched, named
from .inception_widths import STAGES, Widths
from .layer_factory import LayerFactory, is_small, scaled

HEADS = {"stage4_block1": 1, "stage4_block4": 2}  # auxiliary heads on 4a and 4d, §5
HEAD_GRID = 5  # their pooling needs so many pixels


def reduced(factory, x, widths, *, name="block"):
    """Fig. 2b: 1×1 convolutions before the 3×3 and the 5×5, and after the pooling."""
    width = named(widths, Widths)
    table = {
        "1x1": [Conv(width.one)],
        "3x3": [Conv(width.three_reduce), Conv(width.three, 3)],
        "5x5": [Conv(width.five_reduce), Conv(width.five, 5)],
        "pool": [Pool("max"), Conv(width.pool)],
    }
    return branched(factory, x, table, name)


def naive(factory, x, widths, *, name="block"):
    """Fig. 2a: every kernel on the input itself. The pooling hands on all channels of x, so that
    the output has one + three + five more than x: each module is wider than the one before.
    """
    width = named(widths, Widths)
    table = {
        "1x1": [Conv(width.one)],
        "3x3": [Conv(width.three, 3)],
        "5x5": [Conv(width.five, 5)],
        "pool": [Pool("max")],
    }
    return branched(factory, x, table, name)


MODULES = {"reduced": reduced, "naive": naive}


def googlenet(
    classes=1000,
    input_shape=(224, 224, 3),
    *,
    module="reduced",
    auxiliary=False,
    width=1.0,
    init="he_normal",
    seed=0,
):
    """GoogLeNet, from images (N, *input_shape) to logits (N, classes).

    module: "reduced" as in the paper, or "naive", with the same channels in each convolution.
    auxiliary: with the two heads used while training; then the outputs are three tensors of
    logits, the main ones first. The paper weights the losses of the heads by 0.3 (§5).
    width: multiplies the channels of all layers, rounded. Images below 64 pixels get a stem of one
    3×3 convolution with stride 1, so that stages 3, 4, 5 of 32×32 images are 32, 16, 8 pixels wide.
    Raises ValueError for an unknown module, a width not above 0, and images too small for heads.
    """
    if module not in MODULES:
        raise ValueError(f"module is {module!r}; choose one of {', '.join(MODULES)}.")
    factory = LayerFactory(init, seed)  # no batch normalisation: it came a year later
    small = is_small(input_shape, fixed=auxiliary)

    image = keras.Input(input_shape, name="image")
    x = stem(factory, image, width, small)
    heads = []
    for stage, modules in STAGES.items():
        if stage > 3:
            x = layers.MaxPooling2D(3, 2, "same", name=f"stage{stage}_pool")(x)
        for number, widths in enumerate(modules, 1):
            name = f"stage{stage}_block{number}"
            widths = [scaled(channels, width) for channels in widths]
            x = MODULES[module](factory, x, widths, name=name)
            if auxiliary and name in HEADS:
                heads.append(head(factory, x, classes, width, f"auxiliary{HEADS[name]}"))
    x = layers.GlobalAveragePooling2D(name="pool")(x)  # (N, 1024)
    x = layers.Dropout(0.4, name="dropout")(x)
    logits = factory.dense(x, classes, name="classifier")
    return keras.Model(image, [logits, *heads] if auxiliary else logits, name="googlenet")


def stem(factory, x, width, small, normalised=True):
    """Three convolutions and two poolings to 28×28×192; one convolution for small images.

    normalised: across channels, as in Fig. 3, with AlexNet's constants, since none are given.
    """
    if small:
        return factory.conv(x, scaled(192, width), 3, name="stem")
    x = factory.conv(x, scaled(64, width), 7, 2, name="stem_a")  # 112×112×64
    x = layers.MaxPooling2D(3, 2, "same", name="stem_pool1")(x)
    if normalised:
        x = LocalResponseNorm(name="stem_a_norm")(x)
    x = factory.conv(x, scaled(64, width), 1, name="stem_b")
    x = factory.conv(x, scaled(192, width), 3, name="stem_c")  # 56×56×192
    if normalised:
        x = LocalResponseNorm(name="stem_c_norm")(x)
    return layers.MaxPooling2D(3, 2, "same", name="stem_pool2")(x)


def head(factory, x, classes, width, name):
    """An auxiliary classifier (§5): average over 5×5 with stride 3, 1×1, dense, dense."""
    grid = min(x.shape[1:3])
    if grid < HEAD_GRID:
        raise ValueError(
            f"auxiliary heads need {HEAD_GRID}×{HEAD_GRID} pixels in stage 4, where these images "
            f"leave {grid}: take larger images, or auxiliary=False."
        )
    x = layers.AveragePooling2D(5, 3, name=f"{name}_pool")(x)  # 4×4
    x = factory.conv(x, scaled(128, width), 1, name=name)
    x = layers.Flatten(name=f"{name}_flatten")(x)
    x = factory.dense(x, scaled(1024, width), name=f"{name}_dense", activation="relu")
    x = layers.Dropout(0.7, name=f"{name}_dropout")(x)
    return factory.dense(x, classes, name=f"{name}_classifier")
