"""The small CIFAR-10 in data/, as it ships."""

import time

import numpy as np
import pytest

from helpers import datasets
from helpers.datasets import lookup, sprites


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COURSE_DATA", raising=False)
        return datasets.load("cifar10", cache=tmp_path_factory.mktemp("empty"))


def test_the_small_set_is_class_balanced(small):
    assert small.train.images.shape == (10_000, 32, 32, 3)
    assert small.test.images.shape == (2_000, 32, 32, 3)
    assert np.bincount(small.train.labels).tolist() == [1000] * 10
    assert np.bincount(small.test.labels).tolist() == [200] * 10


def test_its_first_labels_are_those_of_the_canonical_files(small):
    # The first training images of CIFAR-10 are a frog, two trucks, a deer and two automobiles;
    # the first test images are a cat and two ships (the data set's own order).
    names = [small.classes[label] for label in small.train.labels[:5]]
    assert names == ["frog", "truck", "truck", "deer", "automobile"]
    assert [small.classes[label] for label in small.test.labels[:3]] == ["cat", "ship", "ship"]


def test_what_ships_is_at_most_22_mb():
    assert sum(path.stat().st_size for path in (lookup.SHIPPED / "cifar10").iterdir()) <= 22e6


def test_no_picture_is_wider_or_higher_than_webp_allows():
    assert max(sprites.COLUMNS, -(-sprites.PER_PICTURE // sprites.COLUMNS)) * 32 <= 16_383


def test_it_loads_in_under_three_seconds(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    start = time.process_time()  # CPU time, so that a busy machine does not decide
    datasets.load("cifar10", cache=tmp_path)
    assert time.process_time() - start < 3
