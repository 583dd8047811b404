"""Convolution, batch normalisation, activation: what every family is made of.

Tensors are NHWC. What is called `at` has the layers `at`_conv, `at`_bn and `at`_relu.
"""

import dataclasses

from keras import layers

from .initializers import initializer
from .options import MOST

# Keras's own momentum, 0.99, averages over the last few hundred steps of a training: too slow for
# one that has few more.
NORM = {"momentum": 0.9}
WIDEST = 10_000  # times the channels of the paper
SMALL = 64  # px; below it, early strides and pooling would leave nothing to work on


def is_small(input_shape, smallest=1, fixed=False):
    """Whether images (height, width, channels) are so small that the small stem is taken.

    Height and width may be None, unless they are `fixed` by dense layers: images of any size, not
    small ones. Raises ValueError for what is no such shape, and for fewer than `smallest` pixels.
    """
    sizes = input_shape if isinstance(input_shape, tuple | list) else ()
    given = [size for size in sizes[:2] if size is not None]
    if len(sizes) != 3 or not all(type(n) is int and 0 < n <= MOST for n in (*given, sizes[2])):
        raise ValueError(
            f"input_shape is {input_shape!r}; expected (height, width, channels) in whole "
            f"numbers up to {MOST:,}, such as (224, 224, 3)."
        )
    if fixed and len(given) < 2:
        raise ValueError(
            f"input_shape is {input_shape!r}; this network's dense layers need a fixed height and "
            "width, such as (224, 224, 3)."
        )
    if given and min(given) < smallest:
        raise ValueError(
            f"input_shape is {input_shape!r}; this network takes images of at least "
            f"{smallest}×{smallest} pixels: enlarge them first."
        )
    return min(given, default=SMALL) < SMALL


def scaled(channels, width):
    """`channels` times the width multiplier `width`, as a whole number, at least 1.

    Raises ValueError for a multiplier that is not above 0, or above WIDEST.
    """
    if type(width) not in (int, float) or not 0 < width <= WIDEST:
        raise ValueError(
            f"width is {width!r}; take a number above 0, up to {WIDEST:,}: 1.0 is the paper's."
        )
    return max(1, round(channels * width))


@dataclasses.dataclass(frozen=True)
class LayerFactory:
    """How one network makes its layers.

    init, seed: as in `initializers`. norm: arguments of BatchNormalization after a convolution;
    None for none, and then the activation is part of the convolution's own layer. bias: of the
    convolutions. Methods go from tensor to tensor.
    """

    init: str = "he_normal"
    seed: int = 0
    norm: dict | None = None
    bias: bool = True
    activation: str = "relu"

    def conv(
        self,
        x,
        channels,
        kernel,
        stride=1,
        *,
        name,
        padding="same",
        groups=1,
        activation=True,
        zero=False,
    ):
        """A convolution to (N, H', W', channels), normalised and activated.

        zero: it gives zeros at the start, by the γ of its normalisation, or its kernel without one.
        """
        inside = activation and self.norm is None
        init = initializer(self.init, self.seed, f"{name}_conv")
        x = layers.Conv2D(
            channels,
            kernel,
            stride,
            padding,
            groups=groups,
            use_bias=self.bias,
            activation=self.activation if inside else None,
            name=f"{name}_conv",
            kernel_initializer="zeros" if zero and self.norm is None else init,
        )(x)
        return x if self.norm is None else self.finish(x, name, activation, zero)

    def finish(self, x, name, activation=True, zero=False):
        """Batch normalisation, if there is any, and activation, as layers of their own."""
        if self.norm is not None:
            start = {"gamma_initializer": "zeros"} if zero else {}
            x = layers.BatchNormalization(**self.norm, **start, name=f"{name}_bn")(x)
        return self.act(x, name) if activation else x

    def act(self, x, name):
        """The activation as a layer of its own."""
        return layers.Activation(self.activation, name=f"{name}_{self.activation}")(x)

    def dense(self, x, neurons, *, name, activation=None):
        """A fully connected layer, by default without activation, so to logits."""
        return layers.Dense(
            neurons,
            activation=activation,
            name=name,
            kernel_initializer=initializer(self.init, self.seed, name),
        )(x)
