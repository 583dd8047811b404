"""The questions of a notebook for one student: answers, tries, hints, grading, panels."""

import numpy as np
import pytest

from helpers.exercises import Exercises, WrongAnswer
from helpers.exercises.topics import TOPICS


@pytest.fixture
def exercises():
    return Exercises("06", "ada")


def right(exercises, name):
    return exercises.questions[name].answer


def test_it_says_what_it_is(exercises):
    assert repr(exercises) == "Exercises('06', 'ada'): both, keras, ratio, layer, why"


def test_unknown_notebooks_and_questions_are_refused(exercises):
    with pytest.raises(ValueError, match="'08' has no exercises; choose 01, 02"):
        Exercises("08")
    for call in (
        exercises.__getitem__,
        exercises.grade,
        exercises.hint,
        lambda name: exercises.check(name, 1),
    ):
        with pytest.raises(ValueError, match="no question 'kers' here; they are both, keras"):
            call("kers")
    with pytest.raises(ValueError, match="no question 'kers'"):
        exercises.answers["kers"] = 3


def test_grading_prints_and_returns_nothing(exercises, capsys):
    assert exercises.grade("keras") is None
    exercises.answers["keras"] = f"{right(exercises, 'keras'):,}"
    assert exercises.grade("keras") is None
    exercises.answers["keras"] = right(exercises, "both")
    exercises.grade("keras")
    exercises.answers["keras"] = "many"
    exercises.grade("keras")
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "keras: not answered yet." and told[1].startswith("keras: Right. ")
    assert "both steps" in told[2] and "write it like" in told[3]


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_nbgrader_gets_an_error_for_all_but_the_right_answer(exercises, monkeypatch, capsys, mode):
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    for given, words in ((None, "not answered"), ("many", "write it like"), (0, "zero")):
        exercises.answers["keras"] = given
        with pytest.raises(WrongAnswer, match=words):
            exercises.grade("keras")
    exercises.answers["keras"] = right(exercises, "keras")
    exercises.grade("keras")
    assert "Right" in capsys.readouterr().out


def test_an_answer_to_another_s_numbers_is_told_so(monkeypatch, tmp_path):
    work = tmp_path / "autograded" / "ada" / "06"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    exercises = Exercises("06", "bob")
    assert exercises.student == "ada"
    monkeypatch.delenv("NBGRADER_EXECUTION")
    for other, words in (("bob", "numbers of 'bob'"), ("", "a class without names")):
        exercises.answers["keras"] = right(Exercises("06", other), "keras")
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
        with pytest.raises(WrongAnswer, match=words):
            exercises.grade("keras")
        monkeypatch.delenv("NBGRADER_EXECUTION")


def test_a_try_is_a_new_answer_that_can_be_read(exercises):
    for given in ("many", 1, 1, 2, "", 1):
        exercises.check("keras", given)
    assert exercises.tried["keras"] == [1, 2]
    exercises.answers["keras"] = 2
    exercises.summary()
    exercises.summary()
    assert len(exercises.tried["keras"]) == 2


def test_hints_come_one_by_one_and_are_counted(exercises):
    hints = exercises.questions["keras"].hints
    assert [exercises.hint("keras") for _ in hints] == list(hints)
    assert exercises.hint("keras") == "There are no more hints."
    assert exercises.hints == {**dict.fromkeys(exercises.questions, 0), "keras": len(hints)}


def test_the_panel_checks_and_hints(exercises):
    panel = exercises["keras"]
    assert exercises["keras"] is panel
    panel.button.click()
    assert panel.feedback.value == "There is no answer yet."
    panel.field.value = "<b>"
    panel.button.click()
    assert "&lt;b&gt;" in panel.feedback.value
    panel.field.value = str(right(exercises, "both"))
    panel.button.click()
    assert "both steps" in panel.feedback.value
    panel.field.value = str(right(exercises, "keras"))
    panel.button.click()
    assert panel.feedback.value.startswith("✔ Right.") and "It is kept" in panel.feedback.value
    assert len(exercises.tried["keras"]) == 2
    for left in (2, 1, 0):
        panel.help.click()
        assert panel.help.description == f"Hint ({left})"
    assert panel.help.disabled and panel.hints.value.count("<li>") == 3
    assert panel.hint() == "There are no more hints." and panel.check(3).startswith("Not yet")


def test_the_panel_of_a_choice_offers_all_in_an_order_of_the_student_s(exercises):
    orders = set()
    for student in ("ada", "bob", "cleo"):
        panel = Exercises("07", student)["choose"]
        offered = [value for _, value in panel.field.options[1:]]
        orders.add(tuple(offered))
        assert sorted(offered) == sorted(panel.question.options)
    assert len(orders) == 3
    panel.button.click()
    assert panel.feedback.value == "There is no answer yet."
    for option, thought in panel.question.options.items():
        panel.field.value = option
        panel.button.click()
        assert thought.split("%")[0][:20] in panel.feedback.value


def test_the_panel_of_a_function_checks_what_stands_in_the_answers():
    exercises = Exercises("04", "ada")
    panel = exercises["block"]
    panel.button.click()
    assert panel.feedback.value == "There is no answer yet."
    exercises.answers["block"] = lambda x, f: x
    panel.button.click()
    assert panel.feedback.value.startswith("✘ Not yet")
    exercises.answers["block"] = exercises.questions["block"].reference
    panel.button.click()
    assert panel.feedback.value.startswith("✔ Right")


@pytest.mark.parametrize("notebook", TOPICS)
def test_every_panel_can_be_shown_and_is_the_same_each_time(notebook):
    first, again = Exercises(notebook), Exercises(notebook)
    for name, question in first.questions.items():
        assert repr(first[name]) == repr(again[name]) and question.text in repr(first[name])
        shown = first[name]._repr_mimebundle_()
        assert "application/vnd.jupyter.widget-view+json" in shown and "<p>" in shown["text/html"]


def test_the_panel_of_a_function_tells_something_to_an_array():
    exercises = Exercises("04", "ada")
    exercises.answers["block"] = np.array([1.0, 2.0])
    exercises["block"].button.click()
    assert "Give the function" in exercises["block"].feedback.value


def test_what_was_right_in_a_panel_counts_and_outlives_the_kernel(exercises, capsys):
    panel = exercises["keras"]
    panel.field.value = str(right(exercises, "keras"))
    panel.field._handle_custom_msg({"event": "submit"}, [])  # Enter
    assert "Right" in panel.feedback.value
    panel.field.value = "3"
    assert panel.feedback.value == "", "what was said belongs to another answer"
    exercises.answers["keras"] = None  # as the cell of answers does
    exercises.grade("keras")
    assert "keras: Right." in capsys.readouterr().out
    later = Exercises("06", "ada")
    assert later.summary().record["questions"]["keras"]["right"]
    assert "already answered this question" in later["keras"].feedback.value
    assert not Exercises("06", "bob").summary().record["questions"]["keras"]["right"]


def test_a_wrong_answer_in_a_panel_is_not_kept(exercises, capsys):
    exercises["keras"].check(3)
    exercises.grade("keras")
    assert capsys.readouterr().out == "keras: not answered yet.\n"


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_nbgrader_sees_what_stands_in_the_notebook_alone(exercises, monkeypatch, mode):
    exercises["keras"].check(right(exercises, "keras"))
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    with pytest.raises(WrongAnswer, match="not answered"):
        exercises.grade("keras")


def test_the_four_diagnoses_count():
    exercises = Exercises("03", "ada")
    panel = exercises["diagnosis"]
    for name, case in panel.cases.items():
        panel.answers[name].value = case.kind
    panel.button.click()
    row = exercises.summary().record["questions"]["diagnosis"]
    assert row["right"] and row["tries"] == 1 and set(row["answer"]) == set("ABCD")
    wrong = dict.fromkeys("ABCD", "healthy")
    verdict = exercises.check("diagnosis", wrong)
    assert verdict.right is False and verdict.text.count("Not yet") >= 3
    for junk in (None, 3, {}, {"A": "ill"}, dict.fromkeys("ABCD", "ill"), "A healthy"):
        assert exercises.check("diagnosis", junk).right is None
