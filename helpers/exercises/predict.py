"""Predict("04-identity") takes a guess, compare("04-identity", value) shows it with the result."""

import html

import ipywidgets

from .fields import WIDE, choices, line
from .kept import kept
from .prediction import as_result, as_text
from .safe_text import short_repr
from .topics import predictions

# JupyterLab shows the first line of an output that is hidden: it must not give the result away.
FIRST_LINE = "Your guess, and what came out:"
LATE = "The result is already shown: predict before you run the cell."
UNKEPT = " It is kept only until the kernel stops: the course cannot write to the answers folder."


class Predict(ipywidgets.VBox):
    """A question with a field for a guess. name: the notebook and the prediction, "04-identity".

    Without the mouse: `guess(value)`. Raises ValueError for a name that no notebook asks.
    """

    def __init__(self, name):
        self.name, self.notebook, self.prediction = find(name)
        if self.prediction.drawn:
            raise ValueError(
                f"The prediction {name} is drawn: DepthExplorer(runs, predict={name!r})."
            )
        self.kept = kept(self.notebook)
        question = ipywidgets.HTML(
            f"<b>Predict:</b> {html.escape(self.prediction.text)}", layout=WIDE
        )
        self.field = self._field()
        self.button = ipywidgets.Button(description="Keep", button_style="primary")
        self.button.tooltip = "Keep this guess"
        self.unit = ipywidgets.Label(self.prediction.unit)
        self.feedback = ipywidgets.HTML(layout=WIDE)
        self.button.on_click(lambda _: self._given())
        self.field.observe(lambda _: self._edited(), names="value")
        self.kept.listeners[self.name] = self._show
        row = ipywidgets.HBox([self.field, self.unit, self.button])
        super().__init__([question, row, self.feedback])
        self._show()

    def _field(self):
        guess = self.kept.guesses.get(self.name)
        if self.prediction.choices:
            return choices(self.prediction.choices, guess)
        text = "" if guess is None else as_text(guess)
        return line("a number", self._given, value=text, layout={"width": "160px"})

    def __repr__(self):
        return f"Predict: {self.prediction.text}{_choices(self.prediction)}"

    def _repr_mimebundle_(self, **kwargs):
        """The live panel, and the question for readers that have no kernel."""
        shown = html.escape(f"{self.prediction.text}{_choices(self.prediction)}")
        page = f"<p><b>Predict:</b> {shown}</p>"
        return {**(super()._repr_mimebundle_(**kwargs) or {}), "text/html": page}

    def guess(self, value):
        """Keep a guess. Returns what is said to it; one that cannot be read is not kept."""
        if self.name in self.kept.results:
            return self._say(LATE)
        try:
            found = self.prediction.parse(value)
        except ValueError as error:
            return self._say(str(error))
        stays = self.kept.guess(self.name, found)
        return self._say(f"Kept: {self.prediction.show(found)}.{'' if stays else UNKEPT}")

    def _given(self):
        if self.field.value in ("", None):
            self._say("There is no guess yet.")
        else:
            self.guess(self.field.value)

    def _edited(self):
        self.feedback.value = ""

    def _say(self, text):
        self.feedback.value = html.escape(text)
        return text

    def _show(self):
        """The guess that is kept, and the result once there is one."""
        guess, shown = self.kept.guesses.get(self.name), self.name in self.kept.results
        self.field.disabled = self.button.disabled = shown
        if shown:
            self._say(self.prediction.compare(guess, self.kept.results[self.name]))
        elif guess is not None:
            self._say(f"Kept: {self.prediction.show(guess)}.")


class Comparison:
    """A guess beside what was measured, and what to read from it; shown as the value of a cell."""

    def __init__(self, prediction, guess, result):
        self.sentence = prediction.compare(guess, result)
        self.reading = prediction.reading

    def __repr__(self):
        return f"{FIRST_LINE}\n{self.sentence}\n{self.reading}".strip()

    def _repr_html_(self):
        first, rest = html.escape(self.sentence), html.escape(self.reading)
        told = f"<p style='max-width:760px'><b>{first}</b> {rest}</p>"
        return f"{FIRST_LINE}\n{told}"


def compare(name, value):
    """The student's guess beside the measured value, a number or one of the choices.

    The guess of this name is closed then. Raises ValueError for an unknown name or choice,
    TypeError for what is no number.
    """
    name, notebook, prediction = find(name)
    found, store = as_result(prediction, value), kept(notebook)
    store.measured(name, found)
    return Comparison(prediction, store.guesses.get(name), found)


def find(name):
    """(name of the prediction, notebook, Prediction) of "04-identity". Raises ValueError."""
    notebook, _, rest = str(name).partition("-")
    known = predictions(notebook)
    if rest not in known:
        names = ", ".join(f"{notebook}-{one}" for one in known)
        raise ValueError(f"There is no prediction {short_repr(name)}; choose one of {names}.")
    return rest, notebook, known[rest]


def _choices(prediction):
    return f" ({' · '.join(prediction.choices)})" if prediction.choices else ""
