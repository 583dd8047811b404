"""Load an image set by name."""

from helpers.datasets import canonical, lookup, registry, sprites, subset
from helpers.datasets.dataset import Dataset


def load(name, size="small", *, cache=None):
    """The image set `name`, as a verified Dataset.

    size="full" is the whole canonical set; "small" is its first images of each class (CIFAR-10:
    10,000 for training and 2,000 for testing). Looked up in $COURSE_DATA, in `cache` (default:
    `cache_folder()`), and in what ships with the course.

    Raises ValueError for an unknown name or size and for files that are not the published ones.
    """
    subject = registry.subject(name)
    found = lookup.locate(name, size, cache)
    if found.kind == "sprites":
        splits = sprites.read(found.path, subject)
    else:
        splits = subject.parse(canonical.read(found.path, subject))
        if size == "small":
            splits = subset.cut(splits, subject)
    return Dataset(name, size, *splits, subject.classes, str(found), subject.citation)
