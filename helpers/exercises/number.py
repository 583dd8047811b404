"""A question whose answer is one number."""

import dataclasses
import itertools
import math

from .calculation import number
from .question import Question, Verdict

CLOSE = 1.1  # factor within which a wrong number is called close


@dataclasses.dataclass(frozen=True, kw_only=True)
class Number(Question):
    """answer: the right number. mistakes: pairs of a number and what leads to it.

    advice: what to think of, for all other numbers. because: the calculation, told with "Right.".
    unit: what is asked for, "%" or nothing. tolerance: relative; 0 asks for the exact number.
    """

    answer: float
    mistakes: tuple
    advice: str
    because: str = ""
    unit: str = ""
    tolerance: float = 0.0

    def check(self, given):
        """The Verdict on a number or a text such as "7,240", "3e-5", "1/3" or "0.5^10"."""
        try:
            value = number(given, self.unit)
        except ValueError as error:
            return Verdict(None, str(error))
        if self._is(value, self.answer):
            return Verdict(True, f"Right. {self.because}".strip())
        for wrong, thought in self.mistakes:
            if self._is(value, wrong):
                return Verdict(False, f"Not yet. {thought}")
        if self.unit == "%" and 0 < value < 1 < self.answer:
            return Verdict(
                False, f"Not yet: that looks like a fraction, not per cent. {self.advice}"
            )
        return Verdict(False, f"Not yet: {self._distance(value)}. {self.advice}")

    def is_unambiguous(self):
        """Whether no number can be taken for two of the mistakes and the right answer."""
        known = [self.answer, *(wrong for wrong, _ in self.mistakes)]
        return all(math.isfinite(value) for value in known) and all(
            abs(a - b) > max(self.tolerance * (abs(a) + abs(b)), 1e-9 * abs(a))
            for a, b in itertools.combinations(known, 2)
        )

    def _is(self, value, target):
        return math.isclose(value, target, rel_tol=max(self.tolerance, 1e-9))

    def _distance(self, value):
        """Where a wrong number stands, too roughly to calculate the right one from it."""
        if value == 0 or (value < 0) != (self.answer < 0):
            return "zero or the sign cannot be right"
        ratio = abs(value / self.answer)
        way = "large" if ratio > 1 else "small"
        times = max(ratio, 1 / ratio)
        if times < CLOSE:
            exact = ", and a count has to be exact" if self.tolerance == 0 else ""
            return f"that is close, but too {way}{exact}"
        if times < 10:
            return f"that is too {way}"
        return f"that is more than {10 ** math.floor(math.log10(times)):,} times too {way}"


class Magnitude(Number):
    """Asks for an order of magnitude: right is what is within a factor of √10, 3.16."""

    def is_unambiguous(self):
        """Whether the orders of magnitude of all mistakes and of the right answer differ."""
        known = [self.answer, *(wrong for wrong, _ in self.mistakes)]
        return min(known) > 0 and all(
            abs(math.log10(a / b)) >= 1 for a, b in itertools.combinations(known, 2)
        )

    def _is(self, value, target):
        return value > 0 and abs(math.log10(value) - math.log10(target)) < 0.5
