"""What students hand in: each file is judged by itself, any answer gives a line to read back."""

import json
import subprocess
import sys

from hypothesis import example, given
from hypothesis import strategies as st
from junk import ANYTHING, JSON, cut_or_flipped, damaged, one_sentence

from helpers.exercises import Exercises
from helpers.exercises.hand_in import lines, read
from helpers.exercises.topics import TOPICS


def handed_in(notebook="06", student="ada"):
    exercises = Exercises(notebook, student)
    exercises.check("both", "1040")
    return exercises.summary().line


LINE = handed_in()


@given(st.sampled_from([json.loads(LINE)]).flatmap(damaged) | JSON)
def test_an_edited_line_is_judged_or_refused_in_one_sentence(record):
    try:
        found, problems = read(json.dumps(record))
    except ValueError as error:
        assert one_sentence(error)
    else:
        for row in found["questions"].values():
            assert row["right"] in (True, False)
            assert type(row["tries"]) is int and row["tries"] >= 0
            assert type(row["hints"]) is int and row["hints"] >= 0
        assert found["student"].isprintable()
        assert record == json.loads(LINE) or problems


@given(st.binary(max_size=80) | cut_or_flipped(LINE.encode()) | JSON.map(json.dumps))
@example('{"cells": null}')
@example('{"cells": [{"outputs": [{"data": null}]}]}')
@example('{"cells": [{"outputs": [{"data": {"text/plain": 7}}]}]}')
@example("[" * 20_000)
def test_any_text_gives_lines_or_one_sentence(content):
    text = content.decode(errors="replace") if isinstance(content, bytes) else content
    try:
        found = lines(text)
    except ValueError as error:
        assert one_sentence(error)
    else:
        assert all(isinstance(line, str) for line in found)


class Hostile:
    """An answer whose every description raises."""

    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __float__ = __repr__


@given(st.sampled_from(sorted(TOPICS)), ANYTHING | st.just(Hostile()), st.data())
@example("06", 10**400, None)
@example("06", "\ud800", None)
def test_any_answer_is_told_something_and_the_line_is_read_back(notebook, answer, data):
    exercises = Exercises(notebook, "ada")
    names = list(exercises.questions)
    name = data.draw(st.sampled_from(names)) if data else names[0]
    verdict = exercises.check(name, answer)
    assert verdict.right in (True, False, None) and verdict.text
    exercises.answers[name] = answer
    line = exercises.summary().line
    assert "\n" not in line and line.encode("utf-8")
    record, problems = read(line)
    assert problems == [] and set(record["questions"]) == set(names)


def test_each_file_is_reported_whatever_the_others_hold(tmp_path):
    files = {
        "a.txt": LINE,
        "b.ipynb": '{"cells": null}',
        "c.txt": LINE.replace('"tries": 1', '"tries": "many"'),
        "d.ipynb": "[" * 20_000,
        "e.txt": LINE.replace('"tries": 1', f'"tries": {"9" * 400}'),
        "f.txt": handed_in(student="bob"),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-m", "helpers.exercises", "check", *sorted(files)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1 and "Traceback" not in answer.stderr
    both = answer.stdout + answer.stderr
    assert all(name in both for name in files)
    assert "ada" in answer.stdout and "bob" in answer.stdout
