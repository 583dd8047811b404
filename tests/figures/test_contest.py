"""The contest by year: a bar for each winner as high as its error, a line for each person."""

from types import SimpleNamespace

import pytest
from matplotlib.figure import Figure

from helpers.figures.contest import draw_contest

WINNERS = [
    SimpleNamespace(year=2011, team="XRCE", network=None, error=25.8),
    SimpleNamespace(year=2012, team="SuperVision", network="AlexNet", error=15.3),
]
PEOPLE = [SimpleNamespace(who="A1", images=1500, error=5.1),
          SimpleNamespace(who="A2", images=258, error=12.0)]  # fmt: skip


def drawn(*people):
    ax = Figure().add_subplot()
    draw_contest(ax, WINNERS, people)
    return ax


def test_bars_are_as_high_as_the_errors_and_told_apart_by_hatches_as_well():
    bars = drawn().patches
    assert [(bar.get_x() + bar.get_width() / 2, bar.get_height()) for bar in bars] == [
        (pytest.approx(2011), 25.8), (pytest.approx(2012), 15.3)
    ]  # fmt: skip
    assert [bar.get_hatch() for bar in bars] == ["//", None]
    assert len({bar.get_facecolor() for bar in bars}) == 2


def test_people_are_lines_of_different_styles_with_how_many_images_they_saw():
    ax = drawn(*PEOPLE)
    assert [set(line.get_ydata()) for line in ax.lines] == [{5.1}, {12.0}]
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "person A1: 5.1 % on 1,500 images" in texts


def test_names_are_those_of_networks_or_else_of_teams():
    texts = [text.get_text() for text in drawn().texts]
    assert texts == ["25.8 %\nXRCE", "15.3 %\nAlexNet"]


def test_no_winner_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        draw_contest(Figure().add_subplot(), [])
