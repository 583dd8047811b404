"""A line to hand in from the file of kept answers, for who never ran the notebook's last cell."""

import json

from . import student as students
from .hand_in import FORMAT, seal
from .kept import parse
from .topics import draw


def line(notebook, student, text):
    """The line of a student of a notebook ("06") from the text of their file; None without answers.

    Tries and hints are not kept: both are 0. Each answer that is kept was right when it was given;
    `hand_in.read` checks that anew. In a class without names the answers are those of "".
    Raises ValueError for a notebook that has no questions.
    """
    found = parse(text).get("answers", {})
    name = next((n for n in (students.plain(student), "") if found.get(n)), None)
    if name is None:
        return None
    rows = {
        question: {
            "answer": found[name].get(question),
            "right": found[name].get(question) is not None,
            "tries": 0,
            "hints": 0,
        }
        for question in draw(notebook, name)[1]
    }
    if not any(row["right"] for row in rows.values()):
        return None
    body = {"exercises": notebook, "format": FORMAT, "student": name, "questions": rows}
    return json.dumps({**body, "seal": seal(body)})
