"""COCO's polygons and run lengths: masks drawn by hand, and strings of the reference code."""

import numpy as np
import pytest

from helpers.datasets.annotated import common_objects

DRAWN = """
......#
..#....
..####.
..#....
.......
"""
# pycocotools 2.0.11, encode() of DRAWN. Down the columns: 11 zeros (two columns, and one of the
# third), 3 ones, 3 zeros (one of the third column, two of the fourth), 1 one, and so on.
COUNTS = [11, 3, 3, 1, 4, 1, 4, 1, 2, 1, 4]
STRING = ";33N1000N02"


def drawn(text):
    return np.array([[sign == "#" for sign in row] for row in text.split()])


def test_run_lengths_go_down_the_columns_and_begin_with_zeros():
    np.testing.assert_array_equal(common_objects.runs(COUNTS, 5, 7), drawn(DRAWN))
    assert common_objects.runs([0, 6], 2, 3).all() and not common_objects.runs([6], 2, 3).any()


def test_the_string_of_the_reference_code_is_these_run_lengths():
    assert common_objects.written_out(STRING) == COUNTS


def test_long_and_shrinking_run_lengths_are_read_from_the_string():
    """A rectangle with a hole: rows 10–89, columns 20–59, without rows 30–49, columns 30–39."""
    string = (  # pycocotools 2.0.11, encode()
        r"jn1`2d0000000000000000000TN0d00\O0d00\O0d00\O0d00\O0d00\O0d00\O0d00\O0d00\O0d00\O0d00"
        "X100000000000000000000000000000000000000^m2"
    )
    expected = np.zeros((100, 90), bool)
    expected[10:90, 20:60] = True
    expected[30:50, 30:40] = False
    found = common_objects.runs(common_objects.written_out(string), 100, 90)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("counts", [[5, 3], [34, 2], [36, -1], [17.5, 17.5], [[35]], []])
def test_run_lengths_that_do_not_fill_the_picture_are_refused(counts):
    with pytest.raises(ValueError, match="run lengths"):
        common_objects.runs(counts, 5, 7)


@pytest.mark.parametrize("string", ["é", " ", "P", ";33N1000N0R"])
def test_a_string_that_is_cut_or_altered_is_refused(string):
    with pytest.raises(ValueError, match="compressed run lengths"):
        common_objects.written_out(string)


def test_a_polygon_has_the_pixels_whose_middle_it_holds():
    square = common_objects.polygon([1, 1, 4, 1, 4, 3, 1, 3], 5, 6)
    np.testing.assert_array_equal(square, drawn("...... .###.. .###.. ...... ......"))
    # From (0, 0) to (4, 4) and (0, 4): of row r the pixels up to the diagonal, middle included.
    triangle = common_objects.polygon([0, 0, 4, 4, 0, 4], 4, 4)
    assert triangle.sum(axis=1).tolist() in ([0, 1, 2, 3], [1, 2, 3, 4])


def test_the_area_of_a_polygon_is_that_of_the_shoelace_formula():
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    x, y = 100 + 80 * np.cos(angles), 90 + 60 * np.sin(angles)
    shoelace = abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) / 2
    found = common_objects.polygon(np.stack([x, y], axis=1).ravel(), 180, 200).sum()
    assert found == pytest.approx(shoelace, rel=2e-3)


def test_what_lies_outside_the_picture_is_cut_off():
    everywhere = common_objects.polygon([-1e6, -1e6, 1e6, -1e6, 1e6, 1e6, -1e6, 1e6], 3, 4)
    assert everywhere.shape == (3, 4) and everywhere.all()
    assert not common_objects.polygon([10, 10, 12, 10, 12, 12], 5, 5).any()


@pytest.mark.parametrize(
    "points", [[], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7], [0, 0, 1, 0, np.nan, 1], [[0, 0], [1, 1]]]
)
def test_what_is_no_polygon_is_refused(points):
    with pytest.raises(ValueError, match="a polygon is x1, y1, x2, y2, x3, y3"):
        common_objects.polygon(points, 5, 5)
