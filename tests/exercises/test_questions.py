"""All questions, with all the numbers that can be drawn: right, mistaken, nonsense."""

import functools
import itertools

import pytest

from helpers.exercises import Build, Choice, Code, Exercises, Number
from helpers.exercises.diagnosed import Diagnosed
from helpers.exercises.topics import TOPICS, questions

DRAWN = {(nb, name): drawn for nb in TOPICS for name, drawn in questions(nb).items()}
NAMES = [f"student{i}" for i in range(40)]
NONSENSE = ("", "many", "nan", "inf", "-1", "0", "1e300", "7,2,4", "50 %", "1/0", None, [], "<b>")
every = pytest.mark.parametrize("key", DRAWN, ids="-".join)


@functools.cache
def made(key):
    return [DRAWN[key].make(**numbers) for numbers in DRAWN[key].cases()]


@every
def test_no_mistake_can_be_taken_for_another_or_for_right(key):
    found = made(key)
    if isinstance(found[0], Build):  # each case builds some ten small networks
        assert found[0].mistakes_differ() and found[-1].mistakes_differ()
    else:
        assert len(found) >= 30 or isinstance(found[0], Choice)
    for question in found:
        assert question.is_unambiguous()
        if isinstance(question, Number):
            known = [question.answer, *(wrong for wrong, _ in question.mistakes)]
            assert len(set(known)) == len(known) >= 5


@every
def test_right_is_right_and_each_mistake_is_told_what_it_is(key):
    if isinstance(made(key)[0], Diagnosed):
        pytest.skip("test_diagnosis.py gives all answers to the four networks")
    for question in made(key)[: 2 if isinstance(made(key)[0], Build) else 300]:
        if isinstance(question, Choice):
            right, wrong = question.answer, [o for o in question.options if o != question.answer]
            thoughts = [question.options[option] for option in wrong]
        elif isinstance(question, Code | Build):
            right, wrong = question.reference, [mistaken for mistaken, _ in question.mistakes]
            thoughts = [thought for _, thought in question.mistakes]
        else:
            right, wrong = question.answer, [number for number, _ in question.mistakes]
            thoughts = [thought for _, thought in question.mistakes]
        verdict = question.check(right)
        assert verdict.right and verdict.text.startswith("Right. ") and len(verdict.text) > 15
        assert [question.check(answer).text for answer in wrong] == [
            f"Not yet. {t}" for t in thoughts
        ]
        assert len(set(thoughts)) == len(thoughts)


@every
def test_nonsense_is_never_right_and_always_told_something(key):
    question = made(key)[0]
    for nonsense in NONSENSE:
        verdict = question.check(nonsense)
        assert not verdict.right and len(verdict.text) > 20


@every
def test_neither_question_nor_hints_nor_feedback_give_the_number_away(key):
    for question in made(key)[:100]:
        assert len(question.hints) >= 2
        if isinstance(question, Number) and question.answer >= 1000:
            told = " ".join(
                [
                    question.text,
                    *question.hints,
                    question.advice,
                    *(thought for _, thought in question.mistakes),
                ]
            )
            assert f"{question.answer:,}" not in told and str(question.answer) not in told


@pytest.mark.parametrize("key", [key for key in DRAWN if DRAWN[key].ranges], ids="-".join)
def test_students_mostly_get_different_numbers(key):
    if len(made(key)) < 30:
        pytest.skip("a block to build: what differs between students is its width alone")
    drawn_numbers = [str(DRAWN[key].numbers(name, "x-y")) for name in NAMES]
    pairs = list(itertools.combinations(drawn_numbers, 2))
    assert sum(a != b for a, b in pairs) / len(pairs) > 0.95


@pytest.mark.parametrize("notebook", TOPICS)
def test_each_notebook_asks_a_few_and_a_name_always_gets_the_same(notebook):
    first, again = Exercises(notebook, "Ada"), Exercises(notebook, " ADA ")
    assert first.numbers == again.numbers and 2 <= len(first.questions) <= 6
    assert all(question.is_unambiguous() for question in first.questions.values())


def test_questions_on_one_table_and_on_one_convolution_get_the_same_numbers():
    for notebook, first, second in (("01", "top1", "top5"), ("06", "both", "keras")):
        for name in NAMES:
            numbers = Exercises(notebook, name).numbers
            assert numbers[first] == numbers[second]


def test_what_was_drawn_once_stays():
    """Drawn in November 2026: hand-ins of a running course would be worth nothing otherwise."""
    drawn = Exercises("06", "ada").numbers
    assert {name: drawn[name] for name in ("both", "keras", "ratio")} == {
        "both": {"kernel": 3, "inputs": 19, "outputs": 97},
        "keras": {"kernel": 3, "inputs": 19, "outputs": 97},
        "ratio": {"kernel": 7, "outputs": 224},
    }
    assert Exercises("02", "").numbers["grouped"] == {
        "kernel": 5,
        "inputs": 64,
        "outputs": 320,
        "groups": 2,
    }
