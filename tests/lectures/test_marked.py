"""A number on a slide that is wrong, unknown or not marked is found, and said where."""

import pytest

from helpers.lectures.deck import read
from helpers.lectures.marked import Quoted, agrees, problems, unmarked

HEAD = "---\nmarp: true\n---\n"


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ("7,240", 7240),
        ("25.5", 25.5083),
        ("26 %", 25.5083),
        ("34.0", 34.05),  # both neighbours of a tie
        ("34.1", 34.05),
        ("62.4 million", 62_378_344),
        ("20 thousand", 20_260),
        ("−2", -2),
        ("0.00068", 0.000682),
        ("equal", "equal"),
        ("Equal", "equal"),
        ("3.57", Quoted(3.57, "He et al. 2015")),
    ],
)
def test_a_number_may_be_rounded_to_its_last_digit(shown, value):
    assert agrees(shown, value)


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ("7,241", 7240),
        ("25.6", 25.5083),
        ("25", 25.5083),
        ("62.4 billion", 62_378_344),
        ("2", -2),
        ("72,40", 7240),  # a comma parts thousands
        ("about 5", 5),
        ("", 5),
        ("unequal", "equal"),
    ],
)
def test_another_number_does_not_agree(shown, value):
    assert not agrees(shown, value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an error of 3.57 %", "3.57"),
        ("It costs 1,040 more", "1,040"),
        ("only 5 % of them", "5"),
        ("nearly 7 times", "7"),
        ("60 million parameters", "60"),
        ("<!--\nSay: it is 25.5 there\n-->", "25.5"),
        ("![an error of 71 %](figures/x.svg)", "71"),
    ],
)
def test_a_number_that_measures_needs_a_mark(text, found):
    assert [number for number, _ in unmarked(text)] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "ResNet-56, VGG16, top-5, CIFAR-10 and Inception v3",
        "He et al. 2015, Table 6, §4.1, arXiv:1512.03385",
        "a 3×3 convolution of 224×224 pixels to (24, 24, 10)",
        "20 and 56 layers, 1,001 layers, 256 channels",
        "one of 4 blocks, 12 of them",
        '<data value="x">7,240</data> parameters',
        "[here](https://arxiv.org/abs/1512.03385)",
        "<!--\nMinutes: 2.5\nPlan: 50\nNotebook: [Notebook 04](../notebooks/04_x.ipynb#a-100)\n-->",
        "<!-- _class: title -->",
        "`Dense(1000)` and $x^{100}$",
    ],
)
def test_names_dates_shapes_and_settings_need_none(text):
    assert list(unmarked(text)) == []


def test_a_wrong_number_is_said_with_its_line_and_slide():
    text = HEAD + '\n# A\n\n---\n\n# B\n\n<data value="half">0.6</data>\n'
    (message,) = problems(read("04", text), {"half": 0.5})
    assert message == (
        "lectures/04-residual-learning.md:9, slide 2: half is 0.5, but '0.6' is shown."
    )


def test_a_quoted_number_is_said_with_its_source():
    text = HEAD + '<data value="error">3.5</data>\n'
    (message,) = problems(read("04", text), {"error": Quoted(3.57, "He et al. 2015, Table 5")})
    assert "error is 3.57 (He et al. 2015, Table 5), but '3.5' is shown." in message


def test_an_unknown_name_is_said():
    text = HEAD + '<data value="nothing-like-it">1</data>\n'
    (message,) = problems(read("04", text), {})
    assert "no value is called 'nothing-like-it'" in message


QUESTION = "Trained on 10,000 images that are mirrored and shifted at random: which has the lower "
QUESTION += "test error?"


def slide(question=QUESTION, choices=("ResNet-20", "ResNet-56"), name="04-test"):
    listed = "\n".join(f"- {choice}" for choice in choices)
    return f"{HEAD}<!-- predict: {name} -->\n\n# Predict\n\n{question}\n\n{listed}\n"


def test_a_prediction_slide_asks_what_the_notebook_asks():
    assert problems(read("04", slide()), {}) == []


@pytest.mark.parametrize(
    "text",
    [
        slide(question="Which network is better?"),
        slide(choices=("ResNet-56", "ResNet-20")),
        slide(choices=()),
        slide(name="04-nothing_like_it"),
    ],
)
def test_another_question_or_other_choices_are_said(text):
    assert problems(read("04", text), {})
