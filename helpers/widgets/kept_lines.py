"""Lines that were drawn as a guess, kept with the other predictions of a notebook."""

from helpers.exercises.kept import kept
from helpers.exercises.predict import find
from helpers.exercises.prediction import as_result


class KeptLines:
    """name: of a Prediction that asks for lines, "04-depth", or None, which keeps nothing.

    Raises ValueError for an unknown name and for a prediction that asks for no lines.
    """

    def __init__(self, name=None):
        self.name = None
        if name is not None:
            self.name, notebook, self.prediction = find(name)
            if not self.prediction.drawn:
                raise ValueError(
                    f"The prediction {name} does not ask for lines: show it with Predict."
                )
            self.kept = kept(notebook)

    def lines(self):
        """{label: {x: y}} that were kept, also before the kernel was started."""
        found = self.kept.guesses.get(self.name, {}) if self.name else {}
        return {label: {float(x): y for x, y in line.items()} for label, line in found.items()}

    def keep(self, guess, truth):
        """A guess and what was measured, {label: {x: y}} each, once it is revealed."""
        if self.name:
            self.kept.guess(self.name, as_result(self.prediction, guess))
            self.kept.measured(self.name, as_result(self.prediction, truth))
