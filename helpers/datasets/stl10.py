"""STL-10 in its binary version (https://cs.stanford.edu/~acoates/stl10/): 96×96 pixels.

500 training and 800 test images in each of 10 classes, taken from ImageNet. An image file holds
27,648 bytes an image: red, then green, then blue, each of them *column* by column. A label file
holds one byte an image, 1 to 10. Here images are NHWC and labels 0 to 9.

The archive has 100,000 more images without labels (`unlabeled_X.bin`, 2.8 GB), of these and other
classes, for methods that learn from unlabelled images first. The course does not need them: they
are neither loaded nor kept in the cache.
"""

import numpy as np

from helpers.datasets.dataset import Split
from helpers.datasets.subject import Subject

SIDE = 96
PIXELS = 3 * SIDE * SIDE


def parse_images(content):
    """Bytes of an image file -> (N, 96, 96, 3) uint8; ValueError unless they are whole images."""
    count, rest = divmod(len(content), PIXELS)
    if rest or not count:
        raise ValueError(
            f"{len(content)} bytes are not a whole number of STL-10 images of {PIXELS} bytes"
        )
    planes = np.frombuffer(content, np.uint8).reshape(count, 3, SIDE, SIDE)  # N, C, column, row
    return np.ascontiguousarray(planes.transpose(0, 3, 2, 1))


def parse(contents):
    """{file: content} -> (training split, test split); ValueError for a label outside 1 to 10."""
    splits = []
    for part in ("train", "test"):
        labels = np.frombuffer(contents[f"{part}_y.bin"], np.uint8)
        if not np.isin(labels, range(1, 11)).all():
            raise ValueError(f"{part}_y.bin is not STL-10: its labels are not all from 1 to 10")
        splits.append(Split(parse_images(contents[f"{part}_X.bin"]), labels - 1))
    return tuple(splits)


STL10 = Subject(
    name="stl10",
    title="STL-10",
    classes=(
        "airplane",
        "bird",
        "car",
        "cat",
        "deer",
        "dog",
        "horse",
        "monkey",
        "ship",
        "truck",
    ),
    citation=(
        "Adam Coates, Honglak Lee, Andrew Y. Ng: An Analysis of Single-Layer Networks in "
        "Unsupervised Feature Learning. AISTATS 2011."
    ),
    address="http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz",
    archive="stl10_binary.tar.gz",
    archive_md5="91f7769df0f17e558f3565bffb0c7dfb",  # this and those below as in torchvision
    folder="stl10_binary",
    files={
        "train_X.bin": "918c2871b30a85fa023e0c44e0bee87f",
        "train_y.bin": "5a34089d4802c674881badbb80307741",
        "test_X.bin": "7f263ba9f9e0b06b93213547f721ac82",
        "test_y.bin": "36f9794fa4beb8a2c72628de14fa638e",
    },
    parse=parse,
    room=3_100_000_000,  # the archive of 2.64 GB, then what is kept of it, 0.36 GB
    small=(200, 50),
)
