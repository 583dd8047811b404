"""What a student expects before it is measured: a question without a grade."""

import dataclasses
import math
import numbers

from .number import parse_number
from .question import plain_letters
from .safe_text import one_line, short_repr

LONGEST = 40  # characters of a number


@dataclasses.dataclass(frozen=True)
class Prediction:
    """text asks. choices: texts to choose from; without them a number is asked for, in `unit`.

    reading: what to read from the result, shown with it. drawn: lines are asked for, which a panel
    takes; guess and result are {label of a line: {x: y}}, y in `unit`.
    """

    text: str
    choices: tuple = ()
    unit: str = ""
    reading: str = ""
    drawn: bool = False

    def parse(self, given):
        """A float, or one of the choices. Raises ValueError in a sentence for the student."""
        if not self.choices:
            return parse_number(given, self.unit)
        letters = plain_letters(given) if isinstance(given, str) else None
        for choice in self.choices:
            if letters == plain_letters(choice):
                return choice
        raise ValueError(f"{short_repr(given)} is not one of: {', '.join(self.choices)}.")

    def show(self, value):
        """A guess or a result as text: "7,240 MACs", "0.0012", "12 %", or the choice itself.

        Of a line its two ends are told: "plain: 30 to 70 %".
        """
        if self.drawn:
            return "; ".join(f"{label}: {self._ends(line)}" for label, line in value.items())
        if isinstance(value, str):
            return value
        return f"{as_text(value)} {self.unit}".strip()

    def _ends(self, line):
        xs = sorted(line, key=float)
        first, last = (as_text(round(line[x])) for x in (xs[0], xs[-1]))
        return f"{first} to {last} {self.unit}".strip()

    def compare(self, guess, result):
        """One sentence, or two, on a guess (None: there was none) beside what was measured."""
        found = self.show(result)
        if guess is None:
            return f"It is {found}. No guess was made."
        if self.show(guess) == found:
            return f"You said {found}, and so it is."
        return f"You said {self.show(guess)}, it is {found}."


def as_text(value):
    """A number of four digits at most where it is no whole one: 7,240, 0.0012, 20,260."""
    value = float(value)
    if math.isfinite(value) and 1000 <= abs(value) < 1e12 and value != round(value):
        value = float(f"{value:.4g}")
    if math.isfinite(value) and value == round(value) and abs(value) < 1e12:
        return f"{value:,.0f}"
    return one_line(f"{value:,.4g}", LONGEST)


def as_result(prediction, value):
    """What was measured, as a float, a choice or lines. Raises TypeError or ValueError."""
    if prediction.drawn:
        return _lines(value)
    if isinstance(value, str) or prediction.choices:
        if value not in prediction.choices:
            raise ValueError(
                f"{short_repr(value)} is not one of the choices: {prediction.choices}."
            )
        return value
    if not isinstance(value, numbers.Real) and getattr(value, "size", 0) != 1:
        raise TypeError(f"The result is {short_repr(value)}; expected a number.")
    return float(value)


def _lines(value):
    """{label: {x as text, as in JSON: y}}. Raises TypeError for anything else."""
    try:
        found = {
            str(label)[:LONGEST]: {str(float(x)): float(y) for x, y in line.items()}
            for label, line in value.items()
        }
    except (AttributeError, TypeError, ValueError, OverflowError):
        found = {}
    if not all(found.values()) or not found:
        raise TypeError(f"The value is {short_repr(value)}; expected lines, {{label: {{x: y}}}}.")
    return found
