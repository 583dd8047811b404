"""The last section of a notebook, where answers are handed in, with nbgrader's metadata.

Documented at https://nbgrader.readthedocs.io, "Creating and grading assignments"; schema 3.
"""

import json

from helpers.atomic import write_text

from .hand_in import read_file
from .safe_text import encodable
from .topics import questions

SCHEMA = 3
POINTS = 1  # a question
LAST = "## What to take along"
TEXT = """## Hand in

What you answered right above is kept and counts. Write your other answers here instead of `None`
(for nbgrader write all of them), then run the cells below. Each answer is checked, and the last
cell shows a table and a line to hand in."""


def cells(notebook):
    """Cells as in a notebook file: a word, one cell for the answers, a test for each, a summary."""
    names = list(questions(notebook))
    lines = [f'answers["{name}"] = None' for name in names]
    return [
        _cell("markdown", f"{notebook}-hand-in", TEXT),
        _cell(
            "code",
            f"{notebook}-answers",
            "\n".join(["answers = exercises.answers", *lines]),
            _metadata(f"{notebook}-answers", solution=True),
        ),
        *(
            _cell(
                "code",
                f"{notebook}-{name}",
                f'exercises.grade("{name}")',
                _metadata(f"{notebook}-{name}", grade=True, locked=True, points=POINTS),
            )
            for name in names
        ),
        _cell("code", f"{notebook}-summary", "exercises.summary()"),
    ]


def _metadata(grade_id, grade=False, locked=False, solution=False, **more):
    return {
        "nbgrader": {
            "grade": grade,
            "grade_id": grade_id,
            "locked": locked,
            "schema_version": SCHEMA,
            "solution": solution,
            "task": False,
            **more,
        }
    }


def _cell(kind, name, source, metadata=None):
    cell = {"cell_type": kind, "id": name, "metadata": metadata or {}, "source": source}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell


def write(path):
    """Put these cells into a notebook file, in place of the section it has; answers in it go.

    One that has none gets it before its LAST section, or at its end. path: its name starts with
    the number, as in 06_….ipynb. Returns the number of cells. Raises OSError, and ValueError for
    what is no notebook or has no exercises.
    """
    wanted = cells(path.name[:2])
    found = _notebook(read_file(path))
    ids = {cell["id"] for cell in wanted}
    places = [i for i, cell in enumerate(found["cells"]) if cell.get("id") in ids]
    rest = [cell for cell in found["cells"] if cell.get("id") not in ids]
    at = places[0] if places else len(rest)
    if not places and rest and _source(rest[-1]).startswith(LAST):
        at -= 1
    found["cells"] = [*rest[:at], *wanted, *rest[at:]]
    for cell in wanted:
        cell["source"] = cell["source"].splitlines(keepends=True)
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    write_text(path, encodable(text))  # half a surrogate pair becomes its escape in JSON
    return len(wanted)


def _notebook(text):
    """A notebook as a dictionary, whose cells are dictionaries."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    cells = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise ValueError("This is no notebook of format 4, or it is damaged.")
    return found


def _source(cell):
    source = cell.get("source")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)
