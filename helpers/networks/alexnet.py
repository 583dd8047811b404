"""AlexNet (Krizhevsky, Sutskever & Hinton 2012, NIPS 25, §3 and Fig. 2).

Five convolutions, three of them cut into two groups, one for each of the two GPUs of 2012; then
three dense layers. Tensors are NHWC; sizes in comments are for 224×224 images. Images below 64
pixels (CIFAR-10) take a 5×5 convolution of stride 1 for the 11×11 of stride 4.
"""

import keras
from keras import layers

from .layer_factory import LayerFactory, is_small, scaled

# name, channels, kernel, groups, normalised across channels?, pooled?
CONVOLUTIONS = (
    ("stem", 96, 11, 1, True, True),  # 55×55, pooled 27×27
    ("stage2", 256, 5, 2, True, True),  # 27×27, pooled 13×13
    ("stage3_a", 384, 3, 1, False, False),  # 13×13
    ("stage3_b", 384, 3, 2, False, False),
    ("stage3_c", 256, 3, 2, False, True),  # pooled 6×6
)
NEURONS = 4096
STRIDE = 4  # of the stem
SMALLEST = 15  # pixels: 15 → 7 → 3 → 1 by three poolings
ACTIVATIONS = ("relu", "tanh")


@keras.saving.register_keras_serializable("helpers")
class LocalResponseNorm(layers.Layer):
    """x / (2 + 1e-4·Σ x²)^0.75, the sum over `window` neighbouring channels (§3.3). No weights."""

    macs = 0  # normalisation is not counted
    receptive_field = (1, 1)

    def __init__(self, window=5, **kwargs):
        super().__init__(**kwargs)
        self.window = window

    def call(self, x):
        side, channels = self.window // 2, x.shape[-1]
        squares = keras.ops.pad(keras.ops.square(x), ((0, 0), (0, 0), (0, 0), (side, side)))
        total = sum(squares[..., i : i + channels] for i in range(self.window))
        return x / (2 + 1e-4 * total) ** 0.75

    def get_config(self):
        return {**super().get_config(), "window": self.window}


def to_fit(input_shape, kernel):
    """Zeros to add, ((above, below), (left, right)), for a stride of 4 to reach the last pixel.

    The paper prints 224 pixels, but only 227 give its 55: three are added to 224, none to 227.
    """
    missing = [(kernel - size) % STRIDE for size in input_shape[:2]]
    return tuple((count // 2, count - count // 2) for count in missing)


def alexnet(
    classes=1000,
    input_shape=(224, 224, 3),
    *,
    grouped=True,
    activation="relu",
    width=1.0,
    dropout=0.5,
    init="he_normal",
    seed=0,
):
    """AlexNet to `classes` logits.

    grouped: as in 2012; without, each convolution sees all channels. activation: "relu" or
    "tanh", which the paper compares (§3.1). width: multiplies channels and hidden neurons,
    rounded within each half if grouped. dropout: after each hidden dense layer (§4.2).
    """
    # The paper draws weights from N(0, 0.01²) and starts some biases at 1 to wake the ReLUs (§5);
    # with weights scaled to the fan-in neither is needed.
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is {activation!r}; choose relu or tanh.")
    small = is_small(input_shape, SMALLEST, fixed=True)
    halves = 2 if grouped else 1
    factory = LayerFactory(init, seed, activation=activation)

    image = x = keras.Input(input_shape, name="image")
    for at, channels, kernel, groups, normalised, pooled in CONVOLUTIONS:
        stride, padding = 1, "same"
        if at == "stem" and small:
            kernel = 5
        elif at == "stem":
            stride, padding = STRIDE, "valid"
            zeros = to_fit(input_shape, kernel)
            if zeros != ((0, 0), (0, 0)):
                x = layers.ZeroPadding2D(zeros, name="stem_pad")(x)
        channels = halves * scaled(channels // halves, width)
        x = factory.conv(
            x, channels, kernel, stride, name=at, padding=padding, groups=min(groups, halves)
        )
        if normalised:
            x = LocalResponseNorm(name=f"{at}_norm")(x)
        if pooled:
            x = layers.MaxPooling2D(3, 2, name=f"{at}_pool")(x)  # overlapping: 3 > 2 (§3.4)
    x = layers.Flatten(name="flatten")(x)  # 6·6·256
    for at in ("fc1", "fc2"):
        x = factory.dense(x, scaled(NEURONS, width), name=at, activation=activation)
        x = layers.Dropout(dropout, name=f"{at}_dropout")(x)
    return keras.Model(image, factory.dense(x, classes, name="classifier"), name="alexnet")
