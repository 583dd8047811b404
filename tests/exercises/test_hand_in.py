"""What is handed in: it survives the way, it is checked anew, and edits show."""

import json

import pytest

from helpers.exercises import Exercises
from helpers.exercises.__main__ import main
from helpers.exercises.hand_in import lines, read


@pytest.fixture
def exercises():
    exercises = Exercises("06", "ada")
    exercises.answers["both"] = f"{exercises.questions['both'].answer:,}"
    exercises.answers["ratio"] = 11
    exercises.hint("ratio")
    exercises.check("keras", 7)
    return exercises


def test_the_table_has_numbers_answers_tries_and_hints(exercises):
    summary = exercises.summary()
    rows = {row[0]: row[1:] for row in summary.rows}
    assert rows["both"][1:] == (exercises.answers["both"], "right", 1, 0)
    assert rows["ratio"][1:] == ("11", "not yet", 1, 1)
    assert rows["keras"][1:3] == ("7", "not yet"), "typed in the panel only"
    assert "kernel 3, inputs 19" in rows["both"][0]
    assert "<td>right</td>" in summary._repr_html_() and summary.line in repr(summary)
    assert summary.line == exercises.summary().line


def test_what_nobody_answered_is_open():
    rows = list(Exercises("06").summary().rows)
    assert all(row[2:] == ("—", "open", 0, 0) for row in rows)


def test_a_line_is_read_and_checked_anew(exercises):
    record, problems = read(exercises.summary().line)
    assert problems == [] and record["student"] == "ada"
    rights = {name: row["right"] for name, row in record["questions"].items()}
    assert rights == {"both": True, "keras": False, "ratio": False}


def test_a_function_arrives_as_its_results():
    exercises = Exercises("04", "ada")
    exercises.answers["block"] = exercises.questions["block"].reference
    record, problems = read(exercises.summary().line)
    assert record["questions"]["block"]["right"] and not problems
    exercises.answers["block"] = lambda x, f: f(x)
    assert not read(exercises.summary().line)[0]["questions"]["block"]["right"]
    exercises.answers["block"] = lambda: 1
    assert not read(exercises.summary().line)[0]["questions"]["block"]["right"]


def test_edits_show_and_do_not_help(exercises):
    line = exercises.summary().line
    found = json.loads(line)
    found["questions"]["ratio"]["right"] = True
    record, problems = read(json.dumps(found))
    assert not record["questions"]["ratio"]["right"]
    assert problems == ["edited: the seal does not fit", "ratio was said to be right"]
    found = json.loads(line)
    found["questions"]["ratio"]["tries"] = 0
    assert read(json.dumps(found))[1] == ["edited: the seal does not fit"]
    found = json.loads(line)
    found["student"] = "bob"
    record, problems = read(json.dumps(found))
    assert problems[0].startswith("edited") and not record["questions"]["both"]["right"]


@pytest.mark.parametrize(
    "line",
    ["", "{}", "[]", "null", "7", '{"exercises": "06"}', "x" * 50, '{"questions": {"a": 3}}',
     '{"exercises": "06", "format": 1, "student": "", "questions": {"both": {}}}',
     '{"exercises": "06", "format": 1, "student": "", "questions": {}}',
     '{"exercises": "99", "format": 1, "student": "", "questions": {}}',
     '{"exercises": "06", "format": 2, "student": "", "questions": {}}',
     '{"exercises": "06", "format": 1, "student": 7, "questions": {}}'],
)  # fmt: skip
def test_what_is_no_line_is_refused(line):
    with pytest.raises(ValueError):
        read(line)


def test_lines_are_found_in_text_and_in_executed_notebooks(exercises):
    summary = exercises.summary()
    assert lines(f"From: Ada\n\n  {summary.line}\n") == [summary.line]
    shown = repr(summary).splitlines(keepends=True)
    output = {"output_type": "execute_result", "data": {"text/plain": shown}}
    cells = [{"outputs": [output]}, {"source": "x"}, {"outputs": [{"text": "x"}]}]
    assert lines(json.dumps({"cells": cells})) == [summary.line]
    assert lines("nothing") == []


def test_the_command_checks_files_and_says_what_is_odd(exercises, tmp_path, capsys):
    good, edited, empty = (tmp_path / name for name in ("ada.txt", "eve.txt", "none.ipynb"))
    line = exercises.summary().line
    good.write_text(line)
    edited.write_text(line.replace('"ada"', '"eve"') + "\n" + '{"exercises": 1}')
    empty.write_text('{"cells": []}')
    assert main(["check", str(good)]) == 0
    assert capsys.readouterr().out.splitlines()[1].split("\t")[1:] == [
        "ada", "06", "1", "3", "3", "1", "",
    ]  # fmt: skip
    assert main(["check", str(good), str(edited), str(empty), str(tmp_path / "no")]) == 1
    told = capsys.readouterr()
    assert "edited: the seal does not fit; both was said to be right" in told.out
    assert "was the last cell run" in told.err and "is damaged" in told.err
