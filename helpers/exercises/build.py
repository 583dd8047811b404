"""A question whose answer is a function that builds layers of Keras."""

import dataclasses
import functools
import itertools

import numpy as np

from .code import Written, reason
from .question import Verdict
from .safe_text import short_repr

MOST_ORDERS = 200  # of weights of one shape, tried to find which is which
KEPT = 12  # outputs that are handed in


@dataclasses.dataclass(frozen=True, kw_only=True)
class Build(Written):
    """The function takes a Keras tensor of shape (batch, *inputs) and gives another.

    Two are the same if they have as many parameters, in weights of the same shapes, and give the
    same outputs with equal weights. The count and outputs, not the code, are handed in.
    """

    inputs: tuple

    def check(self, given):
        """The Verdict on a function, or on what `handed_in` kept of one."""
        if isinstance(given, dict):
            right = _close(given, self._right.kept(self._right))
            return Verdict(right, f"Right. {self.because}" if right else f"Not yet. {self.advice}")
        if not callable(given):
            return Verdict(None, f"Give the function {self.name} itself, not {short_repr(given)}.")
        try:
            built = Built(given, self.inputs)
        except (Exception, SystemExit) as error:  # whatever the student's function raises
            return Verdict(False, f"Not yet: {self.name} stops with {reason(error)}.")
        if built.same(self._right):
            return Verdict(True, f"Right. {self.because}".strip())
        for mistaken, thought in self._wrong:
            if built.same(mistaken):
                return Verdict(False, f"Not yet. {thought}")
        return Verdict(False, f"Not yet: {self._difference(built)}. {self.advice}")

    def is_unambiguous(self):
        """True: drawing numbers must not load Keras. `mistakes_differ` looks, in the tests."""
        return True

    def mistakes_differ(self):
        """Whether reference and mistakes differ from one another."""
        known = [self._right, *(built for built, _ in self._wrong)]
        return not any(a.same(b) for a, b in itertools.combinations(known, 2))

    def handed_in(self, given):
        """{"parameters": count, "outputs": some} of a function, or the text of what is none."""
        if isinstance(given, dict) or not callable(given):
            return given if isinstance(given, dict) else super().handed_in(given)
        try:
            return Built(given, self.inputs).kept(self._right)
        except (Exception, SystemExit) as error:
            return f"ends with {type(error).__name__}"

    @functools.cached_property
    def _right(self):
        return Built(self.reference, self.inputs)

    @functools.cached_property
    def _wrong(self):
        return [(Built(wrong, self.inputs), thought) for wrong, thought in self.mistakes]

    def _difference(self, built):
        """What tells a block from the reference, without telling the reference."""
        if built.shape != self._right.shape:
            return f"its output has the shape {built.shape}, not {self._right.shape}"
        if built.parameters != self._right.parameters:
            more = "many" if built.parameters > self._right.parameters else "few"
            return f"it has {built.parameters:,} parameters; that is too {more}"
        if built.shapes != self._right.shapes:
            return "it has the right number of parameters, but its weights have other shapes"
        return "its parameters are right, but with the same weights its outputs differ"


class Built:
    """What a function of a Keras tensor built. inputs: the shape of an input, without the batch.

    parameters: their number. shapes: of the weights, sorted. shape: of the output. Raises what the
    function raises, and ValueError for what is no tensor that was computed from the input.
    """

    def __init__(self, function, inputs):
        import keras  # takes some seconds

        start = keras.Input(inputs)
        end = function(start)
        if not isinstance(end, keras.KerasTensor):
            nothing = "nothing: is a return missing"
            what = nothing if end is None else f"{short_repr(end)}, not a tensor"
            raise ValueError(f"it returns {what}")
        self.model = keras.Model(start, end)
        self.inputs, self.shape = inputs, tuple(end.shape[1:])
        self.parameters = self.model.count_params()
        self.shapes = sorted(tuple(weight.shape) for weight in self.model.weights)

    def same(self, other):
        """Whether both have weights of the same shapes and, with equal weights, equal outputs."""
        if (self.shapes, self.shape) != (other.shapes, other.shape):
            return False
        wanted = other.outputs()
        return any(
            np.allclose(outputs, wanted, rtol=1e-3, atol=1e-4)
            for outputs in map(self.outputs, self._orders())
        )

    def outputs(self, order=None):
        """For fixed inputs and weights; order: which of the weights is the first, second, ….

        Weights of one shape are set in the order in which they were made.
        """
        weights = self.model.weights
        weights = [weights[i] for i in order or range(len(weights))]
        for shape in set(self.shapes):
            same = [weight for weight in weights if tuple(weight.shape) == shape]
            for weight, value in zip(same, _values(shape, len(same)), strict=True):
                weight.assign(np.abs(value) if weight.name.endswith("variance") else value)
        x = np.random.default_rng(0).normal(size=(2, *self.inputs)).astype("float32")
        return np.asarray(self.model(x, training=False))

    def kept(self, reference):
        """What is handed in: the same for all that are the same as `reference`."""
        shown = reference.outputs() if self.same(reference) else self.outputs()
        few = shown.ravel()[:: max(1, shown.size // KEPT)][:KEPT]
        return {"parameters": self.parameters, "outputs": [round(float(v), 3) for v in few]}

    def _orders(self):
        """Orders of the weights in which those of one shape change places."""
        groups = {}
        for place, weight in enumerate(self.model.weights):
            groups.setdefault(tuple(weight.shape), []).append(place)
        orders = itertools.product(*(itertools.permutations(g) for g in groups.values()))
        for chosen in itertools.islice(orders, MOST_ORDERS):
            yield [place for group in chosen for place in group]


def _close(given, kept):
    """Whether what was handed in is what is kept of the reference, up to rounding."""
    try:
        outputs = np.asarray(given["outputs"], float)
    except (KeyError, TypeError, ValueError):
        return False
    if given.get("parameters") != kept["parameters"] or outputs.shape != (len(kept["outputs"]),):
        return False
    return bool(np.allclose(outputs, kept["outputs"], atol=5e-3))


def _values(shape, count):
    """Arrays of numbers of chance, always the same ones, of such a size that sums stay near 1."""
    rng = np.random.default_rng(len(shape) * 1000 + sum(shape))
    scale = max(1, int(np.prod(shape[:-1]))) ** -0.5
    return rng.normal(scale=scale, size=(count, *shape)).astype("float32")
