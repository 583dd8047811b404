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
