"""Figures of notebook 04: what is on the axes is what was given."""

import numpy as np
from matplotlib.figure import Figure

from helpers.figures.residual import draw_autocorrelation, draw_near_identity, draw_slopes


def axes():
    return Figure(figsize=(8, 4)).add_subplot()


def test_errors_over_depth_and_the_line_of_doing_nothing():
    ax = axes()
    draw_near_identity(ax, {"plain": {2: 0.1, 8: 0.3}, "residual": {2: 0.01, 8: 0.02}}, 0.034)
    plain, residual, nothing = ax.lines
    assert list(plain.get_xdata()) == [2, 8] and list(residual.get_ydata()) == [0.01, 0.02]
    assert set(nothing.get_ydata()) == {0.034} and ax.texts[0].get_text() == "changing nothing"
    assert plain.get_linestyle() != residual.get_linestyle()
    assert ax.get_yscale() == "log" and ax.get_xlabel() == "layers"
    assert [t.get_text() for t in ax.get_xticklabels()] == ["2", "8"]


def test_slopes_are_scaled_to_their_largest():
    ax = axes()
    draw_slopes(ax, np.arange(3), np.array([1.0, -4.0, 2.0]), "plain")
    assert list(ax.lines[0].get_ydata()) == [0.25, -1, 0.5] and ax.get_title() == "plain"


def test_correlations_against_distance():
    ax = axes()
    draw_autocorrelation(ax, {"a": np.array([1, 0.5]), "b": np.array([1, 0.9])})
    assert list(ax.lines[1].get_ydata()) == [1, 0.9] and "distance" in ax.get_xlabel()
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["a", "b"]
