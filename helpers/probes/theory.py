"""By what factor the gradient's norm should change for each layer going back, at initialisation.

All of it holds for infinitely wide layers. Norms, so square roots of the variances in the papers.
"""

import dataclasses
import math

GLOROT = "Glorot & Bengio 2010, Understanding the difficulty of training deep networks, eq. 14–16"
HE = "He et al. 2015, Delving deep into rectifiers, arXiv:1502.01852, eq. 14"
YANG = "Yang et al. 2019, A mean field theory of batch normalization, arXiv:1902.08129, §3"
SCHOENHOLZ = "Schoenholz et al. 2016, Deep information propagation, arXiv:1611.01232, §3"
RESIDUAL = (
    "Hanin & Rolnick 2018, How to start training, arXiv:1803.01719; two terms of equal variance"
)


@dataclasses.dataclass(frozen=True)
class Prediction:
    """`value`: the factor per layer. `bound`: "=", "≤" (an upper bound) or "≈" (rule of thumb)."""

    value: float
    bound: str
    paper: str

    def __str__(self):
        return f"{self.bound} {self.value:.4f}"


# n · variance of a weight, for square layers: what one layer does to the norm of a linear signal.
GAIN = {
    "uniform_fan_in": 1 / 3, "normal_fan_in": 1.0, "glorot_uniform": 1.0, "orthogonal": 1.0,
    "he_normal": 2.0,
}  # fmt: skip


def gain(init, width):
    """n · Var(weight) of an initialisation for layers of `width` neurons in and out."""
    if init == "normal_1":
        return float(width)
    if init not in GAIN:
        raise ValueError(f"init is {init!r}; choose one of normal_1, {', '.join(GAIN)}.")
    return GAIN[init]


def factor(kind, activation, init, batch_norm=False, width=64):
    """The Prediction for `kind` "plain" or "residual"; None where no closed form is known.

    activation: "linear", "relu", "tanh" or "sigmoid"; init: as in helpers.networks.
    `width` matters only for normal_1, whose gain grows with it. Residual: blocks of two layers.
    Raises ValueError for an unknown name.
    """
    if kind not in ("plain", "residual"):
        raise ValueError(f"kind is {kind!r}; choose 'plain' or 'residual'.")
    if activation not in ("linear", "relu", "tanh", "sigmoid"):
        raise ValueError(f"activation is {activation!r}; choose linear, relu, tanh or sigmoid.")
    g = gain(init, width)
    if kind == "residual":
        # Skip and branch bring one unit of gradient variance each, so √2 for a block of two layers.
        if activation == "relu" and init == "he_normal" and not batch_norm:
            return Prediction(2**0.25, "≈", RESIDUAL)
        return None
    if batch_norm:
        # The scale of the weights is normalised away, so any initialisation gives the same.
        return (
            Prediction(math.sqrt(math.pi / (math.pi - 1)), "=", YANG)
            if activation == "relu"
            else None
        )
    if activation == "linear":
        return Prediction(math.sqrt(g), "=", GLOROT)
    if activation == "relu":
        return Prediction(math.sqrt(g / 2), "=", HE)
    if activation == "sigmoid":
        # The slope is at most 1/4.
        return Prediction(math.sqrt(g) / 4, "≤", GLOROT)
    # tanh at unit gain tends to 1 from below; its slope is at most 1.
    return Prediction(math.sqrt(g), "≤", SCHOENHOLZ)
