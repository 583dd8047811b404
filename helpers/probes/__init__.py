"""What happens inside a network: gradients and activations, layer by layer, beside the theory."""

from . import theory
from .diagnosis import diagnose
from .factor import per_layer, summary
from .signals import Probe, activation_statistics, gradient_norms

__all__ = [
    "Probe", "activation_statistics", "diagnose", "gradient_norms", "per_layer", "summary", "theory",
]  # fmt: skip
