"""Pictures of a sweep under way: what is drawn is what the runs hold."""

import pytest
from matplotlib.figure import Figure
from sweeping import a_job, so_far

from helpers.figures.sweep import NAMED, draw_counts, draw_running_curves


def axes():
    return Figure().add_subplot()


def test_the_bar_has_a_part_for_each_state_as_long_as_its_share():
    ax = axes()
    draw_counts(ax, {"done": 6, "running": 2, "failed": 0, "left": 2})
    parts = [(bar.get_x(), bar.get_width()) for bar in ax.patches]
    assert parts == [pytest.approx(p) for p in ((0, 0.6), (0.6, 0.2), (0.8, 0.2))]
    assert ax.texts[0].get_text() == "6 done, 2 running, 0 failed, 2 left"
    draw_counts(axes(), dict.fromkeys(("done", "running", "failed", "left"), 0))


@pytest.mark.parametrize(("metric", "height"), [("training error", 75), ("test accuracy", 25)])
def test_each_run_is_a_line_over_its_epochs(metric, height):
    ax = axes()
    runs = [so_far(a_job(depth), epochs) for depth, epochs in ((8, 3), (20, 1), (14, 0))]
    draw_running_curves(ax, runs, metric)
    drawn = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert drawn == {
        "plain-8, width 4, seed 0": [height] * 3,
        "plain-20, width 4, seed 0": [height],
        "plain-14, width 4, seed 0": [],
    }
    assert list(ax.lines[0].get_xdata()) == [1, 2, 3]
    assert ax.get_ylabel() == f"{metric} (%)" and ax.get_xlim()[1] > 4


def test_lines_of_one_kind_differ_by_more_than_colour_and_the_legend_is_short():
    ax = axes()
    draw_running_curves(ax, [so_far(a_job(seed=seed), 2) for seed in range(12)])
    assert len({line.get_linestyle() for line in ax.lines[:4]}) == 4
    legend = ax.get_legend()
    assert len(legend.get_texts()) == NAMED and legend.get_title().get_text() == "and 4 more"


def test_nothing_under_way_is_said():
    ax = axes()
    draw_running_curves(ax, [])
    assert ax.texts[0].get_text() == "None is under way."
    draw_running_curves(ax := axes(), [so_far(a_job(), 0)])
    assert "has finished an epoch yet" in ax.texts[0].get_text()
