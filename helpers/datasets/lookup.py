"""Where image sets are looked for: $COURSE_DATA, the user's cache, what ships in data/.

In each of them a set is found either at the top or in a folder of its name, for example
`$COURSE_DATA/cifar-10-binary.tar.gz` or `$COURSE_DATA/cifar10/cifar-10-batches-bin/`. The
canonical files may also lie in the folder of the set's name itself, as in
`$COURSE_DATA/svhn/train_32x32.mat`, if all of them do. A place that cannot be read is passed
over with a warning.
"""

import contextlib
import functools
import warnings
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
    problem = shared and shared_problem(shared)
    if problem:
        warn_once(f"{problem}; what it holds is not used: correct or unset COURSE_DATA")
    elif shared:
        yield "$COURSE_DATA", shared
    yield "your cache", Path(cache).expanduser() if cache else cache_folder()
    yield "shipped with the course", SHIPPED


def shared_problem(shared):
    """Why $COURSE_DATA, which is `shared`, cannot be used: the start of a sentence. Or None."""
    try:
        (shared / "..").stat()  # asks for a folder, and for the right to enter it
    except OSError as error:
        return f"$COURSE_DATA is {shared}, which cannot be read ({error.strerror})"


@functools.cache
def warn_once(message):
    """Warn, but not again in this process."""
    warnings.warn(message, stacklevel=2)


@contextlib.contextmanager
def unreadable_passed_over(root):
    """If the system does not let us look below `root`, warn and end the block."""
    try:
        yield
    except OSError as error:
        warn_once(f"{error.filename} cannot be read ({error.strerror}), so {root} is not used")


def locate(name, size="small", cache=None):
    """Where `load` would take the set from without the network, as a Location, or None.

    Only presence is looked at; contents are verified by `load`. Raises ValueError for an unknown
    name or size. The small size is cut from a full set only where nothing ships it.
    """
    spec = specs.dataset_spec(name)
    specs.check_size(size)
    for search in (_full,) if size == "full" else (_small, _full):
        for place, root in roots(cache):
            with unreadable_passed_over(root):
                for kind, path in search(root, spec):
                    return Location(path, kind, place)
    return None


def is_readable(path):
    """Whether there is a file at `path`. Raises OSError if there is one that cannot be read."""
    if not path.is_file():
        return False
    path.open("rb").close()
    return True


def _small(root, spec):
    """An index of tiles does not say of which set it is by its name: in its folder only."""
    if is_readable(root / spec.name / tiled_images.INDEX):
        yield "tiles", root / spec.name / tiled_images.INDEX


def _full(root, spec):
    """(kind, path) of each form in which the full set is there below `root`."""
    for folder in (root / spec.name, root):
        unpacked = folder / spec.folder
        if unpacked.is_dir():
            for file in spec.files:
                is_readable(unpacked / file)  # a missing file is named when the set is read
            yield "folder", unpacked
    if all([is_readable(root / spec.name / file) for file in spec.files]):
        yield "folder", root / spec.name
    for folder in (root / spec.name, root):
        if spec.archive and is_readable(folder / spec.archive):
            yield "archive", folder / spec.archive
