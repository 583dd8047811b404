"""The canonical formats of CIFAR-100, STL-10 and SVHN, pixel by pixel."""

import io

import numpy as np
import pytest
from scipy.io import savemat

from helpers.datasets import cifar, stl10, svhn
from helpers.datasets.specs import CIFAR100, SPECS, STL10, SVHN

# Superclass of each class, in the order of both, as in github.com/ryanchankh/cifar100coarse and
# many projects after it, which took it from the labels in the files.
COARSE = """
 4  1 14  8  0  6  7  7 18  3  3 14  9 18  7 11  3  9  7 11
 6 11  5 10  7  6 13 15  3 15  0 11  1 10 12 14 16  9 11  5
 5 19  8  8 15 13 14 17 18 10 16  4 17  4  2  0 17  4 18 17
10  3  2 12 12 16 12  1  9 19  2 10  0  1 16 12  9 13 15 13
16 19  2  4  6 19  5  5  8 19 18  1  2 15  6  0 17  8 14 13
"""


def test_the_superclass_of_each_class_of_cifar100_is_the_published_one():
    assert cifar.COARSE.tolist() == [int(word) for word in COARSE.split()]


def test_a_record_of_cifar100_is_superclass_then_class_then_the_three_planes():
    # Class 0 is "apple", of superclass 4, "fruit_and_vegetables"; class 99 is "worm", of 13.
    red, green, blue = bytes([1] * 1024), bytes(range(256)) * 4, bytes([9] * 1023 + [10])
    record = bytes([4, 0]) + red + green + blue
    train, test = cifar.parse_cifar100(
        {"train.bin": record * 2, "test.bin": bytes([13, 99]) + bytes(3072)}
    )
    assert train.labels.tolist() == [0, 0] and test.labels.tolist() == [99]
    assert train.images.shape == (2, 32, 32, 3)
    assert train.images[1, 0, 5].tolist() == [1, 5, 9]
    assert train.images[1, 1, 0].tolist() == [1, 32, 9]
    assert train.images[1, 31, 31].tolist() == [1, 255, 10]
    spec = CIFAR100
    assert (spec.classes[0], spec.superclasses[0]) == ("apple", "fruit_and_vegetables")
    assert (spec.classes[99], spec.superclasses[99]) == ("worm", "non-insect_invertebrates")
    assert len(set(spec.superclasses)) == 20


@pytest.mark.parametrize("labels", [(5, 0), (4, 100)])
def test_a_class_under_the_wrong_superclass_is_refused(labels):
    good = bytes([4, 0]) + bytes(3072)
    bad = bytes(labels) + bytes(3072)
    with pytest.raises(ValueError, match=r"test\.bin is not CIFAR-100: its record 1 is of class"):
        cifar.parse_cifar100({"train.bin": good, "test.bin": good + bad})


def test_cifar10_is_not_taken_for_cifar100():
    with pytest.raises(ValueError, match="not a whole number of CIFAR records of 3074 bytes"):
        cifar.parse_cifar100({"train.bin": bytes(3073), "test.bin": bytes(3073)})


def test_an_image_of_stl10_is_stored_column_by_column():
    flat = np.random.default_rng(0).integers(0, 256, 3 * 96 * 96, dtype=np.uint8)
    image = stl10.parse_images(flat.tobytes())[0]
    assert image.shape == (96, 96, 3)
    for row, column, channel in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (95, 3, 1), (2, 95, 2)):
        assert image[row, column, channel] == flat[96 * 96 * channel + 96 * column + row]


def test_labels_of_stl10_start_at_1_in_the_file_and_at_0_here():
    files = {
        "train_X.bin": bytes(2 * 27648),
        "train_y.bin": bytes([1, 10]),
        "test_X.bin": bytes(27648),
        "test_y.bin": bytes([8]),
    }
    train, test = stl10.parse(files)
    assert train.labels.tolist() == [0, 9]
    # class_names.txt of the archive: airplane bird car cat deer dog horse monkey ship truck
    assert STL10.classes[test.labels[0]] == "monkey"
    for wrong in (0, 11):
        with pytest.raises(ValueError, match=r"test_y\.bin is not STL-10: .* from 1 to 10"):
            stl10.parse(files | {"test_y.bin": bytes([wrong])})
    with pytest.raises(ValueError, match="1 images need as many labels"):
        stl10.parse(files | {"test_y.bin": bytes([1, 2])})


def matlab(**arrays):
    """A MATLAB 5 file, compressed as SVHN's are."""
    buffer = io.BytesIO()
    savemat(buffer, arrays, do_compression=True)
    return buffer.getvalue()


def test_label_10_of_svhn_is_the_digit_0_and_images_lie_along_the_last_axis():
    images = np.random.default_rng(0).integers(0, 256, (32, 32, 3, 4), dtype=np.uint8)
    split = svhn.parse_mat(matlab(X=images, y=np.array([[1], [10], [9], [10]], np.uint8)))
    assert split.labels.tolist() == [1, 0, 9, 0]
    np.testing.assert_array_equal(split.images[2], images[:, :, :, 2])
    assert SVHN.classes[split.labels[2]] == "9"


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"X": np.zeros((32, 32, 3, 1), np.uint8)}, "X .* and y are needed"),
        ({"X": np.zeros((1, 32, 32, 3), np.uint8), "y": [[1]]}, "X .* and y are needed"),
        ({"X": np.zeros((32, 32, 3, 1), np.uint8), "y": [[0]]}, "must be from 1 to 10"),
        ({"X": np.zeros((32, 32, 3, 1), np.uint8), "y": [[11]]}, "must be from 1 to 10"),
        ({"X": np.zeros((32, 32, 3, 1)), "y": [[1]]}, "must be uint8"),
    ],
)
def test_a_matlab_file_of_something_else_is_refused(arrays, said):
    with pytest.raises(ValueError, match=said):
        svhn.parse_mat(matlab(**arrays))


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_each_record_is_complete_and_its_checksums_differ(spec):
    sums = [*spec.files.values(), *([spec.archive_md5] if spec.archive else [])]
    assert len(set(sums)) == len(sums) and all(len(bytes.fromhex(md5)) == 16 for md5 in sums)
    assert len(set(spec.classes)) == len(spec.classes)
    assert len(spec.superclasses) in (0, len(spec.classes))
    assert spec.address.startswith("http") and spec.citation.endswith(".")
    assert spec.archive is None or spec.address.endswith(f"/{spec.archive}")
