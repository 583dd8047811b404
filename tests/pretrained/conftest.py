"""A tiny "network's" weights on a web server of this machine, and caches of the test's own."""

import functools
import hashlib
import http.server
import threading

import pytest

from helpers.pretrained.catalog import PRETRAINED, Pretrained
from helpers.pretrained.forms import forms

CONTENT = b"what Keras would read\n" * 500


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    """$COURSE_DATA, the cache and Keras's own cache are folders of this test; no proxy is used."""
    for variable, folder in (("COURSE_DATA", "shared"), ("COURSE_CACHE", "cache"),
                             ("KERAS_HOME", "keras")):  # fmt: skip
        monkeypatch.setenv(variable, str(tmp_path / folder))
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
    entry = Pretrained("tiny", "MobileNet", 224, 1000, None, None, "tiny.h5", md5, 2017, "none",
                       "tf", web[1])  # fmt: skip
    monkeypatch.setitem(PRETRAINED, "tiny", entry)
    forms.cache_clear()  # the server of another test had another address
    yield entry
    forms.cache_clear()
