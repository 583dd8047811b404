"""Guesses: taken before the result, kept, shown beside it, collected from a class."""

import json

import numpy as np
import pytest

from helpers.exercises import Exercises, Predict, Prediction, compare
from helpers.exercises.__main__ import main
from helpers.exercises.kept import Kept, kept
from helpers.exercises.predict import FIRST_LINE
from helpers.exercises.topics import PREDICTING, predictions, separable

ASKED = {
    "loss": Prediction("Which loss?", unit="%", reading="It fell."),
    "more": Prediction("Which has more?", choices=("plain", "residual", "equal")),
}


@pytest.fixture(autouse=True)
def asked(monkeypatch, tmp_path):
    """Two predictions in notebook 06, and a folder of its own for what is kept."""
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "answers"))
    monkeypatch.setattr(separable, "PREDICTIONS", ASKED, raising=False)
    return tmp_path / "answers" / "06.json"


def test_a_number_is_kept_and_shown_beside_the_result(asked):
    panel = Predict("06-loss")
    panel.field.value = "12,000 %"
    panel.button.click()
    assert panel.feedback.value == "Kept: 12,000 %."
    assert json.loads(asked.read_text())["guesses"] == {"loss": 12000.0}
    assert Prediction("How many?").show(20260.3) == "20,260"
    found = compare("06-loss", np.float32(0.00123456))
    assert repr(found).split("\n")[1:] == ["You said 12,000 %, it is 0.001235 %.", "It fell."]
    assert "<b>You said 12,000 %" in found._repr_html_() and "It fell." in found._repr_html_()
    assert panel.feedback.value == "You said 12,000 %, it is 0.001235 %."
    assert panel.field.disabled and panel.button.disabled
    assert panel.guess(3) == "The result is already shown: predict before you run the cell."


def test_enter_keeps_a_number_and_an_edit_takes_back_what_was_said():
    panel = Predict("06-loss")
    panel.field.value = "3"
    panel.field._handle_custom_msg({"event": "submit"}, [])
    assert panel.feedback.value == "Kept: 3 %."
    panel.field.value = "4"
    assert panel.feedback.value == ""
    panel.field._handle_custom_msg({"event": "other"}, [])
    assert panel.feedback.value == "" and kept("06").guesses == {"loss": 3.0}


def test_a_choice_is_one_of_those_offered():
    panel = Predict("06-more")
    assert panel.guess("both").endswith("is not one of: plain, residual, equal.")
    panel.button.click()
    assert panel.feedback.value == "There is no guess yet."
    panel.field.value = "residual"
    panel.button.click()
    assert (
        str(compare("06-more", "equal")).removeprefix(f"{FIRST_LINE}\n")
        == "You said residual, it is equal."
    )
    assert (
        str(compare("06-more", "residual")).removeprefix(f"{FIRST_LINE}\n")
        == "You said residual, and so it is."
    )


def test_a_field_that_is_not_answered_says_so():
    """An index of None would be a blank in the page."""
    assert Predict("06-more").field.label == "choose …" and Predict("06-more").field.index == 0
    assert Exercises("06")["why"].field.label == "choose …"
    Predict("06-more").guess("equal")
    assert Predict("06-more").field.label == Predict("06-more").field.value == "equal"


def test_what_cannot_be_read_is_not_kept_and_costs_nothing(asked, odd):
    panel = Predict("06-loss")
    assert len(panel.guess(odd)) > 10
    assert not asked.exists() and not kept("06").guesses


def test_without_a_guess_the_result_is_shown_alone():
    assert (
        str(compare("06-loss", 7)).removeprefix(f"{FIRST_LINE}\n")
        == "It is 7 %. No guess was made.\nIt fell."
    )


def test_a_guess_outlives_the_kernel(asked):
    Predict("06-loss").guess("5")
    Predict("06-more").guess("Plain")
    again = Kept(asked)
    assert again.guesses == {"loss": 5.0, "more": "plain"} and again.results == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": 2}',
        '{"format": 1, "guesses": 3}',
        '{"format": 1, "answers": {"ada": 3}}',
        "\0",
        "[" * 10**5,
    ],
)
def test_a_damaged_file_is_passed_over(asked, text):
    asked.parent.mkdir()
    asked.write_text(text)
    assert Kept(asked).guesses == {} and Kept(asked).answers == {}


def test_where_nothing_can_be_written_the_guess_stays_in_the_kernel(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "file" / "answers"))
    assert Predict("06-loss").guess(5).startswith("Kept: 5 %. It is kept only until the kernel")
    assert str(compare("06-loss", 5)).split("\n")[1].startswith("You said 5 %, and so it is.")


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_while_nbgrader_grades_no_file_is_read_or_written(monkeypatch, asked, mode):
    Predict("06-loss").guess(5)
    before = asked.read_text()
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    assert Kept(asked).guesses == {}
    Kept(asked).answer("ada", "both", 1)
    assert asked.read_text() == before


def test_names_and_results_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="no prediction '06-los'; choose one of 06-loss, 06-more"):
        Predict("06-los")
    with pytest.raises(ValueError, match="Notebook '08' has no predictions"):
        compare("08-loss", 1)
    with pytest.raises(ValueError, match="not one of the choices"):
        compare("06-more", "all")
    with pytest.raises(ValueError, match="not one of the choices"):
        compare("06-more", 3)
    with pytest.raises(TypeError, match="expected a number"):
        compare("06-loss", [1, 2])


def test_readers_without_a_kernel_see_the_question():
    panel = Predict("06-more")
    assert repr(panel) == "Predict: Which has more? (plain · residual · equal)"
    assert "plain · residual · equal" in panel._repr_mimebundle_()["text/html"]


def test_the_summary_shows_guesses_and_a_line_without_a_name():
    exercises = Exercises("06", "ada lovelace")
    assert repr(exercises.summary()).endswith("Predictions kept: 0 of 2.")
    Predict("06-loss").guess(5)
    Predict("06-more").guess("equal")
    compare("06-loss", 7)
    shown = repr(exercises.summary())
    line = shown.splitlines()[-1]
    assert "loss        5 %       7 %" in shown and "more        equal     not yet run" in shown
    assert json.loads(line) == {
        "predictions": "06", "format": 1, "guesses": {"loss": 5.0, "more": "equal"},
        "results": {"loss": 7.0},
    }  # fmt: skip
    assert "lovelace" not in line and line in exercises.summary()._repr_html_().replace(
        "&quot;", '"'
    )


def test_a_class_is_put_together_from_lines_and_notebooks(tmp_path, capsys):
    lines = [
        {"predictions": "06", "format": 1, "guesses": {"loss": n, "more": more}, "results": {}}
        for n, more in ((1, "plain"), (9, "equal"), (3, "plain"))
    ]
    lines[1]["results"] = {"loss": 7}
    text = "\n".join(map(json.dumps, lines[:2]))
    (tmp_path / "lines.txt").write_text(text)
    output = {"data": {"text/plain": ["table\n", json.dumps(lines[2])]}}
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [{"outputs": [output]}]}))
    assert main(["predictions", str(tmp_path / "lines.txt"), str(tmp_path / "a.ipynb")]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert rows[1][:5] == ["06", "loss", "3", "median 3 %, from 1 % to 9 %", "7 %"]
    assert rows[2][:5] == ["06", "more", "3", "2 × plain, 1 × equal", "—"]


@pytest.mark.parametrize(
    "text, words",
    [
        ("nothing", "no line of predictions"),
        ('{"predictions": "06"}', "damaged"),
        ('{"predictions": "06", "format": 1, "guesses": {}}', "no results"),
        ('{"predictions": "99", "format": 1, "guesses": {}, "results": {}}', "no predictions"),
        (
            '{"predictions": "06", "format": 1, "guesses": {"x": 1}, "results": {}}',
            "another version",
        ),
        ('{"predictions": "06", "format": 1, "guesses": {"loss": true}, "results": {}}', "is True"),
        (
            '{"predictions": "06", "format": 1, "guesses": {"more": "<b>"}, "results": {}}',
            "not one of",
        ),
        ('{"predictions": "06", "format": 1, "guesses": {"loss": []}, "results": {}}', "expected"),
    ],
)
def test_what_is_no_line_is_told_in_a_sentence(text, words, tmp_path, capsys):
    (tmp_path / "lines.txt").write_text(text)
    assert main(["predictions", str(tmp_path / "lines.txt")]) == 1
    told = capsys.readouterr()
    assert words in told.err and told.err.count("\n") == 1 and not told.out


def test_a_missing_file_is_told(tmp_path, capsys):
    assert main(["predictions", str(tmp_path / "none.txt")]) == 1
    assert "none.txt: No such file" in capsys.readouterr().err


@pytest.mark.parametrize("notebook", PREDICTING)
def test_every_prediction_is_a_question_with_a_field(notebook, monkeypatch):
    monkeypatch.undo()
    for name, prediction in predictions(notebook).items():
        assert prediction.text.rstrip()[-1] in ".?)" and "?" in prediction.text
        assert len(set(prediction.choices)) == len(prediction.choices) != 1
        for choice in prediction.choices:
            assert prediction.parse(f" {choice.upper()}") == choice
        assert name.isidentifier()
        if prediction.drawn:
            with pytest.raises(ValueError, match="is drawn"):
                Predict(f"{notebook}-{name}")
        else:
            assert Predict(f"{notebook}-{name}").field.value in ("", None)


def test_a_damaged_line_or_file_costs_no_other_line_its_guesses(tmp_path, capsys):
    good = json.dumps({"predictions": "06", "format": 1, "guesses": {"loss": 3}, "results": {}})
    (tmp_path / "lines.txt").write_text(f'{{"predictions": "99"}}\n{good}\n')
    (tmp_path / "other.txt").write_text(good)
    files = [str(tmp_path / name) for name in ("lines.txt", "none.txt", "other.txt")]
    assert main(["predictions", *files]) == 1
    told = capsys.readouterr()
    assert "06\tloss\t2\tmedian 3 %" in told.out
    assert "lines.txt: line 1: This is not a line" in told.err and "none.txt" in told.err


@pytest.mark.parametrize(
    "kept_guesses",
    [
        {"loss": "x", "more": 3},
        {"loss": True, "gone": 1},
        {"loss": [1, 2], "more": None},
        {"more": "both", "loss": {"a": 1}},
    ],
)
def test_a_guess_that_no_longer_fits_its_question_is_passed_over(asked, kept_guesses):
    """As after an update of the course, or when somebody edited the file."""
    asked.parent.mkdir()
    asked.write_text(json.dumps({"format": 1, "guesses": kept_guesses, "answers": {}}))
    assert kept("06").guesses == {}
    assert Predict("06-loss").field.value == "" and Predict("06-more").field.value is None
    assert repr(Exercises("06").summary()).endswith("Predictions kept: 0 of 2.")
