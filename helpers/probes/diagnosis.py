"""What the measured norms say: the factor for each layer, and what is wrong with a network."""

import math

import numpy as np

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


def per_layer(norms, skip=2):
    """The factor per layer going back, fitted to {layer: norm}: a line through the logarithms.

    `skip` layers at either end are left out: the first sees the image and the last the loss, and
    theory speaks of those between. nan if fewer than three norms remain or one of them is 0.
    """
    values = np.array(list(norms.values()))[skip : len(norms) - skip]
    if len(values) < 3 or not (values > 0).all() or not np.isfinite(values).all():
        return float("nan")
    slope = np.polyfit(np.arange(len(values)), np.log(values), 1)[0]
    return float(np.exp(-slope))


def summary(norms):
    """How the norms run, in one sentence."""
    names, values = list(norms), np.array(list(norms.values()))
    dead = [name for name, value in norms.items() if value == 0]
    if dead:
        return (
            f"Underflow: {len(dead)} of {len(names)} norms are exactly 0 in float32, "
            f"from {dead[-1]} back to the input."
        )
    if not np.isfinite(values).all():
        return "Overflow: some norms are too large for float32."
    factor = per_layer(norms)
    each = f"; per layer ×{factor:.3f}" if np.isfinite(factor) else ""
    return f"First layer over last: {values[0] / values[-1]:.2g}{each}."
