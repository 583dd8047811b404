"""A tiny "network's" weights on a web server of this machine, and caches of the test's own."""

import functools
import hashlib
import http.server
import os
import threading

import pytest

from helpers.pretrained import locate, weight_forms, weights
from helpers.pretrained.catalog import PRETRAINED, Pretrained
from helpers.pretrained.weight_forms import forms

USUAL = {name: os.environ.get(name) for name in ("COURSE_DATA", "COURSE_CACHE", "KERAS_HOME")}
CONTENT = b"what Keras would read\n" * 500


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    """$COURSE_DATA, the cache and Keras's own cache are folders of this test; no proxy is used."""
    for variable, folder in (
        ("COURSE_DATA", "shared"),
        ("COURSE_CACHE", "cache"),
        ("KERAS_HOME", "keras"),
    ):
        monkeypatch.setenv(variable, str(tmp_path / folder))
    (tmp_path / "shared").mkdir()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def web(tmp_path):
    """(folder, address, paths asked for) of an HTTP server on loopback."""
    folder = tmp_path / "web"
    folder.mkdir()
    handler = functools.partial(_Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}", server.asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def tiny(web, monkeypatch):
    """The entry "tiny": its file, tiny.h5, lies on the server."""
    (web[0] / "tiny.h5").write_bytes(CONTENT)
    md5 = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
    entry = Pretrained(
        "tiny", "MobileNet", 224, 1000, None, None, "tiny.h5", md5, 2017, "none", "tf", web[1]
    )
    monkeypatch.setitem(PRETRAINED, "tiny", entry)
    forms.cache_clear()  # the server of another test had another address
    yield entry
    forms.cache_clear()


@pytest.fixture
def nothing_ships(monkeypatch):
    """A course without weights of its own."""
    monkeypatch.setattr(weight_forms, "ROUNDED", ())


@pytest.fixture
def real(request, monkeypatch):
    """The name of a network whose weights are here in full precision.

    With COURSE_TEST_NETWORK set they may be fetched.
    """
    for variable, value in USUAL.items():
        monkeypatch.delenv(variable, raising=False)
        if value is not None:
            monkeypatch.setenv(variable, value)
    if locate(request.param, full=True) is None:
        if not os.environ.get("COURSE_TEST_NETWORK"):
            pytest.skip("its weights are not on this machine; COURSE_TEST_NETWORK=1 fetches them")
        weights(request.param, full=True)
    return request.param
