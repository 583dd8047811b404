"""Folders of pictures as a Dataset, in ImageNet's layout: one folder a class.

root/train/<class>/*.JPEG with root/val/<class>/*.JPEG, or root/<class>/*.jpg alone.
"""

import math
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from tqdm.auto import tqdm

from helpers.datasets.dataset import Dataset, Split
from helpers.datasets.pictures import UNREADABLE, open_rgb, reason

TESTS = ("val", "validation", "valid", "test")
SUFFIXES = {".jpeg", ".jpg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm"}
NAMED = 5  # damaged files that a warning names


def folder(path, side=224, *, limit=None, held_out=0.2, gib=4.0):
    """The pictures below `path`, cut to their middle square and resized to `side` px, as a Dataset.

    Classes are the names of the folders, sorted. Without a folder "val" (or "validation",
    "valid", "test") beside "train", about the share `held_out` of each class, evenly spread over
    its files, becomes the test set. limit: files taken of each class in each of these folders,
    the first by name. gib: how many GiB of memory the images may take.

    A file that cannot be read is left out and named in a warning. Raises ValueError if `path` is
    not of this layout, or before reading if the images would need more than `gib`.
    """
    path = Path(path).expanduser()
    _check(side, limit, held_out)
    train, test = _listed(path, limit, held_out)
    classes = tuple(sorted({name for name, _ in train}))
    unknown = sorted({name for name, _ in test} - set(classes))
    if unknown:
        raise ValueError(f"{path}: class {unknown[0]!r} has pictures to test on, none to train on")
    _check_memory(len(train) + len(test), side, gib)
    damaged = []
    splits = [_read(files, classes, side, damaged) for files in (train, test)]
    if not len(splits[0]):
        raise ValueError(f"{path}: none of its {len(train):,} pictures can be read")
    if damaged:
        more = f" and {len(damaged) - NAMED} more" if len(damaged) > NAMED else ""
        warnings.warn(
            f"{len(damaged)} of {len(train) + len(test):,} files could not be read and are left "
            f"out: {'; '.join(damaged[:NAMED])}{more}",
            stacklevel=2,
        )
    size = "full" if limit is None else f"first {limit} of each class"
    citation = "not known: cite whoever made these pictures"
    return Dataset(path.name, size, *splits, classes, f"your folder: {path}", citation)


def _check(side, limit, held_out):
    for name, value in (("side", side), ("limit", 1 if limit is None else limit)):
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"{name} must be a whole number above 0, not {value!r}")
    if not 0 <= held_out < 1:
        raise ValueError(f"held_out must be a share from 0 to below 1, not {held_out!r}")


def _check_memory(count, side, gib):
    need = count * side * side * 3 / 2**30
    if need > gib:
        raise ValueError(
            f"{count:,} images of {side}×{side} need {need:.1f} GiB of memory and gib={gib:g} are "
            f"allowed: ask for a smaller side, for fewer images of each class with limit=…, or "
            f"allow it with gib={math.ceil(need)}"
        )


def _listed(path, limit, held_out):
    """(training files, test files), each a list of (class, file)."""
    if not path.is_dir():
        raise ValueError(f"there is no folder {path}")
    base = path / "train" if (path / "train").is_dir() else path
    apart = [path / name for name in TESTS if (path / name).is_dir()] if base != path else []
    listed = _files_of_classes(base, limit)
    if apart:
        return _flat(listed), _flat(_files_of_classes(apart[0], limit))
    kept, held = {}, {}
    for name, files in listed.items():
        count = max(1, round(len(files) * held_out)) if held_out and len(files) > 1 else 0
        chosen = {int((number + 0.5) * len(files) / count) for number in range(count)}
        kept[name] = [file for number, file in enumerate(files) if number not in chosen]
        held[name] = [files[number] for number in sorted(chosen)]
    return _flat(kept), _flat(held)


def _files_of_classes(base, limit):
    """{class: files by name}, also where pictures lie deeper, as in Tiny ImageNet."""
    found = {}
    for place in sorted(base.iterdir()):
        if place.is_dir() and not place.name.startswith("."):
            files = sorted(file for file in place.rglob("*") if _is_picture(file))
            if not files:
                raise ValueError(f"{place} holds no pictures; every folder there must be a class")
            found[place.name] = files[:limit]
    if not found:
        raise ValueError(
            f"{base} holds no folders: put the pictures of each class into a folder of its name"
        )
    return found


def _is_picture(file):
    """By its name alone: asking the file system about each of a million files takes minutes."""
    return file.suffix.lower() in SUFFIXES and not file.name.startswith(".")


def _flat(listed):
    return [(name, file) for name, files in listed.items() for file in files]


def _read(files, classes, side, damaged):
    """A Split of what can be read; a line for each of the other files goes to `damaged`."""
    images = np.empty((len(files), side, side, 3), np.uint8)
    labels = []
    for name, file in tqdm(files, unit="image", leave=False, disable=len(files) < 500):
        try:
            picture = open_rgb(file, enough=(2 * side, 2 * side))
        except UNREADABLE as error:
            damaged.append(f"{file} ({reason(error)})")
            continue
        square = ImageOps.fit(picture, (side, side), Image.Resampling.BICUBIC)
        images[len(labels)] = np.asarray(square)
        labels.append(classes.index(name))
    return Split(images[: len(labels)], labels)
