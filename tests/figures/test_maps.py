"""Maps of a layer as images: what is white, and what is refused."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from helpers.figures.maps import draw_map


def drawn(image, title=""):
    ax = Figure().add_subplot()
    draw_map(ax, image, title)
    return ax


def test_one_per_cent_of_a_map_at_either_end_is_black_or_white():
    """0 … 100, once each: the first and the last hundredth are cut off."""
    ax = drawn(np.arange(101.0).reshape(1, 101), "upright edges")
    assert ax.images[0].get_clim() == (1, 99)
    assert ax.get_title() == "upright edges"


def test_a_single_outlier_does_not_make_the_rest_grey():
    image = np.tile([0.0, 1.0], (20, 10))
    image[0, 0] = 1000
    assert drawn(image).images[0].get_clim() == (0, 1)


def test_colours_are_kept_and_what_lies_outside_is_cut():
    image = np.zeros((2, 2, 3))
    image[0, 0] = 0.25, 1.5, -1
    assert np.asarray(drawn(image).images[0].get_array())[0, 0] == pytest.approx([0.25, 1, 0])


@pytest.mark.parametrize("shape", [(4,), (4, 4, 2), (1, 4, 4, 3), (0, 4)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match=r"expected \(height, width\)"):
        drawn(np.zeros(shape))


def test_values_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match="not finite"):
        drawn(np.full((2, 2), np.nan))
