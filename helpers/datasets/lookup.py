"""Where image sets are looked for: $COURSE_DATA, the user's cache, what ships in data/.

COURSE_DATA   a folder shared by a class, only read from
COURSE_CACHE  in place of the user's cache folder (see helpers.paths)

In each of them a set is found either at the top or in a folder of its name, for example
`$COURSE_DATA/cifar-10-binary.tar.gz` or `$COURSE_DATA/cifar10/cifar-10-batches-bin/`. The
canonical files may also lie in the folder of the set's name itself, as in
`$COURSE_DATA/svhn/train_32x32.mat`, if all of them do.
"""

from dataclasses import dataclass
from pathlib import Path

from helpers.datasets import specs, tiled_images
from helpers.paths import SHIPPED, cache_folder, shared_folder


@dataclass(frozen=True)
class Location:
    """Where a set was found: `place` is which root, `kind` tiles, folder or archive."""

    path: Path
    kind: str
    place: str

    def __str__(self):
        return f"{self.place}: {self.path}"


def roots(cache=None):
    """(place, folder) in the order in which they are searched."""
    shared = shared_folder()
    if shared:
        yield "$COURSE_DATA", shared
    yield "your cache", Path(cache).expanduser() if cache else cache_folder()
    yield "shipped with the course", SHIPPED


def locate(name, size="small", cache=None):
    """Where `load` would take the set from without the network, as a Location, or None.

    Only presence is looked at; contents are verified by `load`. Raises ValueError for an unknown
    name or size. The small size is cut from a full set only where nothing ships it.
    """
    spec = specs.dataset_spec(name)
    specs.check_size(size)
    for search in (_full,) if size == "full" else (_small, _full):
        for place, root in roots(cache):
            for kind, path in search(root, spec):
                return Location(path, kind, place)
    return None


def _small(root, spec):
    """An index of tiles does not say of which set it is by its name: in its folder only."""
    if (root / spec.name / tiled_images.INDEX).is_file():
        yield "tiles", root / spec.name / tiled_images.INDEX


def _full(root, spec):
    """(kind, path) of each form in which the full set is there below `root`."""
    for folder in (root / spec.name, root):
        if (folder / spec.folder).is_dir():
            yield "folder", folder / spec.folder
    if all((root / spec.name / file).is_file() for file in spec.files):
        yield "folder", root / spec.name
    for folder in (root / spec.name, root):
        if spec.archive and (folder / spec.archive).is_file():
            yield "archive", folder / spec.archive
