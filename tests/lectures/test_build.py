"""Building: what is said when something is wrong or missing, and what Marp is given."""

import pytest

from helpers.lectures import __main__ as command
from helpers.lectures import build, marked
from helpers.lectures.deck import read


def test_a_wrong_number_fails_the_build_before_anything_is_written(tmp_path, monkeypatch):
    right = marked.values("04")
    monkeypatch.setattr(marked, "values", lambda number: {**right, "training-plain-56": 17.0})
    with pytest.raises(
        ValueError, match=r"04-residual-learning.md:\d+, slide 4: training-plain-56"
    ):
        build.build(["04"], folder=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_marp_one_sentence_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(build, "MARP", tmp_path / "marp")
    assert command.main(["build", "04"]) == 2
    assert capsys.readouterr().err == (
        "Marp is not installed: run `make slides`, which needs npm (Node 20).\n"
    )


def test_an_unknown_deck_is_said(capsys):
    assert command.main(["check", "44"]) == 2
    assert "There is no deck '44' in lectures/; choose one of 00, 01" in capsys.readouterr().err


def test_check_says_that_all_is_well(capsys):
    assert command.main(["check", "04"]) == 0
    assert capsys.readouterr().out == "Every number agrees.\n"


def test_links_lead_to_the_lab_or_the_hub():
    deck = read("04")
    lab = build.markdown(deck)
    assert "http://localhost:8888/lab/tree/04_residual_learning.ipynb#The-block" in lab
    hub = build.markdown(deck, "https://hub.example/hub/user-redirect/lab/tree/")
    assert "https://hub.example/hub/user-redirect/lab/tree/04_residual_learning.ipynb#The" in hub
    assert "../notebooks" not in hub and "<data" not in hub


def test_a_formula_is_named_for_a_screen_reader():
    page = '<mjx-container class="a" jax="SVG"><svg role="img" b></svg></mjx-container></head>'
    named = build.finished(page, ["x^2 < 1"])
    assert '<mjx-container class="a" jax="SVG" role="img" aria-label="x^2 &lt; 1">' in named
    assert '<svg aria-hidden="true" b>' in named
