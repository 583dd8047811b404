"""What a student predicted and answered right, kept in a file: a kernel that stops loses nothing.

While nbgrader runs a notebook nothing is read or written: what is graded stands in the notebook.
"""

import contextlib
import json

from helpers import paths
from helpers.atomic import write_text

from . import student as students
from .hand_in import read_file
from .prediction import as_result
from .topics import PREDICTING, predictions

FORMAT = 1
PARTS = ("guesses", "answers")
_OPEN = {}  # by file: all panels of a kernel share what is kept


class Kept:
    """guesses: {name of a prediction: value}; answers: {student: {name of a question: answer}}.

    results: {name of a prediction: what was measured} since the kernel was started. listeners:
    {name of a prediction: function} called without arguments when it was measured.
    """

    def __init__(self, path):
        self.path, self.results, self.listeners = path, {}, {}
        found = _read(path)
        self.answers = dict(found.get("answers", {}))
        self.guesses = dict(_fitting(path.stem, found.get("guesses", {})))

    def guess(self, name, value):
        """Keep a guess. Returns whether it outlives the kernel."""
        self.guesses[name] = value
        return self._write()

    def answer(self, student, name, value):
        """Keep a right answer, as it is handed in. Returns whether it outlives the kernel."""
        self.answers.setdefault(student, {})[name] = value
        return self._write()

    def measured(self, name, value):
        """Hear what came out, and tell whoever shows the guess."""
        self.results[name] = value
        if name in self.listeners:
            self.listeners[name]()

    def _write(self):
        """Whether the file could be written; answers kept by another kernel meanwhile stay."""
        if students.grading():
            return False
        answers = {**_read(self.path).get("answers", {}), **self.answers}
        kept = {"format": FORMAT, "guesses": self.guesses, "answers": answers}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_text(self.path, json.dumps(kept, indent=1))
        except OSError:
            return False
        return True


def kept(notebook):
    """The Kept of a notebook ("01"), the same for all that ask in this kernel."""
    path = paths.answers_folder() / f"{notebook}.json"
    if path not in _OPEN:
        _OPEN[path] = Kept(path)
    return _OPEN[path]


def _fitting(notebook, guesses):
    """(name, value) of the guesses that the notebook still asks for, in that form."""
    known = predictions(notebook) if notebook in PREDICTING else {}
    for name, value in guesses.items():
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            if name in known and not isinstance(value, bool):
                yield name, as_result(known[name], value)


def _read(path):
    """What the file holds; nothing for one that is missing, damaged or of another version."""
    if students.grading():
        return {}
    try:
        return parse(read_file(path))
    except (OSError, ValueError):
        return {}


def parse(text):
    """What the text of such a file holds; nothing if it is damaged or of another version."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return {}
    if not all(isinstance(found.get(part, {}), dict) for part in PARTS):
        return {}
    if not all(isinstance(answers, dict) for answers in found.get("answers", {}).values()):
        return {}
    return found
