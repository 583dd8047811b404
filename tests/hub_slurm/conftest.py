"""A real Slurm, and the hub on it as it ships, with a password of the test's own."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hub_client import Client
from small_slurm import NODES, end, free_ports, output, temporary, wait_until

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """
[hub]
port = {port}
state = "{folder}/state"
[users]
allowed = {students}
[spawner]
kind = "slurm"
environment = "{environment}"
[limits]
gpu_fraction = 0.25
[start]
poll_s = 2
[slurm]
partition = "course"
hub_address = "127.0.0.1"
[[slurm.profiles]]
name = "CPU"
memory = "900M"
time = "00:30:00"
[[slurm.profiles]]
name = "Shared GPU"
memory = "900M"
gpus = "shard:1"
time = "00:30:00"
[[slurm.profiles]]
name = "Whole <b>& only GPU"
memory = "1G"
gpus = "gpu:1"
time = "01:00:00"
partition = "urgent"
"""
# What ships decides; only who logs in, ports and this Slurm's node names are the test's own.
CONFIGURATION = """
c = get_config()
load_subconfig({shipped!r})
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.CourseSlurmSpawner.daemon_resolver = {nodes!r}
c.JupyterHub.services = [*c.JupyterHub.services, {{"name": "test", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [
    *c.JupyterHub.load_roles,
    {{"name": "test", "services": ["test"],
      "scopes": ["admin:users", "admin:servers", "tokens", "access:servers"]}},
]
"""


@pytest.fixture(scope="session")
def slurm():
    if os.geteuid() != 0:
        pytest.skip("only root can make users, and a job must run as one")
    pytest.importorskip("batchspawner", reason="the extra hub is not installed")
    yield from temporary(shards=4)


@pytest.fixture(scope="session")
def students(slurm):
    """Two users of this machine with homes of their own; removed afterwards."""
    (slurm / "homes").mkdir()
    names = [f"course{os.getpid()}{letter}" for letter in "ab"]
    try:
        for name in names:
            home = str(slurm / "homes" / name)
            words = ["useradd", "--create-home", "--home-dir", home, "--shell", "/bin/sh", name]
            subprocess.run(words, check=True, capture_output=True)
            Path(home).chmod(0o700)
        yield names
    finally:
        for name in names:
            with contextlib.suppress(KeyError):
                pwd.getpwnam(name)
                # Also while a process of theirs, whose job was just cancelled, has not ended.
                subprocess.run(["userdel", "--force", name], capture_output=True)


@pytest.fixture(scope="session")
def environment(slurm):
    """An environment that every user can run: what is installed here, under a Python for all."""
    python = Path(sys.executable).resolve()
    if not all(parent.stat().st_mode & 0o001 for parent in python.parents):
        name = f"python{sys.version_info.major}.{sys.version_info.minor}"
        python = shutil.which(name, path="/usr/local/bin:/usr/bin")
        if python is None:
            pytest.skip(f"users cannot run {sys.executable}, and there is no {name} for them")
    folder = slurm / "environment"
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True)
    shutil.rmtree(folder / "share", ignore_errors=True)
    inside = next(folder.glob("lib/python*/site-packages"))
    (inside / "installed.pth").write_text(sysconfig.get_path("purelib"))
    for name in ("etc", "share"):  # JupyterLab and its extensions
        (folder / name).symlink_to(Path(sys.prefix) / name)
    for program in ("jupyterhub-singleuser", "batchspawner-singleuser"):
        text = (Path(sysconfig.get_path("scripts")) / program).read_text().split("\n", 1)[1]
        (folder / "bin" / program).write_text(f"#!{folder}/bin/python\n{text}")
        (folder / "bin" / program).chmod(0o755)
    return folder


class RunningHub:
    """start and kill it; `client` speaks to it."""

    def __init__(self, folder, students, environment):
        self.folder, self.process = folder, None
        port, hub_port, proxy_port = free_ports(3)
        self.password, token = secrets.token_urlsafe(), secrets.token_hex()
        self.client = Client(f"http://127.0.0.1:{port}", token)
        (folder / "hub.toml").write_text(
            SETTINGS.format(
                port=port,
                folder=folder,
                environment=environment,
                students=str(students).replace("'", '"'),
            )
        )
        (folder / "config.py").write_text(
            CONFIGURATION.format(
                shipped=str(ROOT / "hub/jupyterhub_config.py"),
                password=self.password,
                token=token,
                hub_port=hub_port,
                proxy_port=proxy_port,
                nodes=dict.fromkeys(NODES, "127.0.0.1"),
            )
        )
        (folder / "config.py").chmod(0o600)

    def start(self):
        env = {**os.environ, "PYTHONPATH": str(ROOT), "HUB_SECRET": "of the hub"}
        env["COURSE_HUB"] = str(self.folder / "hub.toml")
        with (self.folder / "hub.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", str(self.folder / "config.py")],
                cwd=self.folder,
                env=env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self.answers, 90, self.log)

    def answers(self):
        assert self.process.poll() is None, self.log()
        return self.client.up()

    def kill(self):
        """As a crash does: nothing is tidied up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def log(self):
        return (self.folder / "hub.log").read_text()[-6000:]


@pytest.fixture(scope="module")
def hub(slurm, students, environment):
    from hub.proxy import INSTALLED

    if shutil.which("node") is None or not INSTALLED.exists():
        pytest.skip("configurable-http-proxy is not installed: npm ci in hub/")
    (slurm / "hub").mkdir(mode=0o700)
    running = RunningHub(slurm / "hub", students, environment)
    running.start()
    try:
        yield running
    finally:
        subprocess.run(["scancel", "--name=course-server"], capture_output=True)
        wait_until(lambda: not output("squeue", "--noheader"), 60, running.log)
        end(running.process)
        if "KEEP_HUB_LOG" in os.environ:
            shutil.copy(running.folder / "hub.log", os.environ["KEEP_HUB_LOG"])
