"""The small size: the first images of each class, in canonical order, so balanced by class.

    python -m helpers.datasets.subset cifar10 [folder]

makes the files that ship in data/ from the full set (about a minute for CIFAR-10).
"""

import argparse
from pathlib import Path

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


def main(arguments=None):
    from helpers.datasets import loading, lookup, registry, sprites

    parser = argparse.ArgumentParser(prog="python -m helpers.datasets.subset", description=__doc__)
    parser.add_argument("name", choices=registry.NAMES)
    parser.add_argument("folder", nargs="?", type=Path, help="default: data/NAME of the checkout")
    options = parser.parse_args(arguments)
    folder = options.folder or lookup.SHIPPED / options.name
    full = loading.load(options.name, "full")
    subject = registry.subject(options.name)
    folder.mkdir(parents=True, exist_ok=True)
    sprites.write(folder, subject, *cut((full.train, full.test), subject))
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{folder}: {size / 1e6:.1f} MB, made from {full.source}")


if __name__ == "__main__":
    main()
