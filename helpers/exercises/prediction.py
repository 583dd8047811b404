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

    reading: what to read from the result, shown with it.
    """

    text: str
    choices: tuple = ()
    unit: str = ""
    reading: str = ""

    def parse(self, given):
        """A float, or one of the choices. Raises ValueError in a sentence for the student."""
        if not self.choices:
            return parse_number(given, self.unit)
        letters = plain_letters(given) if isinstance(given, str) else None
        for choice in self.choices:
            if letters == plain_letters(choice):
                return choice
        raise ValueError(f"{short_repr(given)} is none of: {', '.join(self.choices)}.")

    def show(self, value):
        """A guess or a result as text: "7,240 MACs", "0.0012", "12 %", or the choice itself."""
        if isinstance(value, str):
            return value
        return f"{as_text(value)} {self.unit}".strip()

    def compare(self, guess, result):
        """One sentence, or two, on a guess (None: there was none) beside what was measured."""
        found = self.show(result)
        if guess is None:
            return f"It is {found}. No guess was made."
        if self.show(guess) == found:
            return f"You said {found}, and so it is."
        return f"You said {self.show(guess)}, it is {found}."


def as_text(value):
    """A number of four digits at most where it is no whole one: 7,240, 0.0012, 1.23e+07."""
    value = float(value)
    if math.isfinite(value) and value == round(value) and abs(value) < 1e12:
        return f"{value:,.0f}"
    return one_line(f"{value:,.4g}", LONGEST)


def as_result(prediction, value):
    """What was measured, as a float or one of the choices. Raises TypeError or ValueError."""
    if isinstance(value, str) or prediction.choices:
        if value not in prediction.choices:
            raise ValueError(f"{short_repr(value)} is none of the choices: {prediction.choices}.")
        return value
    if not isinstance(value, numbers.Real) and getattr(value, "size", 0) != 1:
        raise TypeError(f"The result is {short_repr(value)}; expected a number.")
    return float(value)
