"""Where the values of decks come from: recorded runs, networks, saved output of the notebooks."""

import functools
import json
import re

from helpers import paths, summaries
from helpers.runs import mean_errors, recorded

NOTEBOOKS = paths.REPOSITORY / "notebooks"
RESULT = re.compile(
    r"It is (.+?)\. No guess was made\.|and so it is|, it is (.+?)\.$", re.MULTILINE
)


@functools.cache
def errors(grid):
    """The table `mean_errors` of a recorded grid; rows as "plain, 56 layers"."""
    return mean_errors(recorded(grid))


def training_error(grid, row):
    """In %, mean over the seeds."""
    return float(errors(grid).loc[row, "training error (%)"])


def test_error(grid, row):
    """In %, mean over the seeds."""
    return float(errors(grid).loc[row, "test error (%)"])


@functools.cache
def network(name):
    """The recorded NetworkSummary of one of the lecture's networks."""
    return summaries.read(name)


@functools.cache
def shipped(path):
    """The JSON of this path in data/."""
    return json.loads((paths.SHIPPED / path).read_text(encoding="utf-8"))


def notebook_path(number):
    """Of the notebook of this number."""
    return next(NOTEBOOKS.glob(f"{number}_*.ipynb"))


@functools.cache
def cells(number):
    """(kind, source, what it printed and returned) of each cell of a saved notebook."""
    book = json.loads(notebook_path(number).read_text(encoding="utf-8"))
    return [
        (cell["cell_type"], "".join(cell["source"]), _printed(cell.get("outputs", ())))
        for cell in book["cells"]
    ]


def _printed(outputs):
    parts = (out.get("text") or out.get("data", {}).get("text/plain", "") for out in outputs)
    return "\n".join("".join(part) for part in parts)


def result(prediction):
    """What a notebook's saved output compares with a prediction, as "04-vanish": number or text.

    Raises KeyError if the notebook has no such cell.
    """
    for kind, source, printed in cells(prediction[:2]):
        if kind == "code" and f'compare("{prediction}"' in source:
            text = RESULT.search(printed)[1]
            number = re.match(r"−?-?\d[\d,]*(\.\d+)?(e-?\d+)?", text)
            return float(number[0].replace(",", "").replace("−", "-")) if number else text
    raise KeyError(f"No cell of notebook {prediction[:2]} compares {prediction!r}.")


def printed(number, pattern):
    """The number in the first group of `pattern`, found in what a notebook's cells have printed.

    Raises KeyError if it is not there.
    """
    for kind, _, text in cells(number):
        if kind == "code" and (found := re.search(pattern, text)):
            return float(found[1].replace(",", "").replace("−", "-"))
    raise KeyError(f"Notebook {number} prints nothing like {pattern!r}.")


def headings(number):
    """The headings of a notebook, without their marks."""
    return [
        line.lstrip("#").strip()
        for kind, source, _ in cells(number)
        if kind == "markdown"
        for line in source.splitlines()
        if line.startswith("#")
    ]
