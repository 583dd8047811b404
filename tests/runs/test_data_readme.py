"""data/README.md shows each recorded series: its picture, its table, and no other numbers."""

import re

import pytest
from PIL import Image

from helpers import paths
from helpers.figures.__main__ import FOLDER, PICTURES, digest
from helpers.runs import GRIDS, recorded
from helpers.runs.evidence import HEAD, error_rows, missing
from helpers.tables import markdown_table

README = (paths.SHIPPED / "README.md").read_text(encoding="utf-8")
SERIES = [grid for grid in GRIDS if not missing(grid)]
MANY = ("dense",)  # rows enough to be better seen in the picture


@pytest.mark.parametrize("grid", [grid for grid in SERIES if grid not in MANY])
def test_the_table_is_that_of_the_records(grid):
    table = markdown_table(HEAD, error_rows(recorded(grid)), len(HEAD))
    assert table in README, f"python -m helpers.figures --tables prints:\n{table}"


@pytest.mark.parametrize("name", [name for name, (grid, *_) in PICTURES.items() if grid in SERIES])
def test_the_picture_is_shown_and_drawn_from_the_records(name):
    assert f"](pictures/{name}.png)" in README
    with Image.open(FOLDER / f"{name}.png") as picture:
        drawn = picture.info["Source"]
    wanted = digest(recorded(PICTURES[name][0]))
    assert drawn == wanted, f"Run: python -m helpers.figures {name}"


def test_errors_in_the_text_stand_in_a_table_of_their_section():
    """Written with one decimal, as in 45.0 %; the paper's have two."""
    wrong = []
    for section in re.split(r"^#+ ", README, flags=re.MULTILINE):
        lines = section.splitlines()
        known = set(re.findall(r"\b\d+\.\d\b", "\n".join(x for x in lines if x[:1] == "|")))
        text = "\n".join(line for line in lines if line[:1] != "|")
        said = re.findall(r"\b(\d+\.\d)(?=(?:,? (?:and |to )?\d+\.\d)* %)", text)
        wrong += [(lines[0], number) for number in said if number not in known]
    assert wrong == []
