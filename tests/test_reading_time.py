"""Minutes of a notebook's sections, by the rule that helpers.reading_time states."""

import json
from pathlib import Path

import pytest

from helpers.reading_time import in_class, sections, with_minutes

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
CLASS = 50  # minutes


def text(source):
    return {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [source]}


def code(source, *outputs):
    outputs = [{"data": {kind: ""}} for kind in outputs]
    return {"cell_type": "code", "id": "b", "metadata": {}, "source": [source], "outputs": outputs}


BOOK = {
    "cells": [
        text("# Title\n\n" + "word " * 130),
        text("a " * 65 + "\n\n## One\n\n" + "word " * 129),  # with its heading 130 words
        code("Predict('x')"),
        code("plot()", "image/png"),
        text("## Two (further)\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"),
        code("exercises['x']"),
        text("## Hand in\n\n" + "word " * 500),
    ]
}


def test_words_cells_pictures_and_exercises_take_their_time():
    # By hand: 1 + 0.5, 1 + 1 + (0.25 + 1), 2 words + 3 rows of 0.25 + 2, on their own.
    assert sections(BOOK) == [("", 2), ("One", 4), ("Two (further)", 3), ("Hand in", 0)]
    assert in_class(BOOK) == 6


def test_the_minutes_stand_below_the_heading_and_are_written_once():
    marked = with_minutes(BOOK)
    assert "\n\n## One\n\n*about 4 minutes*\n\nword" in "".join(marked["cells"][1]["source"])
    two = "".join(marked["cells"][4]["source"])
    assert two.startswith("## Two (further)\n\n*further, about 3 minutes*\n\n| a | b |")
    assert marked["cells"][6] == {**BOOK["cells"][6], "source": marked["cells"][6]["source"]}
    assert "*" not in "".join(marked["cells"][6]["source"])
    assert with_minutes(marked) == marked and sections(marked) == sections(BOOK)
    old = "".join(marked["cells"][1]["source"]).replace("about 4 minutes", "about 9 minutes")
    again = {"cells": [marked["cells"][0], text(old), *marked["cells"][2:]]}
    assert with_minutes(again) == marked


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_fits_a_class(path):
    """Without what is marked as further, and without the exercises, which can be homework."""
    book = json.loads(path.read_text(encoding="utf-8"))
    exercises = sum(m for title, m in sections(book) if title.startswith("Check yourself"))
    assert 5 <= in_class(book) - exercises <= CLASS
