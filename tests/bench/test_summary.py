"""Medians and lines against hand numbers."""

import pytest

from bench.speed import add_numbers
from bench.summary import fit_line, spread


def test_spread_is_median_lowest_highest():
    assert vars(spread([3, 9, 4])) == {"median": 4, "low": 3, "high": 9}
    assert spread(x for x in (1, 2)).median == 1.5
    with pytest.raises(ValueError, match="nothing"):
        spread([])


def test_points_on_a_line_are_fitted_exactly():
    line = fit_line([8, 14, 20], [1 + 2 * x for x in (8, 14, 20)])
    assert (line.slope, line.offset, line.r2) == pytest.approx((2, 1, 1))
    assert line.largest == pytest.approx(0)


def test_line_through_three_points_by_hand():
    """(0, 1), (1, 3), (2, 2): slope 1/2, offset 3/2; residuals −1/2, 1, −1/2; R² = 1 − 1.5/2."""
    line = fit_line([0, 1, 2], [1, 3, 2])
    assert (line.slope, line.offset, line.r2) == pytest.approx((0.5, 1.5, 0.25))
    assert line.deviations == pytest.approx((-1 / 3, 1 / 2, -1 / 5))
    assert line.largest == pytest.approx(1 / 2)


@pytest.mark.parametrize("x", [[1, 2], [3, 3, 3]])
def test_no_line_through_too_few_points(x):
    with pytest.raises(ValueError, match="three points"):
        fit_line(x, x)


def test_ratios_are_taken_within_a_round():
    """Both are twice as slow in the second round: the ratio is 2 in each, and so is its median."""
    turn = {"cpu": 2.0, "wall": 1.0}
    rows = [
        {"contender": name, "precision": precision, "augment": False}
        for name, precision in (
            ("ours", "bfloat16"),
            ("pytorch", "float32"),
            ("keras_fit", "float32"),
        )
    ]
    turns = {
        0: [{**turn, "images": n} for n in (400, 200, 300)],
        1: [{**turn, "images": n} for n in (200, 100, 100)],
    }
    add_numbers(rows, turns)
    ours, peer, failed = rows
    assert ours["images_per_second"] == {"median": 300, "low": 200, "high": 400}
    assert ours["images_per_cpu_second"]["median"] == 150
    assert ours["to_pytorch_float32"] == {"median": 2, "low": 2, "high": 3}
    assert "to_pytorch" not in ours  # there is no bfloat16 of it here
    assert peer["to_pytorch"]["median"] == 1
    assert "images_per_second" not in failed
