"""The image sets that can be loaded by name."""

from helpers.datasets.cifar import CIFAR10
from helpers.datasets.cifar100 import CIFAR100
from helpers.datasets.stl10 import STL10
from helpers.datasets.svhn import SVHN

SUBJECTS = {subject.name: subject for subject in (CIFAR10, CIFAR100, STL10, SVHN)}
NAMES = tuple(SUBJECTS)
SIZES = ("small", "full")


def subject(name):
    """The record of the image set called `name`; ValueError lists the valid names."""
    try:
        return SUBJECTS[name]
    except (KeyError, TypeError):
        known = ", ".join(map(repr, SUBJECTS))
        raise ValueError(f"unknown data set {name!r}; choose one of {known}") from None


def check_size(size):
    """ValueError unless `size` is a valid size."""
    if size not in SIZES:
        raise ValueError(f"unknown size {size!r}; choose one of {', '.join(map(repr, SIZES))}")
