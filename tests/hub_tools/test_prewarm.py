"""Servers started beforehand: against a hub that is played, with its refusals, and a real one."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hub import prewarm, settings

TOKEN = "t" * 64


class Played(BaseHTTPRequestHandler):
    """Answers as JupyterHub's REST interface does; `hub` is the server, with its users."""

    def log_message(self, *_):
        pass

    def answer(self, code, body, headers=()):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        for name, value in (("Content-Length", str(len(content))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def handle_any(self):
        users, path = self.server.users, self.path.removeprefix("/hub/api/users")
        if self.headers["Authorization"] != f"token {TOKEN}":
            self.answer(403, {"message": "Forbidden"})
        elif path.startswith("?"):
            assert path == f"?limit={prewarm.PAGE}&offset=0"
            self.answer(200, [{"name": name} for name in users])
        elif (name := path.split("/")[1]) not in users:
            self.answer(404, {"message": "Not Found"})
        elif path.endswith("/progress"):
            events = [{"progress": 0, "message": "Server requested"},
                      {"failed": True, "message": "Spawn failed: no room"}]  # fmt: skip
            text = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
            self.answer(200, text.encode())
        elif self.command == "POST":
            self.server.asked.append(name)
            if users[name] == "busy":
                users[name] = "sound"
                self.answer(429, {"message": "Too many"}, [("Retry-After", "1")])
            elif users[name] == "refused":
                self.answer(400, {"message": "the limit is reached"})
            else:
                users[name] = {"sound": "ready", "lasting": "lasting"}.get(users[name], "gone")
                self.answer(202, {})
        else:
            state = users[name]
            server = {"ready": state == "ready"} if state in ("ready", "lasting") else None
            self.answer(200, {"name": name, "servers": {"": server} if server else {}})

    do_GET = do_POST = handle_any


@pytest.fixture
def played(monkeypatch):
    monkeypatch.setattr(prewarm, "PAUSE", 0.01)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Played)
    server.users, server.asked = {}, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def call(played, tmp_path, monkeypatch):
    """A function that runs the command with words, and its token file."""
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    file.chmod(0o600)
    shipped = settings.Settings()
    monkeypatch.setattr(prewarm.settings, "read", lambda: shipped)

    def run(*words):
        from hub.__main__ import main

        url = f"http://127.0.0.1:{played.server_port}"
        return main(["prewarm", *words, "--hub", url, "--token", str(file)])

    run.file = file
    return run


def test_all_that_can_start_do_and_the_others_stand_in_one_table(played, call, capsys):
    played.users.update(
        ada="sound", bo="ready", cy="busy", di="broken", ed="refused", flo="lasting"
    )
    assert call("ada", "bo", "cy", "di", "ed", "flo", "gus", "ada", "--wait", "3") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("2 servers started, the slowest in")
    assert lines[0].endswith("1 ran already; 4 failed.")
    table = dict(line.split(maxsplit=1) for line in lines[2:])
    assert table["di"] == "Spawn failed: no room"
    assert table["ed"] == "refused: the limit is reached"
    assert "not ready in time" in table["flo"] and "no such student" in table["gus"]
    assert sorted(played.asked) == ["ada", "cy", "cy", "di", "ed", "flo"]  # ada once


def test_without_names_it_is_the_whole_class(played, call, capsys):
    played.users.update(ada="sound", bo="sound")
    assert call() == 0
    assert capsys.readouterr().out.startswith("2 servers started")


def test_names_come_from_a_file_too(played, call, tmp_path):
    played.users.update(ada="sound", bo="sound", cy="sound")
    (tmp_path / "names").write_text("ada  # a comment\n\n# none\ncy\nroot\n")
    assert call("--file", str(tmp_path / "names")) == 0
    assert sorted(played.asked) == ["ada", "cy"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["ada", "--group", "no-such-group-here"], "no-such-group-here"),
        (["--at-once", "0"], "--at-once is 0"),
        ([], "nobody to start a server for"),
        (["--file", "/no/such/names"], "No such file"),
    ],
)
def test_what_is_wrong_is_one_sentence(call, capsys, words, message):
    assert call(*words) == 2
    assert message in capsys.readouterr().err


def test_a_token_that_others_can_read_is_refused(call, played, capsys):
    call.file.chmod(0o644)
    assert call("ada") == 2
    assert "must stay secret" in capsys.readouterr().err
    assert not played.asked


def test_a_token_that_is_a_link_is_refused(call, tmp_path, capsys):
    real = call.file.rename(tmp_path / "real")
    call.file.symlink_to(real)
    assert call("ada") == 2
    assert "is a link" in capsys.readouterr().err


def test_a_wrong_token_is_told(call, played, capsys):
    played.users["ada"] = "sound"
    call.file.write_text("x" * 64)
    assert call("ada") == 1
    assert "does not accept the token" in capsys.readouterr().out
    assert call() == 2


@pytest.mark.parametrize("url", ["http://hub.example.org", "ftp://127.0.0.1", "hub.example.org"])
def test_a_token_never_crosses_a_network_in_the_clear(url):
    with pytest.raises(ValueError, match="unencrypted"):
        prewarm.Hub(url, TOKEN)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"address": "0.0.0.0", "certificate": "c"}, "https://127.0.0.1:8000"),
        ({"address": "::1", "port": 9000}, "http://[::1]:9000"),
        ({"public_url": "https://hub.example.org"}, "https://hub.example.org"),
    ],
)
def test_the_address_comes_from_the_settings(table, expected):
    assert prewarm.address(settings.Hub(**table)) == expected
