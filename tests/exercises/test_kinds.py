"""The kinds of questions: what they say to right answers, known mistakes and everything else."""

import dataclasses
import json

import numpy as np
import pytest

from helpers.exercises import Build, Choice, Code, Magnitude, Number, Table
from helpers.exercises.safe_text import printable

COUNT = Number(
    text="How many?",
    answer=7240,
    because="As in the lecture.",
    mistakes=((7200, "You forgot the bias."), (1040, "That is separated.")),
    advice="Think of the biases.",
)
CODE = Code(
    text="Write add(a, b).",
    name="add",
    calls=((1, 2), (3, 5)),
    shown=("add(1, 2)", "add(3, 5)"),
    reference=lambda a, b: a + b,
    mistakes=((lambda a, b: a - b, "You subtract."),),
    advice="A sum.",
)


@pytest.mark.parametrize("given", [7240, "7,240", "((3*3)*20+1)*40"])
def test_a_right_number_is_told_why(given):
    verdict = COUNT.check(given)
    assert (verdict.right, verdict.text) == (True, "Right. As in the lecture.")


def test_a_known_mistake_is_named():
    verdict = COUNT.check("7200")
    assert (verdict.right, verdict.text) == (False, "Not yet. You forgot the bias.")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (7241, "close, but too large, and a count must be exact"),
        (7239.5, "close, but too small"),
        (2000, "that is too small"),
        (9000, "that is too large"),
        (0, "zero cannot"),
        (-7240, "the sign cannot"),
        (1e6, "more than 100 times too large"),
        (1e-300, "times too small"),
        (1e300, "times too large"),
    ],
)
def test_any_other_number_is_told_where_it_stands_and_what_to_think_of(given, words):
    verdict = COUNT.check(given)
    assert verdict.right is False and words in verdict.text
    assert verdict.text.endswith("Think of the biases.") and "7240" not in verdict.text


def test_what_is_no_number_is_no_try():
    assert COUNT.check("many").right is None
    assert "write it like" in COUNT.check("many").text


def test_a_tolerance_is_relative_and_mistakes_must_keep_their_distance():
    def loose(*mistakes):
        return Number(text="", answer=10, mistakes=mistakes, advice="", tolerance=0.02)

    near = loose((10.3, "x"))
    assert near.check(10.19).right and not near.check(9.7).right
    assert not near.is_unambiguous() and loose((11, "x")).is_unambiguous()
    assert not loose((2, "x"), (2, "y")).is_unambiguous()
    assert not loose((float("nan"), "x")).is_unambiguous()


def test_any_fraction_is_recognised_where_per_cent_are_asked_for():
    share = Number(text="", answer=40, mistakes=(), advice="Look.", unit="%")
    assert "looks like a fraction" in share.check("1/3").text
    assert "fraction" not in share.check(30).text and share.check("40 %").right


def test_an_order_of_magnitude():
    power = Magnitude(text="", answer=1e-12, mistakes=((1e-6, "A half."),), advice="A power.")
    assert power.check("1e-12").right and power.check("3e-12").right and power.check("4e-13").right
    assert not power.check("4e-12").right and power.check(2e-6).text == "Not yet. A half."
    assert "sign" in power.check(-12).text and "zero" in power.check(0).text
    assert power.is_unambiguous()
    assert not Magnitude(text="", answer=1, mistakes=((3, "x"),), advice="").is_unambiguous()


def test_a_choice_is_read_in_any_spelling_and_answers_each_option():
    choice = Choice(
        text="Which?", options={"ResNet-50": "It fits.", "VGG16": "Too large."}, answer="ResNet-50"
    )
    assert choice.check("resnet50").right and choice.check(" RESNET 50 ").right
    assert choice.check("VGG16").text == "Not yet. Too large."
    for nonsense in ("", None, "x", 3, [], "ResNet"):
        assert choice.check(nonsense).right is None
        assert "ResNet-50, VGG16" in choice.check(nonsense).text
    assert choice.is_unambiguous()
    assert not Choice(text="", options={"a": "same", "b": "same"}, answer="a").is_unambiguous()


def test_a_function_is_compared_with_the_reference():
    assert CODE.check(lambda a, b: b + a).right
    assert CODE.check(lambda a, b: a - b).text == "Not yet. You subtract."
    other = CODE.check(lambda a, b: 3)
    assert other.text == "Not yet: add(3, 5) gives 3.0. A sum."
    assert "shape (2,)" in CODE.check(lambda a, b: [a, b]).text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda a: a, "TypeError"),
        (lambda a, b: None, "is there a return?"),
        (lambda a, b: 1 / 0, "ZeroDivisionError"),
        (lambda a, b: "x", "ValueError"),
        (lambda a, b: [1, [2]], "ValueError"),
    ],
)
def test_a_function_that_fails_is_told_how(given, words):
    verdict = CODE.check(given)
    assert verdict.right is False and verdict.text.startswith("Not yet: add stops with")
    assert words in verdict.text


def test_what_is_no_function_is_no_try():
    assert CODE.check(3).right is None and "the function add itself" in CODE.check("add").text


def test_the_results_of_a_function_are_handed_in_and_can_be_checked_again():
    kept = CODE.handed_in(lambda a, b: a + b)
    assert kept == [3, 8] and CODE.check(kept).right
    assert not CODE.check([3]).right and not CODE.check([3, "x"]).right
    assert CODE.handed_in(lambda a: a) == "ends with TypeError"
    assert CODE.handed_in(7) == 7


def test_a_function_cannot_spoil_the_arguments_of_the_next_check():
    array = Code(
        text="",
        name="f",
        calls=((np.ones(2),),),
        shown=("f(x)",),
        mistakes=(),
        reference=lambda x: x + 1,
        advice="",
    )

    def spoils(x):
        x += 1
        return x

    assert array.check(spoils).right and array.check(spoils).right


def test_a_table_is_text_and_html():
    table = Table(("a", "b<"), ((1, "x"), (22, "y")))
    assert str(table) == " a  b<\n 1   x\n22   y"
    assert ">b&lt;</th>" in table.html() and ">22</td>" in table.html()


def test_any_object_is_told_that_it_is_no_answer_in_a_sentence(odd):
    choice = Choice(text="", options={"a": "A.", "b": "B."}, answer="a")
    for question in (COUNT, choice, CODE):
        verdict = question.check(odd)
        assert not verdict.right and 10 < len(verdict.text) < 300 and verdict.text.endswith(".")
        assert printable(verdict.text) == verdict.text


def test_what_a_function_raises_or_returns_is_told_in_a_sentence(odd):
    def raises(a, b):
        raise ValueError(odd)

    def ends(a, b):
        raise SystemExit(odd)

    for function in (raises, ends, lambda a, b: odd):
        verdict = CODE.check(function)
        assert verdict.right is False and 10 < len(verdict.text) < 300
        assert printable(verdict.text) == verdict.text


def test_any_answer_is_kept_as_short_json_that_is_judged_the_same(odd):
    for question in (COUNT, CODE):
        for given in (odd, lambda a, b: odd):
            kept = question.handed_in(given)
            line = json.dumps(kept, allow_nan=False)
            assert len(line) < 1000 and json.loads(line.encode("ascii")) == kept
            assert not question.check(kept).right


def test_blanks_around_an_answer_do_not_cost_it():
    answer = f"{' ' * 500}7240{' ' * 500}"
    assert COUNT.check(answer).right and COUNT.check(COUNT.handed_in(answer)).right


@pytest.mark.parametrize("given", ["sqrt((-8)^0.5)", "1e-323", 5e-324, "1e308", "-1e308", 1e-300])
@pytest.mark.parametrize("answer", [7240, 0.25**44, -91.78, 33.3])
def test_a_number_beyond_all_measure_is_told_something(given, answer):
    question = Number(text="?", answer=answer, mistakes=(), advice="Think.")
    verdict = question.check(given)
    assert verdict.right is not True and verdict.text.endswith(".")
    assert Magnitude(text="?", answer=abs(answer), mistakes=(), advice="Think.").check(given).text


def doubled(x):
    from keras import layers

    return layers.Dense(3, use_bias=False)(layers.Dense(3, use_bias=False)(x))


class Speechless(Exception):
    """Cannot be told."""

    def __str__(self):
        raise RuntimeError


def _raise(error):
    raise error


BUILD = Build(
    text="Two dense layers of three, without biases.",
    name="two",
    inputs=(3,),
    reference=doubled,
    mistakes=((lambda x: doubled(x) + x, "No shortcut was asked for."),),
    advice="One after the other.",
    because="9 + 9.",
)


def test_a_built_block_is_judged_by_count_and_function():
    assert BUILD.check(doubled).text == "Right. 9 + 9."
    assert BUILD.check(lambda x: x + doubled(x)).text == "Not yet. No shortcut was asked for."
    assert "its outputs differ" in BUILD.check(lambda x: -doubled(x)).text
    assert "too few" in BUILD.check(lambda x: 2 * x).text
    assert "other shapes" in BUILD.check(nine_and_nine).text
    assert BUILD.mistakes_differ()
    same = dataclasses.replace(BUILD, mistakes=((doubled, "the same"),))
    assert not same.mistakes_differ()


def nine_and_nine(x):
    """As many weights as `doubled`, in other shapes."""
    from keras import layers

    return (
        layers.Dense(3, use_bias=False)(layers.Dense(1, use_bias=False)(x))
        + layers.Dense(3, use_bias=False)(layers.Dense(1, use_bias=False)(x))
        + layers.Dense(2, use_bias=False)(x)[:, :1]
    )


@pytest.mark.parametrize(
    "given, words",
    [
        (lambda x: None, "is a return missing"),
        (lambda x: 3, "it returns 3, not a tensor"),
        (lambda: 3, "TypeError"),
        (lambda x: 1 / 0, "ZeroDivisionError"),
        (lambda x: exit(), "SystemExit"),
        (lambda x: _raise(Speechless()), "Speechless"),
    ],
)
def test_a_function_that_builds_nothing_is_told_how(given, words):
    verdict = BUILD.check(given)
    assert verdict.right is False and words in verdict.text
    assert isinstance(BUILD.handed_in(given), str)


def test_what_was_built_is_handed_in_and_can_be_checked_again():
    kept = json.loads(json.dumps(BUILD.handed_in(doubled)))
    assert kept["parameters"] == 18 and BUILD.check(kept).right
    assert not BUILD.check(json.loads(json.dumps(BUILD.handed_in(lambda x: -doubled(x))))).right
    for junk in ({}, {"parameters": 18}, {"parameters": 18, "outputs": ["x"]}, {"outputs": 3}):
        assert not BUILD.check(junk).right
    assert BUILD.check(3).right is None and BUILD.handed_in(3) == 3
