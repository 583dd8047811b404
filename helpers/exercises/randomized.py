"""A question and the ranges from which each student's numbers are drawn."""

import dataclasses
import hashlib
import itertools
from collections.abc import Callable


class StableRandom:
    """Picks decided by a text alone: the same on every machine and with every Python.

    Python's own generators promise that only for part of their methods.
    """

    def __init__(self, *words):
        self.text, self.count = "\n".join(map(str, words)), 0

    def pick(self, values):
        """One of a sequence, each as likely as the others."""
        self.count += 1
        digest = hashlib.sha256(f"{self.text}\n{self.count}".encode()).digest()
        return values[int.from_bytes(digest[:8], "big") % len(values)]

    def shuffled(self, values):
        """A list of all the values in an order of chance."""
        rest, order = list(values), []
        while rest:
            order.append(rest.pop(self.pick(range(len(rest)))))
        return order


@dataclasses.dataclass(frozen=True)
class Randomized:
    """make(**numbers) gives the Question. ranges: {name of a number: values to draw from}.

    Numbers for which two mistakes would look the same are drawn again. share_numbers: questions
    with the same word here and the same ranges get the same numbers; for them nothing is drawn
    again.
    """

    make: Callable
    ranges: dict
    share_numbers: str = ""

    def numbers(self, student, name):
        """{name: value} for a student; `name` is the question's, with its notebook: "06-keras"."""
        draw = StableRandom(student, name.split("-")[0], self.share_numbers or name)
        while True:
            numbers = {key: draw.pick(values) for key, values in self.ranges.items()}
            if self.share_numbers or self.make(**numbers).is_unambiguous():
                return numbers

    def cases(self):
        """All numbers that can come, as dictionaries."""
        for values in itertools.product(*self.ranges.values()):
            numbers = dict(zip(self.ranges, values, strict=True))
            if self.share_numbers or self.make(**numbers).is_unambiguous():
                yield numbers
