"""Questions with one number: right, the usual mistakes, and everything else."""

import pytest

from helpers.exercises import Number


@pytest.fixture
def question():
    return Number("What is left?", 0.25**20, {5.0: "Slopes multiply."}, "Think of a product.")


@pytest.mark.parametrize("given", [0.25**20, "9.1e-13", "0.25^20", "0.25 ** 20", " 9.09E-13 "])
def test_the_answer_may_be_written_in_several_ways(question, given):
    assert question.check(given) == "Right."


def test_a_usual_mistake_is_recognised(question):
    assert question.check(5) == "Not yet. Slopes multiply."


@pytest.mark.parametrize(
    "given, words", [(1, "times too large"), (1e-20, "times too small"), (0, "zero"), (-1, "sign")]
)
def test_any_other_number_is_told_where_it_stands_and_a_hint(question, given, words):
    said = question.check(given)
    assert words in said and said.endswith("Think of a product.")


@pytest.mark.parametrize(
    "given", ["", "a quarter", "nan", "inf", "2^3^4", "0^-1", "1e200^9", "(-1)^0.5", "-1^0.5", None]
)
def test_what_is_no_number_is_told_how_to_write_one(question, given):
    assert "write it like" in question.check(given)


def test_a_percent_sign_is_told_to_go(question):
    assert "unit" in question.check("3 %")


def test_the_button_shows_the_feedback_with_its_text_escaped(question):
    question.field.value = "<b>"
    question.button.click()
    assert "&lt;b&gt;" in question.feedback.value
    question.field.value = "0.25^20"
    question.button.click()
    assert question.feedback.value == "Right."
    assert repr(question) == "Number('What is left?')"
