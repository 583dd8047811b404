"""Split and Dataset: shapes, read-only arrays, channel statistics, labels in range."""

import numpy as np
import pytest

from helpers.datasets import Dataset, Split


def dataset(images, labels, classes=("a", "b")):
    split = Split(images, labels)
    return Dataset("made", "full", split, split, classes, "this test", "nobody")


@pytest.fixture
def noise():
    return np.random.default_rng(0).integers(0, 256, (2500, 32, 32, 3), dtype=np.uint8)


def test_mean_and_std_agree_with_numpy_over_several_chunks(noise):
    made = dataset(noise, np.zeros(2500))
    assert made.mean.dtype == made.std.dtype == np.float32
    assert made.mean.shape == made.std.shape == (3,)
    np.testing.assert_allclose(made.mean, (noise / 255).mean((0, 1, 2)), rtol=1e-6)
    np.testing.assert_allclose(made.std, (noise / 255).std((0, 1, 2)), rtol=1e-6)


def test_standardized_training_images_have_mean_0_and_std_1_per_channel(noise):
    made = dataset(noise, np.zeros(2500))
    result = made.standardize(noise)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result.mean((0, 1, 2), dtype=np.float64), 0, atol=1e-5)
    np.testing.assert_allclose(result.std((0, 1, 2), dtype=np.float64), 1, atol=1e-5)
    expected = (noise[7] / 255 - made.mean) / made.std
    np.testing.assert_allclose(made.standardize(noise[7]), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("level", [0, 77, 255])
def test_a_channel_without_any_contrast_is_refused(noise, level):
    """Its standard deviation is 0, and training would divide by it."""
    images = noise.copy()
    images[..., 2] = level
    with pytest.raises(ValueError, match=r"made \(this test\): channel 2 \(0 is red\) is the same"):
        _ = dataset(images, np.zeros(2500)).std


def test_arrays_and_statistics_are_read_only(noise):
    made = dataset(noise, np.zeros(2500))
    for array in (made.train.images, made.train.labels, made.mean, made.std):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize("label", [-1, 2, 255])
def test_a_label_outside_the_classes_is_refused(noise, label):
    with pytest.raises(ValueError, match=rf"labels lie outside 0–1, the first is {label};"):
        dataset(noise[:3], [0, label, 1])


def test_a_split_refuses_images_and_labels_that_do_not_fit():
    images = np.zeros((3, 32, 32, 3), np.uint8)
    with pytest.raises(ValueError, match="3 images need as many labels"):
        Split(images, [0, 1])
    with pytest.raises(ValueError, match="must be uint8"):
        Split(images.astype(np.float32), [0, 1, 1])


def test_what_is_shown_of_a_dataset_is_short_and_names_no_folder(noise):
    made = dataset(noise[:3], [0, 1, 1])
    assert repr(made) == (
        "Dataset('made', 'full': 3 training and 3 test images of 32×32×3, 2 classes)"
    )
    assert repr(made.train) == "Split(3 images of 32×32×3)"
