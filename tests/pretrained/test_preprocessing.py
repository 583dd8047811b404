"""Resizing and cropping by hand-made images, scaling by the constants' meaning, bad input."""

import numpy as np
import pytest

from helpers.pretrained import CONVENTIONS, preprocess
from helpers.pretrained.preprocessing import centre


def flat(height, width, colour=(10, 20, 30)):
    return np.full((height, width, 3), colour, np.uint8)


@pytest.mark.parametrize("shape", [(300, 451), (451, 300), (32, 32), (1024, 683), (9, 500)])
@pytest.mark.parametrize("size", [224, 299])
def test_any_size_becomes_the_networks(shape, size):
    assert preprocess([flat(*shape)], "tf", size).shape == (1, size, size, 3)


def test_a_photograph_is_seen_through_a_window_of_seven_eighths():
    """A frame as wide as a sixteenth of the side is cut off, 7/8 being kept; no more than that."""
    image = flat(256, 256, (200, 200, 200))
    image[16:240, 16:240] = 50
    assert (centre(image, 224) == 50).all()
    assert (centre(image, 256, crop=1) == image).all()
    image[17:239, 17:239] = 90
    assert (centre(image, 224)[0] == 50).all() and centre(image, 224)[1, 1].tolist() == [90] * 3


def test_the_longer_side_is_cut_equally_on_both_ends():
    image = np.zeros((100, 300, 3), np.uint8)
    image[:, 100:200] = 255
    assert (centre(image, 100, crop=1) == 255).all()


def test_images_of_different_sizes_come_into_one_batch():
    batch = preprocess([flat(50, 80), flat(224, 100)], "none")
    assert batch.shape == (2, 224, 224, 3) and batch.dtype == np.float32
    assert (batch == np.float32([10, 20, 30])).all()


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        ("none", [0, 127.5, 255]),
        ("tf", [-1, 0, 1]),
        ("caffe", [255 - 103.939, 127.5 - 116.779, 0 - 123.68]),  # blue comes first
        ("torch", [-0.485 / 0.229, (0.5 - 0.456) / 0.224, (1 - 0.406) / 0.225]),
    ],
)
def test_each_convention_by_hand(convention, expected):
    from helpers.pretrained.preprocessing import colours

    pixel = np.float32([0, 127.5, 255]).reshape(1, 1, 1, 3)
    assert colours(pixel, convention).ravel() == pytest.approx(expected, abs=1e-4)
    assert convention in CONVENTIONS


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (flat(5, 5), r"one image of shape \(5, 5, 3\) .* give \[image\]"),
        ([], "no image to look at"),
        ([flat(5, 5), np.zeros((5, 5), np.uint8)], r"image 1 has no colours .*convert"),
        ([np.zeros((5, 5, 1), np.uint8)], "image 0 has no colours"),
        ([np.zeros((5, 5, 4), np.uint8)], "an alpha channel"),
        ([np.zeros((5, 5, 7), np.uint8)], r"shape \(5, 5, 7\), where \(height, width, 3\)"),
        ([np.zeros((0, 5, 3), np.uint8)], r"shape \(0, 5, 3\)"),
        (np.full((2, 5, 5, 3), 0.5), r"float64 of 0\.5 … 0\.5, where bytes"),
        ([np.zeros((5, 5, 3), np.int64)], "int64"),
    ],
)
def test_what_is_not_a_colour_image_of_bytes_is_one_sentence(images, words):
    with pytest.raises(ValueError, match=words) as told:
        preprocess(images, "tf")
    assert "\n" not in str(told.value)


def test_unknown_conventions_and_crops_are_refused():
    with pytest.raises(ValueError, match="'keras'; choose one of 'caffe', 'tf', 'torch', 'none'"):
        preprocess([flat(5, 5)], "keras")
    with pytest.raises(ValueError, match="crop"):
        preprocess([flat(5, 5)], "tf", crop=0)
