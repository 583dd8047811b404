"""Where weights are looked for: $COURSE_DATA/weights, the user's cache, Keras's own cache.

In each of the first two they lie at the top of `weights` or in a folder of the network's name,
for example `$COURSE_DATA/weights/resnet50_weights_tf_dim_ordering_tf_kernels.h5`.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from helpers import paths
from helpers.datasets import lookup
from helpers.pretrained.forms import Form, forms

FOLDER = "weights"
CHUNK = 2**22  # bytes hashed at once


@dataclass(frozen=True)
class Weights:
    """Verified weights of one network: their form, the folder that holds them, and where it is."""

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
        return {path.name: digest(path, self.form.files[path.name]) for path in self.files}

    def __str__(self):
        return f"{self.form.origin}, {self.place}: {self.folder}"


def home(cache=None):
    """The folder in the user's cache that weights are fetched into."""
    return (Path(cache).expanduser() if cache else paths.cache_folder()) / FOLDER


def locate(name, cache=None):
    """The Weights that `weights` would take without the network, or None. Not yet verified.

    Raises ValueError for an unknown network.
    """
    wanted = forms(name)
    for place, folders in roots(name, cache):
        for form in wanted:
            for folder in (*(base / form.folder for base in folders[:1]), *folders):
                if all((folder / file).is_file() for file in form.files):
                    return Weights(form, folder, place)
    return None


def roots(name, cache):
    """(place, folders to look into) in the order in which they are searched."""
    for place, root in lookup.roots(cache):
        if root != paths.SHIPPED:
            yield place, (root / FOLDER / name, root / FOLDER)
    keras = paths.keras_folder()
    yield "Keras's own cache", (keras / "models",)


def verify(found):
    """ValueError unless each file is the published one. Those without a digest are taken as is."""
    for path in found.files:
        published = found.form.files[path.name]
        if published and digest(path, published) != published:
            raise ValueError(
                f"{path} is cut short, altered or another file: its {path.stat().st_size:,} bytes "
                f"do not have the published digest {published}; delete it, then run "
                f"`python -m helpers fetch {found.form.name}`"
            )


def digest(path, like=None):
    """SHA-256 of the file in hex if `like` has 64 digits, else its MD5."""
    state = hashlib.sha256() if len(like or "") == 64 else hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            state.update(chunk)
    return state.hexdigest()
