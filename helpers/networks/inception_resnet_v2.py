"""Inception-ResNet v2 (Szegedy et al. 2016, arXiv:1602.07261, Fig. 15), as Keras builds it.

Keras follows the authors' released model, which is not quite the one in the paper: the stem is
Inception v3's and is followed by an Inception module, in place of Fig. 3; there are 10, 20 and 10
residual blocks, not 5, 10 and 5; the last block has no activation; and a 1×1 convolution to 1536
channels stands before the average pooling. The count of channels differs accordingly. Tensors are
NHWC; sizes in comments are for 299×299 images, height × width × channels.
"""

import dataclasses

import keras
from keras import layers

from .branches import Conv, Pool, branched
from .inception_v3 import SMALLEST, stem
from .layer_factory import LayerFactory, is_small

FIRST = {  # 35×35×192 to 35×35×320
    "1x1": [Conv(96)],
    "5x5": [Conv(48), Conv(64, 5)],
    "3x3x2": [Conv(64), Conv(96, 3), Conv(96, 3)],
    "pool": [Pool("average"), Conv(64)],
}
BRANCHES = {  # inside the residual blocks (Figs. 16, 17, 19)
    "a": {"1x1": [Conv(32)], "3x3": [Conv(32), Conv(32, 3)],
          "3x3x2": [Conv(32), Conv(48, 3), Conv(64, 3)]},
    "b": {"1x1": [Conv(192)], "7x7": [Conv(128), Conv(160, (1, 7)), Conv(192, (7, 1))]},
    "c": {"1x1": [Conv(192)], "3x3": [Conv(192), Conv(224, (1, 3)), Conv(256, (3, 1))]},
}  # fmt: skip
TO_17 = {
    "3x3": [Conv(384, 3, 2, "valid")],
    "3x3x2": [Conv(256), Conv(256, 3), Conv(384, 3, 2, "valid")],
    "pool": [Pool("max", 2, "valid")],
}
TO_8 = {
    "3x3_1": [Conv(256), Conv(384, 3, 2, "valid")],
    "3x3_2": [Conv(256), Conv(288, 3, 2, "valid")],
    "3x3x2": [Conv(256), Conv(288, 3), Conv(320, 3, 2, "valid")],
    "pool": [Pool("max", 2, "valid")],
}
STAGES = (  # module to this resolution, kind, how many, scale of the residuals
    (FIRST, "a", 10, 0.17),  # 35×35×320
    (TO_17, "b", 20, 0.1),  # 17×17×1088
    (TO_8, "c", 10, 0.2),  # 8×8×2080
)


@keras.saving.register_keras_serializable("helpers")
class ScaledAdd(layers.Layer):
    """x + scale · f, without weights. Unscaled, very wide blocks die early in training (§3.3)."""

    macs = 0  # products with a constant are not counted, nor are sums
    receptive_field = (1, 1)

    def __init__(self, scale, **kwargs):
        super().__init__(**kwargs)
        self.scale = scale

    def call(self, inputs):
        x, f = inputs
        return x + f * self.scale

    def get_config(self):
        return {**super().get_config(), "scale": self.scale}


def residual(factory, x, kind="a", scale=0.17, *, name="block", activation=True):
    """relu(x + scale · f(x)): f is an Inception module of the kind a, b or c, and a 1×1
    convolution without normalisation to as many channels as x has.
    """
    if kind not in BRANCHES:
        raise ValueError(f"kind is {kind!r}; choose one of {', '.join(BRANCHES)}.")
    y = branched(factory, x, BRANCHES[kind], name)
    unnormalised = dataclasses.replace(factory, norm=None, bias=True)
    y = unnormalised.conv(y, x.shape[-1], 1, name=f"{name}_up", activation=False)
    x = ScaledAdd(scale, name=f"{name}_add")([x, y])
    return factory.act(x, name) if activation else x


def inception_resnet_v2(
    classes=1000, input_shape=(299, 299, 3), *, scale=False, init="he_normal", seed=0
):
    """Inception-ResNet v2, from images (N, *input_shape) to logits (N, classes).

    scale: whether batch normalisation has a factor γ; Keras leaves it out.
    Raises ValueError for images below 75×75 pixels.
    """
    is_small(input_shape, SMALLEST)
    factory = LayerFactory(init, seed, {"scale": scale}, bias=False)
    image = keras.Input(input_shape, name="image")
    x = stem(factory, image)
    for stage, (entry, kind, count, share) in enumerate(STAGES, 1):
        name = "entry" if entry is FIRST else "reduction"
        name = "entry" if entry is FIRST else "reduction"
        name = "entry" if entry is FIRST else "reduction"
        x = branched(factory, x, entry, f"stage{stage}_{name}")
        for number in range(1, count + 1):
            last = (stage, number) == (3, count)  # as released: whole, and not activated
            x = residual(
                factory,
                x,
                kind,
                1.0 if last else share,
                name=f"stage{stage}_block{number}",
                activation=not last,
            )
    x = factory.conv(x, 1536, 1, name="top")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    logits = factory.dense(x, classes, name="classifier")
    return keras.Model(image, logits, name="inception_resnet_v2")
