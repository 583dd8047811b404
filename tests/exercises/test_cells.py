"""The notebooks' last section: nbgrader's metadata, no solutions, and the state it ships in."""

import json
import re
import shutil
from pathlib import Path

import pytest

from helpers.exercises import Exercises
from helpers.exercises.__main__ import main
from helpers.exercises.cells import cells, write
from helpers.exercises.topics import TOPICS

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
GRADED = [path for path in NOTEBOOKS if path.name[:2] in TOPICS]
each = pytest.mark.parametrize("path", GRADED, ids=lambda path: path.stem)
# nbgrader 0.9's schema 3: what a cell says, and of which type it is.
KEYS = {
    "grade": bool,
    "grade_id": str,
    "locked": bool,
    "schema_version": int,
    "solution": bool,
    "task": bool,
}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell):
    return "".join(cell["source"])


@pytest.mark.parametrize("notebook", TOPICS)
def test_metadata_follow_nbgrader_s_schema(notebook):
    found = [cell["metadata"]["nbgrader"] for cell in cells(notebook) if cell["metadata"]]
    for metadata in found:
        assert {key: type(metadata[key]) for key in KEYS} == KEYS
        assert metadata["schema_version"] == 3 and not metadata["task"]
        assert re.fullmatch(r"[A-Za-z0-9_\-]+", metadata["grade_id"])
        assert metadata["grade"] == metadata["locked"] == ("points" in metadata)
        assert metadata["grade"] != metadata["solution"]
    assert [metadata["solution"] for metadata in found] == [True, *[False] * (len(found) - 1)]
    assert sum(metadata.get("points", 0) for metadata in found) == len(
        Exercises(notebook).questions
    )


def test_ids_are_unique_over_all_notebooks():
    ids = [
        cell["metadata"]["nbgrader"]["grade_id"]
        for notebook in TOPICS
        for cell in cells(notebook)
        if cell["metadata"]
    ]
    assert len(ids) == len(set(ids))


@each
def test_the_notebook_ends_its_exercises_as_written(path):
    """If this fails: python -m helpers.exercises cells NOTEBOOK, and run the notebook."""
    wanted = {cell["id"]: cell for cell in cells(path.name[:2])}
    found = {cell["id"]: cell for cell in read(path) if cell["id"] in wanted}
    assert list(found) == list(wanted)
    for name, cell in wanted.items():
        assert source(found[name]) == cell["source"]
        assert found[name]["metadata"] == cell["metadata"]
    graded = [cell["id"] for cell in read(path) if "nbgrader" in cell["metadata"]]
    assert set(graded) <= set(wanted)


@each
def test_every_question_is_asked_in_the_text(path):
    text = "\n".join(source(cell) for cell in read(path))
    assert re.search(rf'^exercises = Exercises\("{path.name[:2]}"\)$', text, re.M)
    for name in Exercises(path.name[:2]).questions:
        assert re.search(rf'^exercises\["{name}"\]$', text, re.M), name


@each
def test_no_notebook_holds_a_solution(path):
    found = read(path)
    for output in (output for cell in found for output in cell.get("outputs", ())):
        for kind in ("image/png", "image/jpeg"):  # hold any digits, by chance
            output.get("data", {}).pop(kind, None)
    text = json.dumps(found, ensure_ascii=False)
    assert "Right." not in text and "BEGIN SOLUTION" not in text
    for name, question in Exercises(path.name[:2], "").questions.items():
        assert f'answers[\\"{name}\\"] = None' in text
        answer = getattr(question, "answer", None)
        if isinstance(answer, int) and answer >= 1000:
            assert f"{answer:,}" not in text and str(answer) not in text


@each
def test_outputs_are_those_without_a_name(path):
    shown = {cell["id"]: cell.get("outputs") for cell in read(path)}
    summary = shown[f"{path.name[:2]}-summary"][0]["data"]["text/plain"]
    assert "".join(summary) == repr(Exercises(path.name[:2], "").summary())


def test_the_section_is_put_at_the_end_and_then_kept_in_its_place(tmp_path):
    path = tmp_path / "06_new.ipynb"
    text = {"cell_type": "markdown", "id": "text", "metadata": {}, "source": ["Hello"]}
    path.write_text(json.dumps({"cells": [text], "metadata": {}, "nbformat": 4}))
    write(path)
    found = json.loads(path.read_text())
    ids = [cell["id"] for cell in found["cells"]]
    assert ids == ["text", *(cell["id"] for cell in cells("06"))]
    found["cells"].append({**text, "id": "last"})
    found["cells"][2]["source"] = ["spoilt"]
    path.write_text(json.dumps(found))
    write(path)
    again = read(path)
    assert [cell["id"] for cell in again] == [*ids, "last"]
    assert "".join(again[2]["source"]) == cells("06")[1]["source"]
    shutil.copy(path, tmp_path / "99_none.ipynb")
    with pytest.raises(ValueError, match="'99' has no exercises"):
        write(tmp_path / "99_none.ipynb")


def test_what_to_take_along_stays_the_last_section(tmp_path):
    path = tmp_path / "06_new.ipynb"
    first, last = (
        {"cell_type": "markdown", "id": name, "metadata": {}, "source": [text]}
        for name, text in (("first", "# 06"), ("last", "## What to take along"))
    )
    path.write_text(json.dumps({"cells": [first, last], "metadata": {}, "nbformat": 4}))
    for _ in range(2):
        write(path)
        ids = [cell["id"] for cell in read(path)]
        assert (ids[0], ids[1], ids[-1]) == ("first", "06-hand-in", "last")


def test_the_command_names_what_it_cannot_write(tmp_path, capsys):
    good, torn, other = (tmp_path / name for name in ("06.ipynb", "05.ipynb", "99.ipynb"))
    good.write_text('{"cells": []}')
    torn.write_text('{"cells"')
    other.write_text('{"cells": []}')
    assert main(["cells", str(good)]) == 0
    assert main(["cells", str(torn), str(other), str(tmp_path / "07.ipynb")]) == 1
    told = capsys.readouterr().err.splitlines()
    assert "is damaged" in told[0] and "has no exercises" in told[1] and "No such file" in told[2]
    assert torn.read_text() == '{"cells"' and sorted(tmp_path.iterdir()) == [torn, good, other]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", '{"cells": null}', '{"cells": [1]}', "[" * 20_000, '{"cells": "x"}'],
    ids=range(7),
)
def test_what_is_no_notebook_is_refused_in_a_sentence_and_left_alone(text, tmp_path, capsys):
    path = tmp_path / "06.ipynb"
    path.write_text(text)
    good = tmp_path / "05.ipynb"
    good.write_text('{"cells": [{}, {"source": 3}]}')
    assert main(["cells", str(path), str(good)]) == 1
    told = capsys.readouterr()
    assert told.err == f"{path}: This is no notebook of format 4, or it is damaged.\n"
    assert told.out.startswith(f"{good}: ") and path.read_text() == text


def test_a_notebook_keeps_what_is_no_whole_character(tmp_path):
    path = tmp_path / "06.ipynb"
    path.write_text(r'{"cells": [{"id": "a", "source": ["\ud800 é"]}]}', encoding="utf-8")
    write(path)
    assert read(path)[0]["source"] == ["\ud800 é"]


def test_a_notebook_that_cannot_be_written_is_told_and_left_alone(tmp_path, capsys):
    path = tmp_path / "06.ipynb"
    path.mkdir()
    assert main(["cells", str(path)]) == 1
    assert "a folder or a device" in capsys.readouterr().err
