"""What is handed in: it survives the way, it is checked anew, and edits show."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.exercises import Exercises
from helpers.exercises.__main__ import main
from helpers.exercises.hand_in import lines, read, seal
from helpers.exercises.safe_text import printable
from helpers.exercises.topics import questions


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
    assert ">right</td>" in summary._repr_html_() and summary.line in repr(summary)
    assert summary.line == exercises.summary().line


def test_what_nobody_answered_is_open():
    rows = list(Exercises("06").summary().rows)
    assert all(row[2:] == ("—", "open", 0, 0) for row in rows)


def test_a_line_is_read_and_checked_anew(exercises):
    record, problems = read(exercises.summary().line)
    assert problems == [] and record["student"] == "ada"
    rights = {name: row["right"] for name, row in record["questions"].items()}
    assert [name for name, right in rights.items() if right] == ["both"] and len(rights) == 5


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
    assert problems == ["edited: the seal does not fit", "the line says that ratio is right"]
    found = json.loads(line)
    found["questions"]["ratio"]["tries"] = 0
    assert read(json.dumps(found))[1] == ["edited: the seal does not fit"]
    found = json.loads(line)
    found["student"] = "bob"
    record, problems = read(json.dumps(found))
    assert problems[0].startswith("edited") and not record["questions"]["both"]["right"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{}",
        "[]",
        "null",
        "7",
        '{"exercises": "06"}',
        "x" * 50,
        '{"questions": {"a": 3}}',
        '{"exercises": "06", "format": 1, "student": "", "questions": {"both": {}}}',
        '{"exercises": "06", "format": 1, "student": "", "questions": {}}',
        '{"exercises": "99", "format": 1, "student": "", "questions": {}}',
        '{"exercises": "06", "format": 2, "student": "", "questions": {}}',
        '{"exercises": "06", "format": 1, "student": 7, "questions": {}}',
    ],
)
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
        "ada",
        "06",
        "1",
        "5",
        "3",
        "1",
        "",
    ]
    assert main(["check", str(good), str(edited), str(empty), str(tmp_path / "no")]) == 1
    told = capsys.readouterr()
    assert "edited: the seal does not fit; the line says that both is right" in told.out
    assert "was its last cell run" in told.err and "is damaged" in told.err


def sealed(exercises, /, **changes):
    """A line of these exercises with changes, under a seal that fits; `row`: of the first row."""
    found = exercises.summary().record
    found["questions"]["both"].update(changes.pop("row", {}))
    found.update(changes)
    return json.dumps({**found, "seal": seal(found)})


def test_a_change_under_a_seal_that_fits_is_read(exercises):
    assert read(sealed(exercises, row={"tries": 3}))[1] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"row": {"tries": "three"}}, "tries of both is 'three'; expected 0 to 10000"),
        ({"row": {"tries": -5}}, "tries of both is -5"),
        ({"row": {"tries": 10**400}}, "tries of both is 1000"),
        ({"row": {"tries": float("nan")}}, "tries of both is nan"),
        ({"row": {"tries": True}}, "tries of both is True"),
        ({"row": {"hints": 4}}, "hints of both is 4; expected 0 to 3"),
        ({"row": {"right": "yes"}}, "right of both is 'yes'; expected true or false"),
        ({"student": ["ada"]}, r"student is \['ada'\]; expected a name"),
        ({"exercises": 6}, "exercises is 6; expected a notebook's number"),
        ({"exercises": "x" * 9999}, "has no exercises; choose 01"),
        ({"format": True}, "format is True; expected 1"),
        ({"format": None}, "format is None; expected 1"),
        ({"questions": None}, "questions is None"),
        ({"questions": dict.fromkeys(questions("06"), 1)}, "both is 1; expected an object"),
        ({"questions": {"x": {}}}, "has other questions"),
        ({"student": "x" * 200_000}, "more than 100,000 characters"),
    ],
)
def test_every_field_has_its_type_and_range(exercises, changes, words):
    with pytest.raises(ValueError, match=words) as told:
        read(sealed(exercises, **changes))
    assert len(str(told.value)) < 300


@pytest.mark.parametrize(
    "answer",
    [
        10**400,
        float("nan"),
        True,
        [],
        [[]],
        {"a": 1},
        [[[1]], None],
        ["nan", "x"],
        "\ud800",
        "x" * 9999,
    ],
)
@pytest.mark.parametrize("notebook", ["04", "06", "07"])
def test_an_answer_of_any_type_is_judged_and_wrong(notebook, answer):
    found = Exercises(notebook, "ada").summary().record
    for row in found["questions"].values():
        row["answer"] = answer
    record, problems = read(json.dumps({**found, "seal": seal(found)}))
    assert problems == [] and not any(row["right"] for row in record["questions"].values())


def test_a_name_that_no_exercises_write_is_told(exercises):
    for name in ("Ada", "ada\tx", "eve\nada", " ada"):
        assert (
            "edited: the exercises never write such a name"
            in read(sealed(exercises, student=name))[1]
        )


def damaged(exercises):
    """{name of a file: its bytes}, none of which can be believed."""
    line = exercises.summary().line
    deep = "[" * 20_000 + "]" * 20_000
    output = '{"cells": [{"outputs": [%s]}]}'
    texts = {
        "null.ipynb": '{"cells": null}',
        "cells.ipynb": '{"cells": [1, null, {"outputs": 3}, {"outputs": [4, {"data": 5}]}]}',
        "data.ipynb": output % '{"data": {"text/plain": {"a": 1}}}',
        "parts.ipynb": output % '{"data": {"text/plain": [1, null]}}',
        "deep.ipynb": f'{{"cells": {deep}}}',
        "deep.txt": f'{{"exercises": {deep}}}',
        "deep answer.txt": line.replace('"7"', deep).replace(": 7,", f": {deep},"),
        "digits.txt": line.replace('"tries": 1', f'"tries": {"1" * 400}'),
        "more digits.txt": line.replace('"tries": 1', f'"tries": {"1" * 5000}'),
        "tries.txt": line.replace('"tries": 1', '"tries": "one"'),
        "torn.txt": line[:-9],
        "list.txt": '{"exercises":[]}',
        "surrogate.txt": line.replace('"ada"', r'"\ud800"'),
        "empty.txt": "",
    }
    assert all(line not in text for text in texts.values())
    return {name: text.encode() for name, text in texts.items()} | {
        "latin.txt": "José".encode("latin-1"),
        "utf16.txt": line.encode("utf-16"),
        "noise.ipynb": bytes(range(256)) * 9,
    }


def test_a_damaged_file_costs_no_other_file_its_row(exercises, tmp_path, capsys):
    bad = damaged(exercises)
    files = []
    for number, (name, content) in enumerate(bad.items()):
        (tmp_path / name).write_bytes(content)
        good = tmp_path / f"good{number}.txt"
        good.write_text("\ufeff" + exercises.summary().line + "\r\n", encoding="utf-8")
        files += [str(tmp_path / name), str(good)]
    assert main(["check", *files]) == 1
    told = capsys.readouterr()
    rows = [row.split("\t") for row in told.out.splitlines()[1:]]
    right = [row for row in rows if row[-1] == ""]
    assert [row[0] for row in right] == files[1::2]
    assert all(row[1:7] == ["ada", "06", "1", "5", "3", "1"] for row in right)
    for name in bad:
        about = [line for line in told.err.splitlines() if f"/{name}: " in line]
        odd = [row for row in rows if row[0].endswith(f"/{name}")]
        assert len(about) + len(odd) == 1, name
        assert all(len(line) <= 500 and line.endswith(("?", ".")) for line in about)
    assert "Traceback" not in told.err and "cannot be judged" not in told.err


def test_what_is_no_ordinary_file_neither_hangs_nor_fills_the_memory(exercises, tmp_path, capsys):
    folder, pipe, huge, good = (tmp_path / name for name in ("folder", "pipe", "huge", "good"))
    folder.mkdir()
    os.mkfifo(pipe)
    with huge.open("wb") as file:
        file.truncate(2 * 2**30)  # takes no room on the disk
    good.write_text(exercises.summary().line)
    assert main(["check", str(folder), str(pipe), str(huge), "/dev/zero", str(good)]) == 1
    told = capsys.readouterr()
    assert "\tada\t" in told.out.splitlines()[1]
    words = ("not a file that can be read", "larger than 32 MiB")
    assert [told.err.count(text) for text in words] == [3, 1]


def test_a_file_of_very_many_lines_is_told_and_ends(exercises, tmp_path, capsys):
    file = tmp_path / "many.txt"
    file.write_text('{"exercises":1}\n' * 100_000)
    assert main(["check", str(file)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 101 and "only the first 100 of 100,000 lines" in told[-1]


FORGED = (
    "eve\nada\t06\t3\t3\t3\t0\t",
    "eve\r\nada",
    "eve\u2028ada",
    "eve\x1b[2K\x1b[1A",
    "\u202egnp.exe",
    '=HYPERLINK("http://evil")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    '"eve',
)


@pytest.mark.parametrize("name", FORGED)
def test_a_name_can_neither_forge_a_row_nor_steer_a_terminal_or_a_spreadsheet(
    exercises, name, tmp_path, capsys
):
    file = tmp_path / "eve.txt"
    file.write_text(sealed(exercises, student=name))
    main(["check", str(file)])
    table = capsys.readouterr().out
    assert table.count("\n") == len(table.splitlines()) == 2
    rows = list(csv.reader(io.StringIO(table), delimiter="\t"))
    assert [len(row) for row in rows] == [8, 8]
    shown = table.replace("\n", "").replace("\t", "")
    assert printable(shown) == shown
    assert rows[1][1][0] not in '=+-@＝"'


def test_a_file_s_name_is_text_as_well(exercises, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    name = '=1\n\x1b[31m"'
    Path(name).write_text(exercises.summary().line)
    assert main(["check", name, f"{name}2"]) == 1
    told = capsys.readouterr()
    assert told.out.splitlines()[1].startswith("'=1\\n\\x1b[31m\"\tada\t")
    assert told.err == '=1 \\x1b[31m"2: No such file or directory\n'


def test_names_are_printed_where_the_terminal_knows_no_such_letters(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(Exercises("06", "josé").summary().line)
    answer = subprocess.run(
        [sys.executable, "-m", "helpers.exercises", "check", str(file)],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0 and "\tjos\\xe9\t06\t" in answer.stdout


@pytest.mark.parametrize("notebook", ["04", "06", "07"])
def test_any_answer_can_be_handed_in_and_is_read_back(odd, notebook, capsys):
    exercises = Exercises(notebook, "ada")
    for name in exercises.questions:
        exercises.answers[name] = odd
        exercises.grade(name)
    told = capsys.readouterr().out.splitlines()
    assert len(told) == len(exercises.questions)
    summary = exercises.summary()
    assert summary.line.isascii() and len(summary.line) < 2000
    assert lines(repr(summary)) == [summary.line] == lines(f"{summary.line}\r\n")
    record, problems = read(summary.line)
    assert problems == [] and not any(row["right"] for row in record["questions"].values())
    assert summary._repr_html_().encode("utf-8")


def test_a_name_that_is_no_valid_text_has_numbers_and_a_line(monkeypatch):
    # Python gives bytes of an environment variable that are no UTF-8 as halves of surrogate pairs.
    monkeypatch.setenv("COURSE_STUDENT", "jos\udce9")
    exercises = Exercises("06")
    assert exercises.student == "jos\\udce9"
    assert read(exercises.summary().line)[1] == []


def test_names_of_all_scripts_are_kept():
    for name in ("josé", "王小明", "علی‌رضا"):
        record, problems = read(Exercises("06", name).summary().line)
        assert record["student"] == name and not problems


def test_a_line_that_breaks_the_judge_hides_none_after_it(tmp_path, capsys, monkeypatch):
    """Whatever a reader of ours raises: in a class's file the next line is another student's."""
    from helpers.exercises import __main__ as command

    def broken(line):
        if "mia" in line:
            raise TypeError("a fault of ours")
        return read(line)

    monkeypatch.setattr(command, "read", broken)
    file = tmp_path / "class.txt"
    names = ("ada", "mia", "zoe")
    file.write_text("\n".join(Exercises("06", name).summary().line for name in names))
    assert main(["check", str(file)]) == 1
    shown = capsys.readouterr()
    assert "ada" in shown.out and "zoe" in shown.out and "mia" not in shown.out
    assert "line 2: This cannot be checked (TypeError: a fault of ours)." in shown.err


def test_a_list_of_results_that_is_right_is_right_when_handed_in():
    exercises = Exercises("04", "ada")
    question = exercises.questions["block"]
    exercises.answers["block"] = question.handed_in(question.reference)
    assert exercises.check("block", exercises.answers["block"]).right
    record, problems = read(exercises.summary().line)
    assert record["questions"]["block"]["right"] is True and problems == []


def test_check_into_a_closed_pipe_ends_quietly(tmp_path):
    files = [tmp_path / f"{number}.txt" for number in range(300)]
    for file in files:
        file.write_text(Exercises("06", "ada").summary().line if file is files[0] else "{}")
    command = [sys.executable, "-m", "helpers.exercises", "check", *map(str, files)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert b"Broken pipe" not in process.stderr.read()
    process.wait(timeout=60)


def test_a_name_that_looks_like_another_one_is_remarked():
    _, problems = read(Exercises("06", "ada\u200d").summary().line)
    assert problems == ["the name has invisible characters: whose is it?"]
