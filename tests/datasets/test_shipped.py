"""The small CIFAR-10 in data/, as it ships."""

import numpy as np
import pytest

from helpers import datasets, paths
from helpers.datasets import tiled_images
from helpers.datasets.dataset import class_balanced
from helpers.datasets.specs import CIFAR10


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
    assert sum(path.stat().st_size for path in (paths.SHIPPED / "cifar10").iterdir()) <= 22e6


def test_no_picture_is_wider_or_higher_than_webp_allows():
    assert max(tiled_images.COLUMNS, tiled_images.ROWS) * 32 <= 16_383


def test_every_shipped_pixel_and_label_is_that_of_the_full_set(small):
    if datasets.locate("cifar10", "full") is None:
        pytest.skip("the full CIFAR-10 is neither in the cache nor in $COURSE_DATA")
    full = datasets.load("cifar10", "full")
    for part, count in (("train", 1000), ("test", 200)):
        shipped, whole = getattr(small, part), getattr(full, part)
        seen, chosen = [0] * 10, []  # counted one by one, unlike the code that made the subset
        for index, label in enumerate(whole.labels):
            seen[label] += 1
            if seen[label] <= count:
                chosen.append(index)
        np.testing.assert_array_equal(shipped.images, whole.images[chosen])
        np.testing.assert_array_equal(shipped.labels, whole.labels[chosen])


def test_the_full_set_has_the_channel_statistics_in_common_use():
    if datasets.locate("cifar10", "full") is None:
        pytest.skip("the full CIFAR-10 is neither in the cache nor in $COURSE_DATA")
    full = datasets.load("cifar10", "full")
    assert (len(full.train), len(full.test)) == (50_000, 10_000)
    # 0.4914, 0.4822, 0.4465 and 0.2470, 0.2435, 0.2616: to be found in most training code.
    np.testing.assert_allclose(full.mean, [0.4914, 0.4822, 0.4465], atol=6e-5)
    np.testing.assert_allclose(full.std, [0.2470, 0.2435, 0.2616], atol=6e-5)


def test_making_the_subset_again_gives_the_same_pixels(small):
    if datasets.locate("cifar10", "full") is None:
        pytest.skip("the full CIFAR-10 is neither in the cache nor in $COURSE_DATA")
    full = datasets.load("cifar10", "full")
    train, test = class_balanced((full.train, full.test), 10, CIFAR10.small)
    assert (tiled_images.digest(train), tiled_images.digest(test)) == (
        tiled_images.digest(small.train),
        tiled_images.digest(small.test),
    )
