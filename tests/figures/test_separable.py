"""Ratio curves against the number of outputs."""

import pytest
from matplotlib.figure import Figure

from helpers.figures.separable import KERNELS, draw_kernels, draw_ratio, look

OUTPUTS = [1, 2, 4, 9, 2048]


def ideal(kernel):
    """1/N + 1/k², as in the lecture."""
    return [1 / n + 1 / kernel**2 for n in OUTPUTS]


@pytest.fixture
def ax():
    return Figure(figsize=(10, 4)).add_subplot()


def lines(ax):
    return {line.get_label(): line for line in ax.lines}


def test_the_curve_its_limit_and_the_choice(ax):
    draw_ratio(ax, OUTPUTS, ideal(3), None, (9, 2 / 9), 3)
    found = lines(ax)
    assert list(found["without biases: 1/N + 1/k²"].get_ydata()) == ideal(3)
    assert found["its limit: 1/k² = 0.111"].get_ydata()[0] == pytest.approx(1 / 9)
    assert list(found["N = 9: 0.2222"].get_xdata()) == [9]
    assert ax.get_ylim()[0] == 0 and ax.get_ylim()[1] > 1.111
    assert ax.get_xscale() == "log" and "N" in ax.get_xlabel()
    assert ax.get_ylabel() == "parameters, separable / standard"


def test_biases_are_a_curve_beside_that_without(ax):
    with_biases = [value + 0.1 for value in ideal(3)]
    draw_ratio(ax, OUTPUTS, with_biases, ideal(3), (1, with_biases[0]), 3)
    found = lines(ax)
    assert list(found["with the chosen biases"].get_ydata()) == with_biases
    assert list(found["without biases: 1/N + 1/k²"].get_ydata()) == ideal(3)
    (grey,) = ax.patches
    assert grey.get_y() == 1  # from where on a separable convolution saves nothing


def test_all_kernels_and_the_chosen_one_in_bold(ax):
    draw_kernels(ax, OUTPUTS, {k: ideal(k) for k in (1, 3, 4)}, (4, 2, ideal(4)[1]))
    found = lines(ax)
    assert list(found["1×1: limit 1"].get_ydata()) == ideal(1)
    assert found["4×4: limit 0.0625"].get_linewidth() > found["3×3: limit 0.111"].get_linewidth()
    assert list(found["4×4, N = 2: 0.5625"].get_ydata()) == [0.5625]
    assert ax.get_ylim()[1] > 2  # 1/1 + 1/1²
    assert "without biases" in ax.get_ylabel()


def test_kernels_are_told_apart_without_colours():
    looks = [look(kernel) for kernel in (*KERNELS, 11)]
    for part in zip(*looks, strict=True):
        assert len(set(part)) == len(looks)


def test_drawing_again_draws_the_same_ticks(ax):
    draw_ratio(ax, OUTPUTS, ideal(3), None, (9, 2 / 9), 3)
    first = list(ax.get_xticks())
    draw_kernels(ax, OUTPUTS, {1: ideal(1)}, (1, 2, 1.5))
    assert list(ax.get_xticks()) == first
