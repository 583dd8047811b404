"""A question and the ranges from which each student's numbers are drawn."""

import dataclasses
import itertools
from collections.abc import Callable

from .student import Draw


@dataclasses.dataclass(frozen=True)
class Drawn:
    """make(**numbers) gives the Question. ranges: {name of a number: values to draw from}.

    Numbers for which two mistakes would look the same are drawn again. together: questions with
    the same word here and the same ranges get the same numbers; for them nothing is drawn again.
    """

    make: Callable
    ranges: dict
    together: str = ""

    def numbers(self, student, name):
        """{name: value} for a student; `name` is the question's, with its notebook: "06-keras"."""
        draw = Draw(student, name.split("-")[0], self.together or name)
        while True:
            numbers = {key: draw.pick(values) for key, values in self.ranges.items()}
            if self.together or self.make(**numbers).told_apart():
                return numbers

    def cases(self):
        """All numbers that can come, as dictionaries."""
        for values in itertools.product(*self.ranges.values()):
            numbers = dict(zip(self.ranges, values, strict=True))
            if self.together or self.make(**numbers).told_apart():
                yield numbers
