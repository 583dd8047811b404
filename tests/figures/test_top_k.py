"""Bars of the likeliest classes: their lengths in %, and the true class told without colour."""

from collections import namedtuple
from types import SimpleNamespace

import pytest
from matplotlib.figure import Figure

from helpers.figures.top_k import draw_contest, draw_top_k

Label = namedtuple("Label", "index name")
CAT, COUGAR, CRANE, MACHINE = (
    Label(281, "tabby"),
    Label(286, "cougar"),
    Label(134, "crane"),
    Label(517, "crane"),
)
ROWS = [(CAT, 0.9), (COUGAR, 0.0312), (CRANE, 0.0004)]


def drawn(rows, truth=None):
    ax = Figure().add_subplot()
    draw_top_k(ax, rows, truth)
    return ax


def test_bars_are_as_long_as_the_probabilities_and_the_likeliest_is_on_top():
    ax = drawn(ROWS)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([90, 3.12, 0.04])
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["tabby", "cougar", "crane"]
    low, high = ax.get_ylim()
    assert low > high  # the axis runs down: place 0 is on top
    assert [text.get_text() for text in ax.texts] == ["90 %", "3.1 %", "< 0.1 %"]
    assert ax.get_xlabel() == "probability (%)"


def test_the_true_class_has_a_tick_a_hatch_and_a_thick_edge():
    ax = drawn(ROWS, truth=COUGAR)
    assert [bar.get_hatch() for bar in ax.patches] == [None, "//", None]
    assert [bar.get_linewidth() for bar in ax.patches] == [0.8, 2, 0.8]
    assert ax.get_yticklabels()[1].get_text() == "✓ cougar"
    assert "not among" not in ax.get_xlabel()


def test_a_true_class_that_is_not_there_is_named_below():
    ax = drawn(ROWS, truth=MACHINE)  # another class of the same name
    assert not any(bar.get_hatch() for bar in ax.patches)
    assert ax.get_xlabel().endswith("True class, not among these 3: crane")


def test_plain_names_do_as_well_and_nothing_is_refused():
    assert len(drawn([("frog", 1.0)], truth="frog").patches) == 1
    with pytest.raises(ValueError, match="no prediction to draw"):
        drawn([])


def test_everything_lies_within_the_picture():
    figure = Figure(figsize=(7, 3.2), layout="constrained")
    ax = figure.add_subplot()
    draw_top_k(ax, [(Label(1, "a very long name of some kind of animal"), 1.0)] * 5)
    figure.draw_without_rendering()
    edge = figure.bbox.x1
    assert all(text.get_window_extent().x1 <= edge for text in ax.texts)


WINNERS = [
    SimpleNamespace(year=2011, team="XRCE", network=None, error=25.8),
    SimpleNamespace(year=2012, team="SuperVision", network="AlexNet", error=15.3),
]
PEOPLE = [
    SimpleNamespace(who="A1", images=1500, error=5.1),
    SimpleNamespace(who="A2", images=258, error=12.0),
]


def contest(*people):
    ax = Figure().add_subplot()
    draw_contest(ax, WINNERS, people)
    return ax


def test_bars_are_as_high_as_the_errors_and_told_apart_by_hatches_as_well():
    bars = contest().patches
    assert [(bar.get_x() + bar.get_width() / 2, bar.get_height()) for bar in bars] == [
        (pytest.approx(2011), 25.8),
        (pytest.approx(2012), 15.3),
    ]
    assert [bar.get_hatch() for bar in bars] == ["//", None]
    assert len({bar.get_facecolor() for bar in bars}) == 2


def test_people_are_lines_of_different_styles_with_how_many_images_they_saw():
    ax = contest(*PEOPLE)
    assert [set(line.get_ydata()) for line in ax.lines] == [{5.1}, {12.0}]
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "person A1: 5.1 % on 1,500 images" in texts


def test_names_are_those_of_networks_or_else_of_teams():
    texts = [text.get_text() for text in contest().texts]
    assert texts == ["25.8 %\nXRCE", "15.3 %\nAlexNet"]


def test_no_winner_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        draw_contest(Figure().add_subplot(), [])
