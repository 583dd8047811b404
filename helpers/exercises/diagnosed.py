"""Four networks, four diagnoses: the question what is the matter with each, and the replies."""

import dataclasses
import functools
import zlib

import numpy as np

from helpers import datasets, probes
from helpers.probes import numpy_backprop
from helpers.probes.diagnosis import KINDS

from .question import Question, Verdict
from .safe_text import short_repr

IMAGES = 64
BACKWARDS = (
    "The gradient starts at the output, on the right, and goes back to the input, on the left. "
    "Read the picture in this direction."
)

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
    trace: numpy_backprop.Trace

    @property
    def factor(self):
        """Of the gradient norm at the outputs, per layer going back."""
        return probes.per_layer(self.trace.outputs)

    @property
    def saturated(self):
        """Fraction of the hidden layers' outputs where the slope is gone."""
        return float(np.mean([s["saturated"] for s in self.trace.statistics().values()]))


def draw_cases(seed, images=None, labels=None):
    """{"A": Case, … "D": Case}; the same seed, any text or number, gives the same networks.

    images (N, H, W, C), labels (N,): what they are probed with, by default test images of CIFAR-10.
    """
    if images is None:
        cifar = datasets.load("cifar10")
        images, labels = cifar.standardize(cifar.test.images[:IMAGES]), cifar.test.labels[:IMAGES]
    images, labels = images[:IMAGES], labels[:IMAGES]
    rng = np.random.default_rng(zlib.crc32(str(seed).encode(errors="backslashreplace")))
    cases = [_find(kind, rng, images, labels) for kind in KINDS]
    return dict(zip("ABCD", (cases[i] for i in rng.permutation(4)), strict=True))


def _find(kind, rng, images, labels):
    """Draw from the pool until the measurement agrees with the kind that was meant."""
    while True:
        options, depths = POOL[kind][rng.integers(len(POOL[kind]))]
        options = {**options, "depth": int(rng.integers(*depths)), "seed": int(rng.integers(1000))}
        trace = numpy_backprop.trace(images, labels, **options)
        if probes.diagnose(trace.outputs, trace.statistics()) == kind:
            return Case(kind, options, trace)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Diagnosed(Question):
    """Asks for the kind of each of four networks, drawn by `seed`: {"A": "healthy", …}."""

    seed: int

    @functools.cached_property
    def cases(self):
        return draw_cases(self.seed)

    def check(self, given):
        """The Verdict on a dictionary with an answer for each network."""
        if not isinstance(given, dict) or set(given) != set(self.cases):
            wanted = ", ".join(f'"{name}": …' for name in self.cases)
            return Verdict(None, f"Give a diagnosis for each network, {{{wanted}}}.")
        for name, answer in given.items():
            if answer not in KINDS:
                text = f"{name} is {short_repr(answer)}; choose one of {', '.join(KINDS)}."
                return Verdict(None, text)
        told = {name: feedback(case, given[name]) for name, case in self.cases.items()}
        right = all(given[name] == case.kind for name, case in self.cases.items())
        if right:
            return Verdict(True, f"Right. {' '.join(f'{n}: {t}' for n, t in told.items())}")
        wrong = [f"{n}: {told[n]}" for n, case in self.cases.items() if given[n] != case.kind]
        return Verdict(False, f"Not yet. {' '.join(wrong)}")

    def is_unambiguous(self):
        return True  # each kind comes once

    def handed_in(self, given):
        """The answers in the networks' order, or the text of what is none."""
        return dict(sorted(given.items())) if self.check(given).right is not None else str(given)


def feedback(case, answer):
    """What to say to `answer` for a Case: right, or what was probably overlooked."""
    layers, factor, share = len(case.trace.outputs), case.factor, case.saturated
    if answer == "?":
        return "Choose a diagnosis first."
    if answer == case.kind:
        return f"Right: {case.kind}, ×{factor:.2f} for each layer going back, {story(case)}."
    if {answer, case.kind} == {"vanishing", "exploding"}:
        return f"Not yet. {BACKWARDS}"
    if case.kind == "saturated":
        return (
            f"Not yet: look at the histogram. {share:.0%} of the outputs are where the slope is "
            "almost zero. This is the cause, whatever happens to the norm."
        )
    if answer == "saturated":
        return (
            "Not yet. With saturation the histogram has most outputs at the two ends of the "
            "activation function. The zeros of a ReLU are normal. Look at the norms."
        )
    if answer == "healthy" and case.kind == "vanishing":
        return (
            "Not yet. Did you read the gradient at the weights? At the outputs it changes by "
            f"×{factor:.2f} for each layer, and there are {layers} layers. At the weights you may "
            "not see this loss, because the signal also shrinks going forward."
        )
    if answer == "healthy":
        return (
            f"Not yet. ×{factor:.2f} for each layer looks close to 1, but take it to the power of "
            f"{layers} layers. Read the first and the last norm on the axis."
        )
    return (
        f"Not yet: look at the axis. From the last layer to the first the norm changes by "
        f"×{factor:.2f} for each layer, less than 1,000 times over all {layers}."
    )


def story(case):
    """The network behind the letter, in words."""
    options = case.options
    extras = [
        text
        for key, text in (("batch_norm", "batch normalisation"), ("shortcut", "shortcuts"))
        if options.get(key)
    ]
    return " with ".join(
        [f"{options['depth']} layers of {options['activation']} from {options['init']}", *extras]
    )
