"""Parameters and multiply–accumulates, in closed form and for whole models. Loads no Keras."""

from .closed_forms import batch_norm, convolution, dense, separable
from .memory import activation_bytes, training_bytes
from .model_macs import macs

__all__ = [
    "activation_bytes", "batch_norm", "convolution", "dense", "macs", "separable", "training_bytes",
]  # fmt: skip
