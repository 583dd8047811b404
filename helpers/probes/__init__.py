"""What happens inside a network: gradients and activations, layer by layer, beside the theory.

Keras is loaded when one of the probes of Keras models is first asked for, not before:
`numpy_backprop`, `theory` and what judges the norms need NumPy alone.
"""

from . import theory
from .diagnosis import diagnose, per_layer, summary

KERAS = ("Probe", "activation_statistics", "gradient_norms")

__all__ = [
    "Probe",
    "activation_statistics",
    "diagnose",
    "gradient_norms",
    "per_layer",
    "summary",
    "theory",
]


def __getattr__(name):
    if name in KERAS:
        from . import probe

        return getattr(probe, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
