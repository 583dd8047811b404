"""A question on the screen: a field, feedback and hints."""

import html

import ipywidgets

from .code import Written
from .diagnosed import Diagnosed
from .fields import WIDE, choices, line
from .question import Choice
from .randomized import StableRandom

MARKS = {True: "✔", False: "✘", None: ""}


def panel(exercises, name):
    """The panel that asks a question of an Exercises."""
    if isinstance(exercises.questions[name], Diagnosed):
        from .diagnosis import Diagnosis

        return Diagnosis(exercises=exercises, name=name)
    return QuestionPanel(exercises, name)


class QuestionPanel(ipywidgets.VBox):
    """Asks a question of `exercises` (an Exercises), by its name, and says what it thinks.

    Without the mouse: `check(answer)` and `hint()`.
    """

    def __init__(self, exercises, name):
        self.exercises, self.name = exercises, name
        self.question = question = exercises.questions[name]
        self.field = self._field()
        self.button = ipywidgets.Button(description="Check", button_style="primary")
        self.help = ipywidgets.Button(description="Hint", icon="lightbulb-o")
        self.feedback, self.hints = ipywidgets.HTML(layout=WIDE), ipywidgets.HTML(layout=WIDE)
        self.button.on_click(self._answered)
        self.help.on_click(self._asked)
        # What is said belongs to the answer that stands in the field.
        self.field.observe(lambda _: self._say(""), names="value")
        self._show_hints()
        if exercises.answer(name) is not None:
            self._say("You have already answered this question; the summary checks it again.")
        ask = ipywidgets.HTML(html.escape(question.text), layout=WIDE)
        about = [ipywidgets.HTML(question.table.html())] if question.table else []
        row = ipywidgets.HBox([self.field, self.button, self.help])
        super().__init__([ask, *about, row, self.feedback, self.hints])

    def _field(self):
        if isinstance(self.question, Written):
            told = f"Write it in a cell, then <code>answers[{self.name!r}] = {self.question.name}"
            return ipywidgets.HTML(f"{told}</code>, and press Check.")
        if isinstance(self.question, Choice):
            return choices(self._shuffled())
        return line("7,240 or 0.12 or 0.5^10 or 1/3", self._answered)

    def _shuffled(self):
        """The options of a choice, in an order of the student's own."""
        random = StableRandom(self.exercises.student, self.name, "order")
        return random.shuffled(self.question.options)

    def __repr__(self):
        text = f"{self.name}: {self.question.text}"
        if isinstance(self.question, Choice):
            text = "\n".join([text, *(f"- {option}" for option in self._shuffled())])
        return f"{text}\n{self.question.table}" if self.question.table else text

    def _repr_mimebundle_(self, **kwargs):
        """The live panel, and the question for readers that have no kernel."""
        table = self.question.table.html() if self.question.table else ""
        page = f"<p>{html.escape(self.question.text)}</p>{table}"
        if isinstance(self.question, Choice):
            options = "".join(f"<li>{html.escape(o)}</li>" for o in self._shuffled())
            page += f"<ul>{options}</ul>"
        return {**(super()._repr_mimebundle_(**kwargs) or {}), "text/html": page}

    def check(self, given):
        """The feedback on an answer, which counts as a try."""
        self._say("")
        verdict = self.exercises.check(self.name, given)
        kept = " It is kept for the summary." if verdict.right else ""
        self._say(f"{MARKS[verdict.right]} {verdict.text}{kept}".strip())
        return verdict.text

    def hint(self):
        """The next hint, which is counted."""
        text = self.exercises.hint(self.name)
        self._show_hints()
        return text

    def _say(self, text):
        self.feedback.value = html.escape(text)

    def _answered(self, _button=None):
        if isinstance(self.question, Written):
            given = self.exercises.answers[self.name]
        else:
            given = self.field.value
        if given is None or (isinstance(given, str) and not given.strip()):
            self._say("There is no answer yet.")
        else:
            self.check(given)

    def _asked(self, _):
        self.hint()

    def _show_hints(self):
        given = self.exercises.hints[self.name]
        shown = "".join(f"<li>{html.escape(text)}</li>" for text in self.question.hints[:given])
        self.hints.value = f"<ol>{shown}</ol>" if shown else ""
        left = len(self.question.hints) - given
        self.help.description = f"Hint ({left})"
        self.help.disabled = not left
