"""What the pictures of gradients show, read back from the axes."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from helpers.figures.gradients import draw_norms, draw_ratios, draw_saturation
from helpers.probes.theory import Prediction

HALF = Prediction(0.5, "=", "Somebody 2020, A title, eq. 1")


@pytest.fixture
def ax():
    return Figure().add_subplot()


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_norms_are_drawn_at_their_layers_and_theory_through_the_last_hidden_one(ax):
    norms = {f"layer{n}": 2.0**n for n in range(1, 7)}
    draw_norms(ax, {"measured": norms}, {"measured": HALF})
    points, line = ax.lines
    assert list(points.get_xdata()) == [1, 2, 3, 4, 5, 6]
    # Halving at each layer going back is what these norms do, so the line meets all of them.
    np.testing.assert_allclose(line.get_ydata(), points.get_ydata())
    assert labels(ax) == ["measured", "theory = ×0.5 a layer (Somebody 2020)"]
    assert ax.get_yscale() == "log" and "norm" in ax.get_ylabel()


def test_an_underflow_is_a_mark_on_the_floor_and_no_small_number(ax):
    draw_norms(ax, {"measured": {"a": 0.0, "b": 0.0, "c": 1e-30, "d": 1.0}})
    points, marks = ax.lines
    assert list(points.get_xdata()) == [3, 4] and list(marks.get_xdata()) == [1, 2]
    assert marks.get_transform().transform((1, 0))[1] == ax.transAxes.transform((0, 0))[1]
    assert "exactly 0 in float32" in labels(ax)


@pytest.mark.parametrize("values", [(np.inf, np.nan, 1.0), (np.nan,) * 3, (0.0, 0.0, 0.0)])
def test_what_is_not_finite_is_marked_and_leaves_usable_limits(ax, values):
    draw_norms(ax, {"measured": dict(zip("abc", values, strict=True))}, {"measured": HALF})
    low, high = ax.get_ylim()
    assert 0 < low < high < np.inf
    if not np.isfinite(values).all():
        assert "too large for float32" in labels(ax)


def test_healthy_norms_are_shown_on_three_decades_at_least(ax):
    draw_norms(ax, {"measured": {"a": 1.0, "b": 1.1, "c": 0.9}})
    low, high = ax.get_ylim()
    assert high / low >= 1000


def test_two_series_differ_in_colour_and_marker_and_share_one_entry_for_underflow(ax):
    draw_norms(ax, {"one": {"a": 0.0, "b": 1.0}, "two": {"a": 0.0, "b": 2.0}}, where="weights")
    first, _, second, _ = ax.lines
    assert first.get_color() != second.get_color() and first.get_marker() != second.get_marker()
    assert labels(ax).count("exactly 0 in float32") == 1
    assert ax.get_ylabel().endswith("weights")


def test_the_saturated_share_is_counted_and_shaded(ax):
    values = np.array([0.0, 0.005, 0.5, 1.0])
    draw_saturation(ax, {"layer01": values, "layer02": values / 2}, (0, 1), (0.01, 0.99))
    assert labels(ax) == ["layer01: 75 % saturated", "layer02: 50 % saturated"]
    assert len(ax.patches) == 4, "two outlines, and a shade at either end"
    assert sum(ax.patches[0].get_data().values) == pytest.approx(100)


def test_without_margins_nothing_is_called_saturated(ax):
    draw_saturation(ax, {"layer01": np.array([-5.0, np.inf, 5.0])}, (-1, 1))
    assert labels(ax) == ["layer01"] and len(ax.patches) == 1
    # What lies beyond the axis is counted at its ends, the infinite one nowhere.
    values = ax.patches[0].get_data().values
    assert values[0] == values[-1] == pytest.approx(100 / 3)


def test_ratios_stand_in_the_row_of_their_kind_and_the_panel_of_their_depth():
    rows = [
        {"depth": depth, "init": init, "batch_norm": bn, "network": network, "ratios": [ratio, 1]}
        for depth, ratio in ((20, 0.5), (56, 1e-9))
        for init, bn in (("glorot_uniform", False), ("he_normal", True))
        for network in ("plain", "resnet")
    ]
    axes = Figure().subplots(1, 2)
    draw_ratios(axes, rows)
    assert [ax.get_title() for ax in axes] == ["20 layers", "56 layers"]
    assert [text.get_text() for text in axes[0].get_yticklabels()] == ["Glorot, no BN", "He, BN"]
    for ax, ratio in zip(axes, (0.5, 1e-9), strict=True):
        dots = [line for line in ax.lines if list(line.get_xdata()) == [ratio, 1]]
        found = [(round(line.get_ydata()[0]), line.get_marker()) for line in dots]
        assert found == [(0, "s"), (0, "o"), (1, "s"), (1, "o")]  # plain above residual
    low, high = axes[1].get_xlim()
    assert low < 1e-9 and high > 1
