"""A question whose answer is a function that the student writes."""

import dataclasses
import itertools
from collections.abc import Callable

import numpy as np

from .question import Question, Verdict
from .safe_text import one_line, short_repr

LARGEST = 100  # values of a result that is kept


@dataclasses.dataclass(frozen=True, kw_only=True)
class Written(Question):
    """name: what the student's function is called. reference: one that is right. mistakes: pairs of
    a function that does as if mistaken, and what was mistaken. advice: for everything else.
    """

    name: str
    reference: Callable
    mistakes: tuple
    advice: str
    because: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Code(Written):
    """calls: tuples of arguments, drawn; shown: the calls as text. Results are numbers or arrays;
    they, not the code, are handed in.
    """

    calls: tuple
    shown: tuple

    def check(self, given):
        """The Verdict on a function, or on the list of its results for the calls."""
        if not callable(given) and not isinstance(given, list):
            return Verdict(None, f"Give the function {self.name} itself, not {short_repr(given)}.")
        try:
            results = self._results(given)
        except (Exception, SystemExit) as error:  # whatever the student's function raises
            return Verdict(False, f"Not yet: {self.name} stops with {reason(error)}.")
        if self._same(results, self._results(self.reference)):
            return Verdict(True, f"Right. {self.because}".strip())
        for mistaken, thought in self.mistakes:
            if self._same(results, self._results(mistaken)):
                return Verdict(False, f"Not yet. {thought}")
        wanted = self._results(self.reference)
        at = next(i for i, pair in enumerate(zip(results, wanted, strict=True)) if not _same(*pair))
        shape = np.shape(results[at])
        if shape != np.shape(wanted[at]):
            return Verdict(
                False,
                f"Not yet: {self.shown[at]} gives the shape {shape}. Expected: "
                f"{np.shape(wanted[at])}. {self.advice}",
            )
        result = one_line(str(results[at]), 150)
        return Verdict(False, f"Not yet: {self.shown[at]} gives {result}. {self.advice}")

    def is_unambiguous(self):
        """Whether reference and mistakes differ for the drawn calls."""
        known = [self._results(f) for f in (self.reference, *(wrong for wrong, _ in self.mistakes))]
        return not any(self._same(a, b) for a, b in itertools.combinations(known, 2))

    def handed_in(self, given):
        """Results for the drawn calls as lists, or the text of what is no function."""
        if not callable(given) and not isinstance(given, list):
            return super().handed_in(given)
        try:
            return [_as_json(result) for result in self._results(given)]
        except (Exception, SystemExit) as error:
            return f"ends with {type(error).__name__}"

    def _results(self, given):
        if isinstance(given, list):
            if len(given) != len(self.calls):
                raise ValueError(f"{len(given)} results for {len(self.calls)} calls")
            return [_array(result) for result in given]
        return [_array(given(*_copied(arguments))) for arguments in self.calls]

    def _same(self, first, second):
        return all(_same(a, b) for a, b in zip(first, second, strict=True))


def _array(result):
    if result is None:
        raise ValueError("it returns nothing: is there a return?")
    return np.asarray(result, float)


def _as_json(array):
    """Lists of numbers; texts where some are not finite, which JSON has no numbers for."""
    if array.size > LARGEST:
        return f"an array of the shape {array.shape}"
    return (array.round(6) if np.isfinite(array).all() else array.astype(str)).tolist()


def reason(error):
    """An error on one short line, even if it cannot be shown."""
    name = type(error).__name__
    try:
        text = one_line(str(error), 150)
    except Exception:
        text = ""
    return f"{name}: {text}" if text else name


def _copied(arguments):
    """Arguments that the function may change without changing the next call's."""
    return [value.copy() if isinstance(value, np.ndarray) else value for value in arguments]


def _same(first, second):
    return first.shape == second.shape and np.allclose(first, second, rtol=1e-4, atol=1e-6)
