"""The small size: the first images of each class, in canonical order, so balanced by class."""

import numpy as np

from helpers.datasets.dataset import Split


def first_of_each(labels, classes, count):
    """Indices, ascending, of the first `count` images of each of `classes` classes."""
    picked = [np.flatnonzero(labels == label)[:count] for label in range(classes)]
    return np.sort(np.concatenate(picked))


def cut(splits, subject):
    """(train, test) of the full set -> (train, test) of the small one."""
    small = []
    for split, count in zip(splits, subject.small, strict=True):
        chosen = first_of_each(split.labels, len(subject.classes), count)
        small.append(Split(split.images[chosen], split.labels[chosen]))
    return tuple(small)
