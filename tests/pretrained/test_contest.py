"""Scores by top-k, against counts by hand and values of Wilson's interval from elsewhere."""

import pytest

from helpers.pretrained import photographs, recorded
from helpers.pretrained.contest import Score, people, place, score, winners

# Four images, their five likeliest classes; truth: 1st, 2nd, 5th, not there.
BEST = ["abcde", "bacde", "bcdea", "bcdef"]


@pytest.mark.parametrize(("k", "wrong"), [(1, 3), (2, 2), (4, 2), (5, 1)])
def test_wrong_answers_by_top_k_as_counted_by_hand(k, wrong):
    assert score([list(best) for best in BEST], "aaaa", k) == Score(wrong, 4)


def test_places_count_from_one():
    assert [place(list(best), "a") for best in BEST] == [1, 2, 5, None]


def test_the_recorded_answers_give_the_errors_of_the_documented_table():
    """data/README.md: ResNet-50 has 20 and 22 of 22 right, MobileNet 18 and 22."""
    truths = [photograph.truth for photograph in photographs()]
    for name, wrong in (("resnet50", (2, 0)), ("mobilenet", (4, 0))):
        answers = [recorded(name).top_k(photograph.file, 5) for photograph in photographs()]
        assert tuple(score(answers, truths, k).wrong for k in (1, 5)) == wrong


def test_too_few_answers_are_refused():
    with pytest.raises(ValueError, match="top-5 needs 5"):
        score([["a", "b"]], "a", 5)


@pytest.mark.parametrize(
    ("wrong", "images", "low", "high"),
    [
        (0, 22, 0.0, 14.87),  # z²/(n + z²) by hand: 3.8415/25.8415
        (81, 263, 25.53, 36.62),  # Newcombe 1998, Stat. Med. 17, Table I: 0.2553 to 0.3662
        (15, 148, 6.24, 16.05),  # the same: 0.0624 to 0.1605
        (1, 29, 0.61, 17.18),  # the same: 0.0061 to 0.1718
    ],
)
def test_the_interval_is_wilsons(wrong, images, low, high):
    assert Score(wrong, images).interval == pytest.approx((low, high), abs=0.005)


def test_the_contest_has_eight_years_of_falling_errors_with_sources():
    assert [winner.year for winner in winners()] == list(range(2010, 2018))
    errors = [winner.error for winner in winners()]
    assert errors == sorted(errors, reverse=True) and errors[2] == 15.3
    assert all(row.source and row.note for row in (*winners(), *people()))
    assert [(p.who, p.images, p.error) for p in people()] == [("A1", 1500, 5.1), ("A2", 258, 12.0)]
