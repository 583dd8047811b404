"""MobileNet (Howard et al. 2017, arXiv:1704.04861, Table 1): thirteen separable blocks.

Tensors are NHWC; sizes in comments are for 224×224 images. Padding, ReLU6 and the 1×1 convolution
as classifier are those of the authors' own implementation, which Keras's model follows. For images
below 64 pixels (CIFAR-10) the first convolution has stride 1.
"""

import keras
from keras import layers

from .initializers import initializer
from .layer_factory import NORM, LayerFactory, is_small, scaled

STEM = 32
STAGES = ((64, 1), (128, 2), (256, 2), (512, 6), (1024, 2))  # (channels, blocks): 112×112 to 7×7
SMALLEST = 16  # pixels: the four halvings leave one


def separable(factory, x, channels, stride=1, *, name="block"):
    """A 3×3 kernel for each channel by itself, then a 1×1 convolution, each normalised (Fig. 3).

    Unlike Xception's, with batch normalisation and activation in between.
    """
    depthwise, padding = f"{name}_depthwise", "same"
    if stride > 1:  # below and on the right, for even and odd sizes alike
        x, padding = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"{name}_pad")(x), "valid"
    x = layers.DepthwiseConv2D(
        3,
        stride,
        padding,
        use_bias=factory.bias,
        name=f"{depthwise}_conv",
        depthwise_initializer=initializer(factory.init, factory.seed, f"{depthwise}_conv"),
    )(x)
    x = factory.finish(x, depthwise)
    return factory.conv(x, channels, 1, name=f"{name}_pointwise")


def mobilenet(
    classes=1000, input_shape=(224, 224, 3), *, width=1.0, dropout=0.001, init="he_normal", seed=0
):
    """MobileNet to `classes` logits.

    width: the paper's width multiplier α (§3.3), here with rounding. dropout: before the
    classifier; the default is that of the authors and of Keras.
    """
    small = is_small(input_shape, SMALLEST)
    factory = LayerFactory(init, seed, NORM, bias=False, activation="relu6")

    image = keras.Input(input_shape, name="image")
    x = factory.conv(image, scaled(STEM, width), 3, 1 if small else 2, name="stem")  # 112×112×32
    for stage, (channels, count) in enumerate(STAGES, 1):
        for number in range(1, count + 1):
            stride = 2 if number == 1 and stage > 1 else 1
            at = f"stage{stage}_block{number}"
            x = separable(factory, x, scaled(channels, width), stride, name=at)
    x = layers.GlobalAveragePooling2D(keepdims=True, name="pool")(x)  # 1×1×1024
    x = layers.Dropout(dropout, name="dropout")(x)
    x = LayerFactory(init, seed).conv(x, classes, 1, name="classifier", activation=False)
    x = layers.Reshape((classes,), name="classifier_reshape")(x)
    logits = layers.Activation("linear", name="classifier_logits")(x)
    return keras.Model(image, logits, name="mobilenet")
