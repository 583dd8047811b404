"""A question whose answer is one number."""

import html
import math

import ipywidgets


class Number(ipywidgets.VBox):
    """Asks `question` and checks the number typed in, or given to `check`.

    answer: the right number. mistakes: {number: what was probably thought}, for numbers that
    usual mistakes lead to. hint: what to think of, for all others. tolerance: relative.
    """

    def __init__(self, question, answer, mistakes, hint, tolerance=0.02):
        self.question, self.answer, self.mistakes = question, answer, mistakes
        self.hint, self.tolerance = hint, tolerance
        self.field = ipywidgets.Text(placeholder="e.g. 0.12, 3e-5 or 0.5^10")
        self.button = ipywidgets.Button(description="Check")
        self.feedback = ipywidgets.HTML()
        self.button.on_click(self._answered)
        ask = ipywidgets.HTML(html.escape(question))
        super().__init__([ask, ipywidgets.HBox([self.field, self.button]), self.feedback])

    def __repr__(self):
        return f"Number({self.question!r})"

    def _answered(self, _):
        self.feedback.value = html.escape(self.check(self.field.value))

    def check(self, given):
        """The feedback on `given`, a number or a text such as "3e-5" or "0.5^10"."""
        try:
            value = number(given)
        except ValueError as error:
            return str(error)
        if self._close(value, self.answer):
            return "Right."
        for wrong, thought in self.mistakes.items():
            if self._close(value, wrong):
                return f"Not yet. {thought}"
        return f"Not yet: {self._distance(value)}. {self.hint}"

    def _close(self, value, target):
        return math.isclose(value, target, rel_tol=self.tolerance)

    def _distance(self, value):
        if value == 0 or (value < 0) != (self.answer < 0):
            return "zero or the sign cannot be right"
        ratio = value / self.answer
        times = ratio if ratio > 1 else 1 / ratio
        return f"your number is {times:.2g} times too {'large' if ratio > 1 else 'small'}"


def number(given):
    """A float from a number or from text: "0.5", "3e-5", "0.5^10". Raises ValueError in words."""
    text = str(given).strip().replace("**", "^").replace(" ", "")
    if text.endswith("%"):
        raise ValueError("Leave out the % sign: the question says which unit it wants.")
    try:
        base, *powers = (float(part) for part in text.split("^"))
        value = base ** powers[0] if powers else base
    except (ValueError, OverflowError, ZeroDivisionError):
        value = math.nan
    if isinstance(value, complex) or not math.isfinite(value) or text.count("^") > 1:
        raise ValueError(
            f"{given!r} cannot be read as a number: write it like 0.12, 3e-5 or 0.5^10."
        )
    return value
