"""The predictions of a notebook with their results, and the line with which a class collects them.

The line has no name in it. A teacher puts the lines of a class into a file, or takes the executed
notebooks, for `python -m helpers.exercises predictions FILE …`.
"""

import collections
import html
import json
import statistics

from helpers.tables import html_table, text_table

from .hand_in import FORMAT, lines
from .prediction import as_result
from .safe_text import one_line, short_repr
from .topics import predictions

START = '{"predictions":'
LONGEST = 20_000  # characters of a line
MOST_SHOWN = 6  # different answers of a class to one question of choice
COLLECT = "For the class's table of predictions, without your name:"
HEAD = ("prediction", "you said", "it is")
CLASS_HEAD = ("notebook", "prediction", "guesses", "what the class said", "it is", "question")


class Guesses:
    """The predictions of a notebook, a student's guesses and what was measured in this kernel."""

    def __init__(self, notebook, kept):
        self.notebook, self.known = notebook, predictions(notebook)
        self.guesses = {n: kept.guesses[n] for n in self.known if n in kept.guesses}
        self.results = {n: kept.results[n] for n in self.known if n in kept.results}

    @property
    def rows(self):
        """Texts for the table, one row a guess."""
        for name, guess in self.guesses.items():
            prediction = self.known[name]
            result = prediction.show(self.results[name]) if name in self.results else "not yet run"
            yield name, prediction.show(guess), result

    @property
    def line(self):
        """One line of JSON, without the student's name."""
        found = {"predictions": self.notebook, "format": FORMAT}
        return json.dumps({**found, "guesses": self.guesses, "results": self.results})

    def __repr__(self):
        if not self.guesses:
            return self._count if self.known else ""
        table = text_table(HEAD, self.rows, left=len(HEAD))
        return f"{self._count}\n{table}\n{COLLECT}\n{self.line}"

    def _repr_html_(self):
        if not self.guesses:
            return f"<p>{self._count}</p>" if self.known else ""
        table = html_table(HEAD, self.rows, left=len(HEAD))
        return f"<p>{self._count}</p>{table}<p>{COLLECT}</p><pre>{html.escape(self.line)}</pre>"

    @property
    def _count(self):
        return f"Predictions kept: {len(self.guesses)} of {len(self.known)}."


def read(line):
    """(notebook, guesses, results) of a line. Raises ValueError in a sentence."""
    try:
        found = json.loads(line) if len(line) <= LONGEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError("This is not a line of predictions, or it is damaged.")
    notebook, values = str(found.get("predictions")), []
    known = predictions(notebook)
    for part in ("guesses", "results"):
        given = found.get(part)
        if not isinstance(given, dict):
            raise ValueError(f"This is not a line of predictions, or it is damaged: no {part}.")
        values.append({name: _value(known, name, value) for name, value in given.items()})
    return notebook, *values


def _value(known, name, value):
    if name not in known:
        raise ValueError(
            f"There is no prediction {short_repr(name)}: was it made with another version?"
        )
    if isinstance(value, bool):
        raise ValueError(f"The prediction {name} is {value}; expected a number or a choice.")
    try:
        return as_result(known[name], value)
    except (TypeError, OverflowError) as error:
        raise ValueError(one_line(str(error), 200)) from None


def guess_lines(text):
    """The lines of predictions in a text: a file of lines, or an executed notebook.

    Raises ValueError if there is none.
    """
    found = lines(text, START)
    if not found:
        raise ValueError("no line of predictions: was the last cell of the exercises run?")
    return found


def summarize(found):
    """Rows of CLASS_HEAD for what `read` gave for each line of a class."""
    guesses, results = collections.defaultdict(list), {}
    for notebook, given, measured in found:
        for name, value in given.items():
            guesses[notebook, name].append(value)
        results.update({(notebook, name): value for name, value in measured.items()})
    for notebook in sorted({notebook for notebook, _ in guesses}):
        for name, prediction in predictions(notebook).items():
            key = notebook, name
            if key in guesses:
                result = prediction.show(results[key]) if key in results else "—"
                said = _distribution(prediction, guesses[key])
                yield (*key, len(guesses[key]), said, result, prediction.text)


def _distribution(prediction, values):
    """Choices with their numbers; of numbers the median, and the least and the largest."""
    if prediction.drawn:
        labels = list(dict.fromkeys(label for lines in values for label in lines))
        drawn = {label: [lines[label] for lines in values if label in lines] for label in labels}
        return "; ".join(f"{label}: {_median_line(prediction, drawn[label])}" for label in labels)
    if prediction.choices:
        common = collections.Counter(values).most_common(MOST_SHOWN)
        return ", ".join(f"{count} × {choice}" for choice, count in common)
    middle, low, high = statistics.median(values), min(values), max(values)
    low, middle, high = (prediction.show(value) for value in (low, middle, high))
    return f"median {middle}, from {low} to {high}"


def _median_line(prediction, lines):
    """The medians of the lines' ends, as text."""
    xs = sorted({x for line in lines for x in line}, key=float)
    middle = {x: statistics.median([line[x] for line in lines if x in line]) for x in xs}
    return f"median {prediction.show({'': middle}).removeprefix(': ')}"
