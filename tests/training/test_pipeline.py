"""Augmentation on the device against the same done with NumPy's padding and slicing."""

import numpy as np
import pytest

from helpers.training.batches import DeviceSplit, batches, rate_at
from helpers.training.record import Recipe


def test_crops_and_mirror_images(cifar):
    data = DeviceSplit(cifar.train, cifar, 10)
    order = np.array([3, 7, 0], "int32")
    shift = np.array([[0, 0], [-4, 3], [2, -1]], "int32")
    flip = np.array([False, True, True])
    x, labels = (np.asarray(v) for v in data.batch(order, shift, flip))
    assert labels.tolist() == cifar.train.labels[[3, 7, 0]].tolist()
    for got, image, (down, right), mirrored in zip(x, order, shift, flip, strict=True):
        expected = cifar.standardize(cifar.train.images[image])
        padded = np.pad(expected, ((4, 4), (4, 4), (0, 0)))
        if mirrored:
            padded = padded[:, ::-1]
        top, left = 4 + down, 4 - right if mirrored else 4 + right
        window = padded[top : top + 32, left : left + 32]
        assert got == pytest.approx(window, abs=1e-5)


def test_each_epoch_shows_each_image_once():
    recipe = Recipe(batch=10)
    orders = [np.concatenate([o for o, _, _ in batches(100, recipe, epoch)]) for epoch in (0, 1)]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(100))
    assert (orders[0] != orders[1]).any()


def test_shifts_stay_within_the_crop_and_half_are_mirrored():
    recipe = Recipe(batch=100, crop=4, flip=True)
    _, shift, flip = zip(*batches(2000, recipe, 0), strict=True)
    assert set(np.concatenate(shift).ravel().tolist()) == set(range(-4, 5))
    assert np.concatenate(flip).mean() == pytest.approx(0.5, abs=0.05)


def test_rate_warms_up_and_falls_to_nothing():
    recipe = Recipe(rate=0.1, warm_up=0.1)
    rates = [rate_at(step, 100, recipe) for step in range(101)]
    assert rates[0] == pytest.approx(0.01)
    assert max(rates) == rates[9] == pytest.approx(0.1)
    assert rates[55] == pytest.approx(0.05)  # half way down the cosine
    assert rates[100] == pytest.approx(0, abs=1e-9)
