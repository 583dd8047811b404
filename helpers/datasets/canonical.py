"""Canonical files, read from their folder or straight from their archive, and verified by MD5."""

import hashlib
import tarfile
import zlib
from pathlib import PurePosixPath


def read(path, subject):
    """{file: content} of every file of `subject`, from a folder or an archive at `path`.

    Raises ValueError, naming the file, if one is missing or is not the published one.
    """
    found = _from_folder(path, subject) if path.is_dir() else _from_archive(path, subject)
    missing = [name for name in subject.files if name not in found]
    if missing:
        raise ValueError(f"{path} has no {missing[0]}; {_remedy(subject, 'it')}")
    return found


def verify(name, content, subject, place):
    """ValueError unless `content`, found in `place`, is the published file `name`."""
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if md5 != subject.files[name]:
        raise ValueError(
            f"{place / name} is cut short, altered or another file: its {len(content):,} bytes "
            f"have MD5 {md5} and not {subject.files[name]} as published; {_remedy(subject, place)}"
        )


def _from_folder(path, subject):
    found = {}
    for name in subject.files:
        if (path / name).is_file():
            found[name] = (path / name).read_bytes()
            verify(name, found[name], subject, path)
    return found


def _from_archive(path, subject):
    """Members are told by their last name, whatever folder the archive puts them in.

    What follows the last file that is needed is not unpacked: in STL-10 that may be 2.8 GB.
    """
    found = {}
    try:
        with tarfile.open(path, "r|gz") as archive:
            for member in archive:
                name = PurePosixPath(member.name).name
                if member.isfile() and name in subject.files:
                    found[name] = archive.extractfile(member).read()
                    verify(name, found[name], subject, path)
                    if len(found) == len(subject.files):
                        break
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise ValueError(
            f"{path} is cut short, altered or not a gzipped tar archive ({error}); "
            f"{_remedy(subject, 'it')}"
        ) from None
    return found


def _remedy(subject, damaged):
    return (
        f"delete {damaged}, then put {subject.wanted} in its place "
        f"or run `python -m helpers fetch {subject.name}`"
    )
