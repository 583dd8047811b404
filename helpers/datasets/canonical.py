"""Canonical files, read from their folder or straight from their archive, and verified by MD5.

A file is judged by its size before it is read, so that a few kilobytes of archive cannot unpack
to gigabytes.
"""

import hashlib
import tarfile
import zlib
from pathlib import PurePosixPath


def read(path, spec):
    """{file: content} of every file of `spec`, from a folder or an archive at `path`.

    Raises ValueError, naming the file, if one is missing, cannot be read or is not the published
    one.
    """
    try:
        found = _from_folder(path, spec) if path.is_dir() else _from_archive(path, spec)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ValueError(
            f"{getattr(error, 'filename', None) or path} cannot be read, is cut short or not a "
            f"gzipped tar archive ({reason}); {_remedy(spec, 'it')}"
        ) from None
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
            _check_size(name, (path / name).stat().st_size, spec, path)
            found[name] = (path / name).read_bytes()
            verify(name, found[name], spec, path)
    return found


def _from_archive(path, spec):
    """Members are told by their last name, whatever folder the archive puts them in.

    What follows the last file that is needed is not unpacked: in STL-10 that may be 2.8 GB.
    """
    found = {}
    with tarfile.open(path, "r|gz") as archive:
        for member in archive:
            name = PurePosixPath(member.name).name
            _check_size(name, member.size, spec, path)
            if member.isfile() and name in spec.files:
                found[name] = archive.extractfile(member).read()  # never more than member.size
                verify(name, found[name], spec, path)
                if len(found) == len(spec.files):
                    break
    return found


def _check_size(name, size, spec, place):
    """ValueError if the file is larger than the published ones, or than the whole set."""
    limit = spec.largest if name in spec.files else spec.disk_space
    if size > limit:
        raise ValueError(
            f"{place / name} is another file: it has {size:,} bytes, and no such file of "
            f"{spec.title} has more than {limit:,}; {_remedy(spec, place)}"
        )


def _remedy(spec, damaged):
    return (
        f"delete {damaged}, then put {spec.wanted} in its place "
        f"or run `python -m helpers fetch {spec.name}`"
    )
