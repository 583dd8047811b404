"""Load an image set by name."""

from helpers.datasets import balanced, canonical, lookup, registry, sprites, transport
from helpers.datasets.dataset import Dataset


def load(name, size="small", *, cache=None):
    """The image set `name`, as a verified Dataset.

    size="full" is the whole canonical set; "small" is its first images of each class (CIFAR-10:
    1,000 for training and 200 for testing). Looked up in $COURSE_DATA, in `cache` (default:
    `cache_folder()`), in what ships with the course, then fetched over the network.

    Raises ValueError for an unknown name or size and for files that are not the published ones;
    ConnectionError and OSError as `fetch` does.
    """
    subject = registry.subject(name)
    found = lookup.locate(name, size, cache)
    if found is None:
        _refuse_pickles(subject, cache)
        transport.fetch(name, cache)
        found = lookup.locate(name, size, cache)
    if found.kind == "sprites":
        splits = sprites.read(found.path, subject)
    else:
        splits = subject.parse(canonical.read(found.path, subject))
        if size == "small":
            splits = balanced.cut(splits, subject)
    origin = (str(found), subject.citation)
    return Dataset(name, size, *splits, subject.classes, *origin, subject.superclasses)


def _refuse_pickles(subject, cache):
    """Somebody placed a file by hand and expects it to be used: say which one it must be."""
    for _, root in lookup.roots(cache):
        for folder in (root / subject.name, root):
            for name in subject.pickled:
                if (folder / name).exists():
                    raise ValueError(
                        f"{folder / name} is the Python version of {subject.title}, whose pickles "
                        f"are never loaded here; put the binary version, {subject.archive}, in its "
                        f"place or run `python -m helpers fetch {subject.name}`"
                    )
