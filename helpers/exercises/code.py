"""A question whose answer is a function that the student writes."""

import dataclasses
import itertools
from collections.abc import Callable

import numpy as np

from .question import Question, Verdict


@dataclasses.dataclass(frozen=True, kw_only=True)
class Code(Question):
    """name: what the function is called. calls: tuples of arguments, drawn. reference: is right.

    mistakes: pairs of a function that calculates as if mistaken, and what was mistaken. shown:
    the calls as text. Results are numbers or arrays; they, not the code, are handed in.
    """

    name: str
    calls: tuple
    shown: tuple
    reference: Callable
    mistakes: tuple
    advice: str
    because: str = ""

    def check(self, given):
        """The Verdict on a function, or on the list of its results for the calls."""
        if not callable(given) and not isinstance(given, list):
            return Verdict(None, f"Give the function {self.name} itself, not {given!r}.")
        try:
            results = self._results(given)
        except Exception as error:  # whatever the student's function raises
            told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            return Verdict(False, f"Not yet: {self.name} ends with {told}.")
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
                f"Not yet: {self.shown[at]} gives the shape {shape}, where "
                f"{np.shape(wanted[at])} is expected. {self.advice}",
            )
        return Verdict(False, f"Not yet: {self.shown[at]} gives {results[at]}. {self.advice}")

    def is_unambiguous(self):
        """Whether reference and mistakes differ for the drawn calls."""
        known = [self._results(f) for f in (self.reference, *(wrong for wrong, _ in self.mistakes))]
        return not any(self._same(a, b) for a, b in itertools.combinations(known, 2))

    def handed_in(self, given):
        """Results for the drawn calls as lists, or the text of what is no function."""
        if not callable(given):
            return super().handed_in(given)
        try:
            return [np.asarray(result).round(6).tolist() for result in self._results(given)]
        except Exception as error:
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
        raise ValueError("no result: is there a return?")
    return np.asarray(result, float)


def _copied(arguments):
    """Arguments that the function may change without changing the next call's."""
    return [value.copy() if isinstance(value, np.ndarray) else value for value in arguments]


def _same(first, second):
    return first.shape == second.shape and np.allclose(first, second, rtol=1e-4, atol=1e-6)
