"""Convolution, batch normalisation, activation: what the units of every family are made of.

Tensors are NHWC. A unit called `at` has the layers `at`_conv, `at`_bn and `at`_relu.
"""

import dataclasses

from keras import layers

from .initializers import initializer


@dataclasses.dataclass(frozen=True)
class Unit:
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

    def conv(self, x, channels, kernel, stride=1, *, name, padding="same", groups=1,
             activation=True):  # fmt: skip
        """A convolution to (N, H', W', channels), normalised and activated."""
        inside = activation and self.norm is None
        x = layers.Conv2D(
            channels, kernel, stride, padding, groups=groups, use_bias=self.bias,
            activation=self.activation if inside else None, name=f"{name}_conv",
            kernel_initializer=initializer(self.init, self.seed, f"{name}_conv"),
        )(x)  # fmt: skip
        return x if self.norm is None else self.finish(x, name, activation)

    def finish(self, x, name, activation=True):
        """Batch normalisation and activation alone."""
        x = layers.BatchNormalization(**self.norm, name=f"{name}_bn")(x)
        return self.act(x, name) if activation else x

    def act(self, x, name):
        """The activation as a layer of its own."""
        return layers.Activation(self.activation, name=f"{name}_{self.activation}")(x)

    def dense(self, x, neurons, *, name, activation=None):
        """A fully connected layer, by default without activation, so to logits."""
        return layers.Dense(
            neurons, activation=activation, name=name,
            kernel_initializer=initializer(self.init, self.seed, name),
        )(x)  # fmt: skip
