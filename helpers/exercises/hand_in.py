"""What a student hands in: a table to read and a line of JSON that is checked anew on arrival.

The seal shows that a line was damaged or edited by hand. It is no proof: all that makes it is on
the student's machine. What is safe is that answers are checked again with the student's own
numbers, by `python -m helpers.exercises`, whatever the line claims. Tries and hints are counted
since the kernel was started and rest on the student's word.
"""

import hashlib
import html
import json
import stat

from helpers.tables import html_table, text_table

from .safe_text import has_unseen, one_line, short_repr
from .student import plain
from .topics import draw

FORMAT = 1
START = '{"exercises":'
MOST_BYTES = 32 * 2**20  # of a file; a notebook with many pictures has some MiB
LONGEST = 100_000  # characters of a line; the longest that an honest summary writes has 5,000
MOST_TRIES = 10_000
DAMAGED = "This is not a line from a summary of exercises, or it is damaged"


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
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:12]


def read(line):
    """(record, problems): a line handed in, with its answers checked anew, and what is odd in it.

    Raises ValueError for what is no such line; the sentence names the field that is wrong.
    """
    try:
        return _judged(_parsed(line))
    except RecursionError:
        raise ValueError(f"{DAMAGED}: it is nested too deeply.") from None


def _parsed(line):
    if len(line) > LONGEST:
        raise ValueError(f"{DAMAGED}: it has more than {LONGEST:,} characters.")
    try:
        return json.loads(line)
    except ValueError:
        raise ValueError(f"{DAMAGED}.") from None


def _judged(found):
    _expect(found, dict, "the line", "an object")
    _expect(found.get("exercises"), str, "exercises", "a notebook's number")
    _expect_whole(found.get("format"), FORMAT, FORMAT, "format")
    _expect(found.get("student"), str, "student", "a name")
    _expect(found.get("questions"), dict, "questions", "an object")
    problems = [] if seal(found) == found.get("seal") else ["edited: the seal does not fit"]
    student = plain(found["student"])
    if student != found["student"]:
        problems.append("edited: the exercises never write such a name")
    if has_unseen(student):
        problems.append("the name has invisible characters: whose is it?")
    _, questions = draw(found["exercises"], student)
    if set(found["questions"]) != set(questions):
        notebook = found["exercises"]
        raise ValueError(
            f"Notebook {notebook} has other questions: is this line from another version?"
        )
    rows = {}
    for name, question in questions.items():
        row = _checked_row(name, found["questions"][name], len(question.hints))
        right = row["answer"] is not None and question.check(row["answer"]).right is True
        if right != row["right"]:
            problems.append(f"the line says that {name} is {'right' if row['right'] else 'wrong'}")
        rows[name] = {**row, "right": right}
    return {**found, "questions": rows}, problems


def _checked_row(name, row, hints):
    """The row of a question with a value of the right type and range for each field."""
    _expect(row, dict, name, "an object")
    if "answer" not in row:
        raise ValueError(f"{DAMAGED}: {name} has no answer, not even null.")
    _expect(row.get("right"), bool, f"right of {name}", "true or false")
    for key, most in (("tries", MOST_TRIES), ("hints", hints)):
        _expect_whole(row.get(key), 0, most, f"{key} of {name}")
    return row


def _expect(value, kind, field, wanted):
    if not isinstance(value, kind):
        raise ValueError(f"{DAMAGED}: {field} is {short_repr(value)}; expected {wanted}.")


def _expect_whole(value, least, most, field):
    if type(value) is not int or not least <= value <= most:
        wanted = f"{least} to {most}" if least != most else least
        raise ValueError(f"{DAMAGED}: {field} is {short_repr(value)}; expected {wanted}.")


def read_file(path):
    """The text of a file. Raises OSError, and ValueError for what is no text or far too large."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("This is not a file that can be read: it is a folder or a device.")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"This is larger than {MOST_BYTES >> 20} MiB: is it the right file?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(
            "This is not text in UTF-8: save it as a notebook or plain text."
        ) from None


def lines(text, start=START):
    """The lines handed in that a text holds: a file of lines, or a notebook with its outputs.

    start: of a line. What is damaged in a notebook is passed over.
    """
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return [line.strip() for line in text.split("\n") if line.strip().startswith(start)]
    outputs = [output for cell in _dicts(cells) for output in _dicts(cell.get("outputs"))]
    shown = [data.get("text/plain") for output in outputs for data in _dicts([output.get("data")])]
    texts = ["".join(part for part in _list(parts) if isinstance(part, str)) for parts in shown]
    return [line for text in texts for line in text.split("\n") if line.startswith(start)]


def _list(value):
    """A list as it is, a text as a list of one, anything else as an empty list."""
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _dicts(value):
    return [item for item in _list(value) if isinstance(item, dict)]


class Summary:
    """The table and the line of one notebook; shown as the value of a cell."""

    HEAD = ("question", "your numbers", "your answer", "state", "tries", "hints")

    def __init__(self, found, numbers, guesses):
        self.record, self.numbers, self.guesses = found, numbers, guesses

    @property
    def line(self):
        """One line of JSON in ASCII, so that no mail or editor can break it."""
        return json.dumps(self.record, allow_nan=False)

    @property
    def rows(self):
        """Texts for the table, one row a question."""
        for name, row in self.record["questions"].items():
            state = "right" if row["right"] else "open" if row["answer"] is None else "not yet"
            answer = "—" if row["answer"] is None else one_line(str(row["answer"]), 24)
            numbers = ", ".join(f"{key} {value}" for key, value in self.numbers[name].items())
            yield name, numbers, answer, state, row["tries"], row["hints"]

    def __repr__(self):
        table = text_table(self.HEAD, self.rows, left=len(self.HEAD))
        return f"{table}\nHand in:\n{self.line}\n{self.guesses!r}".rstrip()

    def _repr_html_(self):
        table = html_table(self.HEAD, self.rows, left=4)
        line = f"<p>Hand in:</p><pre>{html.escape(self.line)}</pre>"
        return f"{table}{line}{self.guesses._repr_html_()}"
