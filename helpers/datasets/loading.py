"""Load an image set by name."""

import contextlib

from helpers.datasets import canonical, fetching, lookup, specs, tiled_images
from helpers.datasets.dataset import Dataset, class_balanced


def load(name, size="small", *, cache=None):
    """The image set `name`, as a verified Dataset.

    size="full" is the whole canonical set; "small" is its first images of each class (CIFAR-10:
    1,000 for training and 200 for testing). Looked up in $COURSE_DATA, in `cache` (default: the
    user's cache folder), in what ships with the course, then fetched over the network.

    Raises ValueError for an unknown name or size and for files that are not the published ones;
    ConnectionError and OSError as `fetch` does. A place that cannot be read is passed over with
    a warning.
    """
    spec = specs.dataset_spec(name)
    found = lookup.locate(name, size, cache)
    if found is None:
        _refuse_pickles(spec, cache)
        fetching.fetch(name, cache)
        found = lookup.locate(name, size, cache)
    if found.kind == "tiles":
        splits = tiled_images.read(found.path, spec)
    else:
        splits = spec.parse(canonical.read(found.path, spec))
        if size == "small":
            splits = class_balanced(splits, len(spec.classes), spec.small)
    origin = (str(found), spec.citation)
    return Dataset(name, size, *splits, spec.classes, *origin, spec.superclasses)


def _refuse_pickles(spec, cache):
    """Somebody placed a file by hand and expects it to be used: say which one it must be."""
    for _, root in lookup.roots(cache):
        for path in (folder / name for folder in (root / spec.name, root) for name in spec.pickled):
            with contextlib.suppress(OSError):
                if not path.exists():
                    continue
                raise ValueError(
                    f"{path} is the Python version of {spec.title}, whose pickles are never "
                    f"loaded here; put the binary version, {spec.archive}, in its place or run "
                    f"`python -m helpers fetch {spec.name}`"
                )
