"""Name what is wrong with a network at initialisation, from what the probes measure."""

import math

KINDS = ("vanishing", "exploding", "saturated", "healthy")
# Over a whole network of tens of layers: less than a thousandth arrives, or a thousandfold.
VANISHING, EXPLODING, SATURATED = 1e-3, 1e3, 0.5


def diagnose(norms, statistics):
    """One of KINDS, from gradient_norms at the outputs and from activation_statistics.

    Saturation is looked for first, as it is the cause: more than half of the mean layer's outputs
    of a sigmoid or tanh where the slope is gone.
    """
    kinds = [(name, s["saturated"]) for name, s in statistics.items() if not name.endswith("relu")]
    if kinds and sum(share for _, share in kinds) / len(kinds) > SATURATED:
        return "saturated"
    values = list(norms.values())
    if not all(math.isfinite(value) for value in values):
        return "exploding"  # some number was too large for float32
    ratio = values[0] / values[-1] if values[-1] else 0.0
    if not ratio > VANISHING:
        return "vanishing"
    return "exploding" if ratio > EXPLODING else "healthy"
