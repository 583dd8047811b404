"""Three convolutions and a dense layer: the smallest network of the lecture's time, after AlexNet.

Krizhevsky, Sutskever & Hinton 2012 (NIPS 25, Fig. 1) compare ReLU with tanh in "a four-layer
convolutional network" on CIFAR-10, without giving its widths. Those here are of the network for
CIFAR-10 in Krizhevsky's cuda-convnet: 5×5 kernels, overlapping pooling. Left out: its
normalisation across channels; and all three poolings take the largest, where two of his average.
No dropout and no batch normalisation, so that the activations alone differ.
Tensors are NHWC; sizes in comments are for 32×32 images.
"""

import keras
from keras import layers

from .layer_factory import LayerFactory, is_small, scaled

CHANNELS = (32, 32, 64)
ACTIVATIONS = ("sigmoid", "tanh", "relu")


def four_layers(
    classes=10, input_shape=(32, 32, 3), *, width=1.0, activation="relu", init="he_normal", seed=0
):
    """Three times 5×5 convolution, activation and pooling, then dense to `classes` logits.

    width: multiplies the channels, rounded. Raises ValueError for an unknown activation.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is {activation!r}; choose one of {', '.join(ACTIVATIONS)}.")
    is_small(input_shape, fixed=True)  # refuses what is no shape
    factory = LayerFactory(init, seed, activation=activation)

    image = x = keras.Input(input_shape, name="image")
    for stage, channels in enumerate(CHANNELS, 1):
        x = factory.conv(x, scaled(channels, width), 5, name=f"stage{stage}")
        x = layers.MaxPooling2D(3, 2, "same", name=f"stage{stage}_pool")(x)  # 16×16, 8×8, 4×4
    x = layers.Flatten(name="flatten")(x)  # 4·4·64
    return keras.Model(image, factory.dense(x, classes, name="classifier"), name="four_layers")
