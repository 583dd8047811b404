"""Kernels as pictures: where each stands, what grey means, and the kernels that ship."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from helpers.figures.filters import draw_filters, draw_responses

SHIPPED = Path(__file__).parents[2] / "data" / "filters" / "alexnet.npy"


def drawn(kernels, **options):
    ax = Figure().add_subplot()
    draw_filters(ax, kernels, **options)
    return np.asarray(ax.images[0].get_array())


def test_zero_is_grey_and_each_kernel_is_scaled_by_its_own_largest_weight():
    kernels = np.zeros((2, 2, 1, 2))
    kernels[0, 0, 0, 0], kernels[1, 1, 0, 0] = 4, -2
    kernels[0, 1, 0, 1] = -0.001
    picture = drawn(kernels)
    assert picture.shape == (2, 5, 3)  # two of two pixels, and one between them
    assert picture[0, 0] == pytest.approx([1, 1, 1])
    assert picture[1, 1] == pytest.approx([0.25] * 3)
    assert picture[0, 1] == pytest.approx([0.5] * 3)
    assert picture[0, 2] == pytest.approx([1, 1, 1])  # the gap
    assert picture[0, 4] == pytest.approx([0, 0, 0])


def test_colours_are_kept_and_a_kernel_of_zeros_is_all_grey():
    kernels = np.zeros((1, 1, 3, 2))
    kernels[0, 0, :, 0] = 1, 0, -1
    picture = drawn(kernels)
    assert picture[0, 0] == pytest.approx([1, 0.5, 0])
    assert picture[0, 2] == pytest.approx([0.5] * 3)


def test_rows_are_filled_one_after_the_other_and_the_last_may_be_short():
    kernels = np.ones((2, 2, 1, 5))
    kernels[..., 3] = -1
    picture = drawn(kernels, columns=3)
    assert picture.shape == (5, 8, 3)
    assert picture[3, 0] == pytest.approx([0, 0, 0])  # the fourth begins the second row
    assert picture[3, 6] == pytest.approx([1, 1, 1])  # nothing there


@pytest.mark.parametrize("shape", [(3, 3, 2, 4), (3, 3, 3), (0, 3, 3, 4), (3, 3, 3, 0)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match=r"expected \(height, width, 1 or 3 channels, N\)"):
        drawn(np.zeros(shape))


def test_weights_that_are_not_finite_and_no_columns_are_refused():
    with pytest.raises(ValueError, match="not finite"):
        drawn(np.full((1, 1, 1, 1), np.nan))
    with pytest.raises(ValueError, match="columns is 0"):
        drawn(np.zeros((1, 1, 1, 1)), columns=0)


def test_the_kernels_that_ship_are_those_whose_origin_is_told():
    """Their README gives the same checksum; first-layer kernels are 11×11 over three colours."""
    readme = (SHIPPED.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(SHIPPED.read_bytes()).hexdigest() in readme
    kernels = np.load(SHIPPED)
    assert kernels.shape == (11, 11, 3, 64) and kernels.dtype == np.float32
    # Trained kernels are smooth: neighbouring weights are alike, which noise is not.
    flat = kernels.transpose(3, 2, 0, 1)
    alike = [
        np.corrcoef(k[:, 1:].ravel(), k[:, :-1].ravel())[0, 1] for k in flat.reshape(-1, 11, 11)
    ]
    assert np.median(alike) > 0.5


def test_each_kernel_stands_above_what_is_positive_of_its_map():
    axes = Figure().subplots(2, 3)
    kernels, maps = np.ones((2, 2, 3, 2)), np.zeros((4, 6, 2))
    maps[1, 2, 0], maps[3, 3, 0] = 5, -5
    draw_responses(axes, np.zeros((8, 8, 3), "uint8"), kernels, maps)
    titles = [[ax.get_title() for ax in row] for row in axes]
    assert titles == [["image", "kernel 1", "kernel 2"], ["", "map 1", "map 2"]]
    shown = np.asarray(axes[1, 1].images[0].get_array())
    assert shown[1, 2] == 5 and shown[3, 3] == 0
    assert not axes[1, 0].images  # nothing below the image
    dark = axes[1, 2].images[0]  # a map without anything positive is black
    assert (dark.get_array() == 0).all() and dark.norm.vmin == 0 < dark.norm.vmax
