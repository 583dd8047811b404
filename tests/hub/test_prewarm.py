"""`python -m hub prewarm` on the shipped configuration: it starts servers of the class, no more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from class_hub import ClassHub

ROOT = Path(__file__).resolve().parents[2]


def prewarm(hub, *words):
    environment = {**os.environ, "COURSE_HUB": str(hub.folder / "hub.toml")}
    return subprocess.run(
        [sys.executable, "-m", "hub", "prewarm", *words],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.mark.usefixtures("with_proxy")
def test_the_class_is_started_beforehand_with_the_hubs_own_token():
    with ClassHub(2) as hub:
        answer = prewarm(hub)
        assert answer.returncode == 0, (answer.stdout, answer.stderr, hub.log()[-3500:])
        assert answer.stdout.startswith("2 servers started")
        assert all(hub.server_pid(name) for name in hub.names)
        answer = prewarm(hub, hub.names[0], "nobody-of-this-name")
        assert answer.returncode == 1
        assert "0 servers started; 1 ran already; 1 failed." in answer.stdout
        # The token opens nobody's server and makes nobody.
        token = (hub.state / "prewarm_token").read_text().strip()
        headers = {"Authorization": f"token {token}"}
        api = f"{hub.url}/hub/api"
        assert requests.post(f"{api}/users/mallory", headers=headers, timeout=30).status_code == 403
        server = f"{hub.url}/user/{hub.names[0]}/api/contents"
        assert requests.get(server, headers=headers, timeout=30).status_code == 403
