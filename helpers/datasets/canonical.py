"""Canonical files, read from their folder or straight from their archive, and verified by MD5."""

import hashlib
import tarfile
import zlib
from pathlib import PurePosixPath


def read(path, spec):
    """{file: content} of every file of `spec`, from a folder or an archive at `path`.

    Raises ValueError, naming the file, if one is missing or is not the published one.
    """
    found = _from_folder(path, spec) if path.is_dir() else _from_archive(path, spec)
    missing = [name for name in spec.files if name not in found]
    if missing:
        raise ValueError(f"{path} has no {missing[0]}; {_remedy(spec, 'it')}")
    return found


def verify(name, content, spec, place):
    """ValueError unless `content`, found in `place`, is the published file `name`."""
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if md5 != spec.files[name]:
        raise ValueError(
            f"{place / name} is cut short, altered or another file: its {len(content):,} bytes "
            f"have MD5 {md5} and not {spec.files[name]} as published; {_remedy(spec, place)}"
        )


def _from_folder(path, spec):
    found = {}
    for name in spec.files:
        if (path / name).is_file():
            found[name] = (path / name).read_bytes()
            verify(name, found[name], spec, path)
    return found


def _from_archive(path, spec):
    """Members are told by their last name, whatever folder the archive puts them in.

    What follows the last file that is needed is not unpacked: in STL-10 that may be 2.8 GB.
    """
    found = {}
    try:
        with tarfile.open(path, "r|gz") as archive:
            for member in archive:
                name = PurePosixPath(member.name).name
                if member.isfile() and name in spec.files:
                    found[name] = archive.extractfile(member).read()
                    verify(name, found[name], spec, path)
                    if len(found) == len(spec.files):
                        break
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise ValueError(
            f"{path} is cut short, altered or not a gzipped tar archive ({error}); "
            f"{_remedy(spec, 'it')}"
        ) from None
    return found


def _remedy(spec, damaged):
    return (
        f"delete {damaged}, then put {spec.wanted} in its place "
        f"or run `python -m helpers fetch {spec.name}`"
    )
