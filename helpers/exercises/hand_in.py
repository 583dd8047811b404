"""What a student hands in: a table to read and a line of JSON that is checked anew on arrival.

The seal shows that a line was damaged or edited by hand. It is no proof: all that makes it is on
the student's machine. What is safe is that answers are checked again with the student's own
numbers, by `python -m helpers.exercises`, whatever the line claims. Tries and hints are counted
since the kernel was started and rest on the student's word.
"""

import hashlib
import html
import json
import re

from .student import plain
from .topics import draw

FORMAT = 1
KEPT = ("answer", "right", "tries", "hints")
START = '{"exercises":'


def record(exercises, given):
    """The dictionary that is handed in, for answers `given` to the questions of an Exercises."""
    rows = {}
    for name, question in exercises.questions.items():
        kept = None if given[name] is None else question.handed_in(given[name])
        rows[name] = {
            "answer": kept,
            "right": kept is not None and question.check(kept).right is True,
            "tries": len(exercises.tried[name]),
            "hints": exercises.hints[name],
        }
    found = {
        "exercises": exercises.notebook,
        "format": FORMAT,
        "student": exercises.student,
        "questions": rows,
    }
    return {**found, "seal": seal(found)}


def seal(found):
    """Twelve digits of a hash over all of a record but its seal."""
    body = {key: value for key, value in found.items() if key != "seal"}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read(line):
    """(record, problems): a line handed in, with its answers checked anew, and what is odd in it.

    Raises ValueError for what is no such line.
    """
    try:
        found = json.loads(line)
        told = {name: dict(row) for name, row in found["questions"].items()}
        whole = isinstance(found["student"], str) and found["format"] == FORMAT
        if not whole or not all(set(KEPT) <= set(row) for row in told.values()):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValueError("This is no line from a summary of exercises, or it is damaged.") from None
    problems = [] if seal(found) == found.get("seal") else ["edited: the seal does not fit"]
    notebook = found["exercises"]
    _, questions = draw(notebook, plain(found["student"]))
    if set(told) != set(questions):
        raise ValueError(f"The questions of notebook {notebook} are others: another version?")
    for name, row in told.items():
        kept = row["answer"]
        right = kept is not None and questions[name].check(kept).right is True
        if right != row["right"]:
            problems.append(f"{name} was said to be {'right' if row['right'] else 'wrong'}")
        row["right"] = right
    return {**found, "questions": told}, problems


def lines(text):
    """The lines handed in that a text holds: a file of lines, or a notebook with its outputs."""
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, TypeError, KeyError):
        return [line.strip() for line in text.splitlines() if line.strip().startswith(START)]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    plain_texts = ["".join(output.get("data", {}).get("text/plain", "")) for output in outputs]
    return [line for shown in plain_texts for line in shown.splitlines() if line.startswith(START)]


class Summary:
    """The table and the line of one notebook; shown as the value of a cell."""

    HEAD = ("question", "your numbers", "your answer", "state", "tries", "hints")

    def __init__(self, found, numbers):
        self.record, self.numbers = found, numbers

    @property
    def line(self):
        """One line of JSON."""
        return json.dumps(self.record, ensure_ascii=False)

    @property
    def rows(self):
        """Texts for the table, one row a question."""
        for name, row in self.record["questions"].items():
            state = "right" if row["right"] else "open" if row["answer"] is None else "not yet"
            answer = "—" if row["answer"] is None else shortened(row["answer"])
            numbers = ", ".join(f"{key} {value}" for key, value in self.numbers[name].items())
            yield name, numbers, answer, state, row["tries"], row["hints"]

    def __repr__(self):
        table = [self.HEAD, *self.rows]
        widths = [max(len(str(row[i])) for row in table) for i in range(len(self.HEAD))]
        text = "\n".join(
            "  ".join(
                str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)
            ).rstrip()
            for row in table
        )
        return f"{text}\nHand in:\n{self.line}"

    def _repr_html_(self):
        rows = "".join(
            "<tr>" + "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in row) + "</tr>"
            for tag, row in (("th", self.HEAD), *(("td", row) for row in self.rows))
        )
        return f"<table>{rows}</table><p>Hand in:</p><pre>{html.escape(self.line)}</pre>"


def shortened(answer):
    """An answer as text, fit for a cell of a table."""
    text = re.sub(r"\s+", " ", str(answer))
    return text if len(text) <= 24 else f"{text[:23]}…"
