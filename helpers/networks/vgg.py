"""VGG-16 and VGG-19 (Simonyan & Zisserman 2014, arXiv:1409.1556, Table 1, columns D and E).

Five stages of 3×3 convolutions, each ended by a pooling that halves height and width, then three
dense layers. Tensors are NHWC; sizes in comments are for 224×224 images. There is no stem that
shrinks an image, so small ones (32×32 at least) pass through the same layers: after five poolings
one pixel of CIFAR-10's images is left, with all its channels, which is what the dense layers need.
"""

import keras
from keras import layers

from .layer_factory import LayerFactory, is_small, scaled

CHANNELS = (64, 128, 256, 512, 512)  # stages 1 to 5: 224×224, 112×112, 56×56, 28×28, 14×14
CONVOLUTIONS = {16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
NEURONS = 4096
SMALLEST = 2 ** len(CHANNELS)  # pixels, for one to be left


def vgg(
    classes=1000,
    input_shape=(224, 224, 3),
    *,
    depth,
    width=1.0,
    dropout=0.0,
    init="he_normal",
    seed=0,
):
    """A network of `depth` layers with a kernel, 16 or 19, to `classes` logits.

    width: multiplies all channels and hidden neurons, rounded. dropout: after each hidden dense
    layer; the paper trains with 0.5 (§3.1), Keras's model, which this one equals, has none.
    """
    # The paper starts deep networks from trained shallow ones, or from Glorot's initialisation;
    # He's, a year younger, needs no such help.
    if depth not in CONVOLUTIONS:
        raise ValueError(f"depth is {depth!r}; choose 16 or 19.")
    is_small(input_shape, SMALLEST, fixed=True)  # refuses other shapes; all have the same layers
    factory = LayerFactory(init, seed)

    image = x = keras.Input(input_shape, name="image")
    for stage, (channels, count) in enumerate(zip(CHANNELS, CONVOLUTIONS[depth], strict=True), 1):
        for letter in "abcd"[:count]:
            x = factory.conv(x, scaled(channels, width), 3, name=f"stage{stage}_{letter}")
        x = layers.MaxPooling2D(name=f"stage{stage}_pool")(x)
    x = layers.Flatten(name="flatten")(x)  # 7·7·512
    for at in ("fc1", "fc2"):
        x = factory.dense(x, scaled(NEURONS, width), name=at, activation="relu")
        if dropout:
            x = layers.Dropout(dropout, name=f"{at}_dropout")(x)
    return keras.Model(image, factory.dense(x, classes, name="classifier"), name=f"vgg{depth}")
