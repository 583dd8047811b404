"""Four unlabelled networks for a student: vanishing, exploding, saturated and healthy."""

import dataclasses
import zlib

import numpy as np

from helpers import probes
from helpers.probes import chain

# For each kind: (options of a dense network, range of depths) that have it; measured before use.
POOL = {
    "vanishing": (
        ({"activation": "sigmoid", "init": "glorot_uniform"}, (8, 20)),
        ({"activation": "relu", "init": "glorot_uniform"}, (26, 40)),
        ({"activation": "tanh", "init": "uniform_fan_in"}, (18, 30)),
    ),
    "exploding": (
        ({"activation": "relu", "init": "he_normal", "batch_norm": True}, (45, 60)),
        ({"activation": "relu", "init": "he_normal", "shortcut": True}, (48, 60)),
        ({"activation": "relu", "init": "normal_1"}, (8, 14)),
    ),
    "saturated": (
        ({"activation": "tanh", "init": "normal_1"}, (10, 30)),
        ({"activation": "tanh", "init": "normal_1", "width": 128}, (10, 20)),
    ),
    "healthy": (
        ({"activation": "relu", "init": "he_normal"}, (15, 30)),
        ({"activation": "tanh", "init": "normal_fan_in"}, (15, 30)),
        ({"activation": "tanh", "init": "orthogonal"}, (15, 40)),
    ),
}


@dataclasses.dataclass(frozen=True)
class Case:
    """A network, what is the matter with it by measurement, and what was measured."""

    kind: str
    options: dict
    trace: chain.Trace

    @property
    def factor(self):
        """Of the gradient norm at the outputs, per layer going back."""
        return probes.per_layer(self.trace.outputs)

    @property
    def saturated(self):
        """Fraction of the hidden layers' outputs where the slope is gone."""
        return float(np.mean([s["saturated"] for s in self.trace.statistics().values()]))


def draw(student, images, labels):
    """{"A": Case, … "D": Case}; the same name gives the same networks."""
    rng = np.random.default_rng(zlib.crc32(str(student).encode()))
    cases = [find(kind, rng, images, labels) for kind in probes.diagnosis.KINDS]
    return dict(zip("ABCD", (cases[i] for i in rng.permutation(4)), strict=True))


def find(kind, rng, images, labels):
    """Draw from the pool until the measurement agrees with the kind that was meant."""
    while True:
        options, depths = POOL[kind][rng.integers(len(POOL[kind]))]
        options = {**options, "depth": int(rng.integers(*depths)), "seed": int(rng.integers(1000))}
        trace = chain.trace(images, labels, **options)
        if probes.diagnose(trace.outputs, trace.statistics()) == kind:
            return Case(kind, options, trace)
