"""Classification, detection and segmentation of one picture, read back from the axes."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.figures.annotations import (
    STYLES,
    draw_classification,
    draw_detection,
    draw_segmentation,
)


@pytest.fixture
def ax():
    return Figure().add_subplot()


def picture(labels=("cat", "dog", "cat"), difficult=(False,) * 3, **changes):
    masks = np.zeros((3, 20, 30), bool)
    masks[0, 2:8, 2:8] = masks[1, 5:20, 15:30] = masks[2, 10:12, 17:19] = True
    given = {
        "image": np.zeros((20, 30, 3), np.uint8),
        "boxes": np.array([[2, 2, 6, 6], [15, 5, 15, 15], [17, 10, 2, 2.0]]),
        "labels": labels,
        "masks": masks,
        "difficult": difficult,
    }
    return SimpleNamespace(**given | changes)


def names(ax):
    return [text.get_text() for text in ax.texts]


def boxes(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def test_classification_gives_the_whole_picture_one_name_or_several(ax):
    draw_classification(ax, picture().image, "cat")
    assert ax.get_title() == "cat" and not ax.axison
    draw_classification(ax, picture().image, ["cat", "dog"])
    assert ax.get_title() == "cat, dog" and not boxes(ax)


def test_a_box_goes_around_its_pixels_and_a_class_has_one_colour_and_line(ax):
    draw_detection(ax, picture())
    first, second, third = boxes(ax)
    # Pixel 2 is drawn from 1.5 to 2.5.
    assert first.get_bbox().bounds == (1.5, 1.5, 6, 6)
    assert first.get_edgecolor() == third.get_edgecolor() != second.get_edgecolor()
    assert first.get_linestyle() == third.get_linestyle() != second.get_linestyle()
    assert names(ax) == ["cat", "dog", "cat"]


def test_what_does_not_count_is_thin_and_says_so(ax):
    draw_detection(ax, picture(difficult=(False, True, False)))
    assert names(ax)[1] == "dog (difficult)"
    assert boxes(ax)[1].get_linewidth() < boxes(ax)[0].get_linewidth()


def test_a_mask_colours_its_pixels_and_no_others_the_smaller_above_the_larger(ax):
    draw_segmentation(ax, picture())
    veil = ax.images[1].get_array()
    cat, dog = (np.array(to_rgba(STYLES[n][0], 0.5)) for n in range(2))
    np.testing.assert_allclose(veil[5, 5], cat)
    np.testing.assert_allclose(veil[18, 28], dog)
    np.testing.assert_allclose(veil[10, 17], cat)  # within the dog
    assert not veil[..., 3][~picture().masks.any(axis=0)].any()
    assert sorted(names(ax)) == ["cat", "cat", "dog"]
    assert (ax.get_xlim(), ax.get_ylim()) == ((-0.5, 29.5), (19.5, -0.5))


def test_a_name_stands_on_its_object_even_if_that_is_a_ring(ax):
    mask = np.zeros((1, 41, 41), bool)
    mask[0, 3:38, 3:38] = True
    mask[0, 10:31, 10:31] = False  # the centre of gravity lies in the hole
    draw_segmentation(
        ax,
        picture(
            ("ring",),
            (False,),
            masks=mask,
            image=np.zeros((41, 41, 3)),
            boxes=np.array([[3, 3, 35, 35.0]]),
        ),
    )
    x, y = ax.texts[0].get_position()
    assert mask[0, int(y), int(x)]


def test_an_outline_is_closed_at_the_edge_of_the_picture(ax):
    draw_segmentation(
        ax,
        picture(
            ("all",), (False,), masks=np.ones((1, 20, 30), bool), boxes=np.array([[0, 0, 30, 20.0]])
        ),
    )
    points = ax.collections[0].get_paths()[0].vertices
    assert points.min(axis=0).tolist() == [-0.5, -0.5]
    assert points.max(axis=0).tolist() == [29.5, 19.5]


def test_an_empty_mask_is_not_named_and_no_masks_at_all_is_said(ax):
    masks = picture().masks.copy()
    masks[1] = False
    draw_segmentation(ax, picture(masks=masks))
    assert names(ax) == ["cat", "cat"]
    with pytest.raises(ValueError, match="has no masks; draw_detection draws its boxes"):
        draw_segmentation(ax, picture(masks=None))


def test_a_picture_without_objects_is_drawn(ax):
    empty = picture((), (), boxes=np.zeros((0, 4)), masks=np.zeros((0, 20, 30), bool))
    draw_detection(ax, empty)
    draw_segmentation(ax, empty)
    assert not boxes(ax) and not ax.texts


def test_more_classes_than_colours_are_grey(ax):
    count = len(STYLES) + 2
    many = picture(
        tuple(f"class {n}" for n in range(count)),
        (False,) * count,
        boxes=np.tile([1, 1, 5, 5.0], (count, 1)),
    )
    draw_detection(ax, many)
    colours = [patch.get_edgecolor() for patch in boxes(ax)]
    assert len(set(colours)) == len(STYLES) + 1 and colours[-1] == colours[-2]
    drawn = {(patch.get_edgecolor(), patch.get_linestyle()) for patch in boxes(ax)}
    assert len(drawn) == len(set(colours))
