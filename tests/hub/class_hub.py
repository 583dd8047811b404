"""A real JupyterHub with its proxy, in a temporary folder, and students who work on it.

As root the students are users of this machine, made for the test and removed after it, who log in
through PAM; else they share the tester's own account, and log in with passwords of the test's.
"""

import contextlib
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import requests
import websocket
from small_slurm import free_ports

REPOSITORY = Path(__file__).resolve().parents[2]
NOTEBOOK = "03_vanishing_gradients.ipynb"
AS_ROOT = os.geteuid() == 0
SECONDS = 300  # for what a student waits for; a busy machine is no fault

# The shipped configuration, with ports of its own; and without root, with students of its own.
CONFIGURATION = """
load_subconfig({shipped!r})
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.Spawner.environment["PYTHONPATH"] = {path!r}
"""
WITHOUT_ROOT = """
import json, os
from pathlib import Path
from jupyterhub.auth import Authenticator
from jupyterhub.spawner import SimpleLocalProcessSpawner

class Passwords(Authenticator):
    async def authenticate(self, handler, data):
        known = json.loads(Path({passwords!r}).read_text())
        return data["username"] if known.get(data["username"]) == data["password"] else None

class Server(SimpleLocalProcessSpawner):
    def make_preexec_fn(self, name):
        def preexec():
            folder = Path(self.home_dir, self.notebook_dir.removeprefix("~/"))
            folder.mkdir(parents=True, exist_ok=True)
            os.chdir(self.home_dir)
        return preexec

c.JupyterHub.authenticator_class = Passwords
c.JupyterHub.spawner_class = Server
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
"""

# Where Python lies below a folder that only root enters, as /root, students could not start it: the
# hub then sees that folder as an empty one, with Python in it. Of this process alone.
UNHIDE = """
set -e
place=$(mktemp -d)
mount --bind "$2" "$place"
mount -t tmpfs -o mode=0755 tmpfs "$1"
mkdir -p "$2"
mount --move "$place" "$2"
rmdir "$place"
shift 2
exec "$@"
"""


def unhidden(command):
    """The command, with the Python of this test within reach of other users."""
    python = Path(sys.base_prefix).resolve()
    hidden = [folder for folder in (python, *python.parents) if not folder.stat().st_mode & 1]
    if not hidden or not AS_ROOT:
        return command
    return ["unshare", "--mount", "sh", "-c", UNHIDE, "sh", str(hidden[-1]), str(python), *command]


def wait_for(found, what):
    """What `found` returns once it is true, within SECONDS."""
    until = time.monotonic() + SECONDS
    while not (result := found()):
        assert time.monotonic() < until, f"waited too long for {what}"
        time.sleep(0.2)
    return result


class ClassHub:
    """A context. folder: of everything. passwords: {name: password}. tables: more settings.

    students, teachers and outsiders are lists of names; outsiders have an account on the machine,
    and are not of the class.
    """

    def __init__(self, students, teachers=0, outsiders=0, owned=False, tls=False, **tables):
        self.folder = Path(tempfile.mkdtemp(prefix="hub-"))
        self.folder.chmod(0o711)  # students reach their homes, and list nothing
        self.port, self.hub_port, self.api_port, self.git_port = free_ports(4)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self.owned, self.certificate = owned, self.folder / "certificate.pem" if tls else None
        prefix = f"c{secrets.token_hex(3)}s"
        self.names = [f"{prefix}{i}" for i in range(students + teachers + outsiders)]
        self.passwords = {name: secrets.token_urlsafe(12) for name in self.names}
        self.students = self.names[:students]
        self.teachers = self.names[students : students + teachers]
        self.outsiders = self.names[students + teachers :]
        self.state, self.processes, self.tables = self.folder / "state", [], tables
        self.process = None
        if owned:
            self.state = self.home(self.names[0]) / "state"

    def home(self, name):
        return self.folder / "homes" / name

    def work(self, name):
        """The folder that a student's link fetches into."""
        return self.home(name) / "deep-image-classification/course-main"

    def log(self):
        return (self.folder / "hub.log").read_text(errors="replace")

    def __enter__(self):
        try:
            self._make_users()
            self._make_repository()
            self._make_certificate()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self._end_servers()
        for process in (self.process, *self.processes):
            if process is not None and process.poll() is None:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(60)
                if process.poll() is None:
                    process.kill()
                    process.wait()
        for name in self.names if AS_ROOT else ():
            self._end_user(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_users(self):
        homes = self.folder / "homes"
        homes.mkdir(mode=0o711)
        homes.chmod(0o711)
        if not AS_ROOT:
            return
        for name in self.names:
            home = ["--create-home", "--home-dir", str(self.home(name)), "-K", "HOME_MODE=0700"]
            add = ["useradd", *home, "--shell", "/bin/bash", "--no-user-group", name]
            # Another test may hold the lock of the list of users.
            wait_for(lambda add=add: subprocess.run(add).returncode == 0, "useradd")
        lines = "".join(f"{name}:{password}\n" for name, password in self.passwords.items())
        subprocess.run(["chpasswd"], input=lines, text=True, check=True)

    def _end_user(self, name):
        """End what is left of a user that this test made, then the user."""
        number = subprocess.run(["id", "-u", name], capture_output=True, text=True).stdout.strip()
        for status in Path("/proc").glob("[0-9]*/status") if number else ():
            with contextlib.suppress(OSError):
                uid = next(x for x in status.read_text().split("\n") if x.startswith("Uid:"))
                if uid.split()[1] == number:
                    os.kill(int(status.parent.name), signal.SIGKILL)
        for folder in Path("/tmp").glob("jupyter-*") if number else ():
            with contextlib.suppress(OSError):
                if folder.stat().st_uid == int(number):
                    shutil.rmtree(folder)
        for _ in range(50):  # until the system has let go of the processes
            ended = subprocess.run(["userdel", name], check=False, capture_output=True)
            if ended.returncode in (0, 6):  # 6: there is no such user
                break
            time.sleep(0.2)
        root = Path("/sys/fs/cgroup")
        for group in (root / "course-hub" / name, *root.glob(f"*/course-hub/{name}")):
            for _ in range(50):  # until the system has let go of the processes
                with contextlib.suppress(OSError):
                    group.rmdir()
                if not group.exists():
                    break
                time.sleep(0.1)

    def _make_repository(self):
        """The course as students fetch it: notebook 03, over git's own protocol."""
        self.course = self.folder / "git/course"
        (self.course / "notebooks").mkdir(parents=True)
        shutil.copy(REPOSITORY / "notebooks" / NOTEBOOK, self.course / "notebooks")
        self.git("init", "-q", "-b", "main")
        self.commit("The course")
        command = [
            "git",
            "daemon",
            "--export-all",
            "--listen=127.0.0.1",
            f"--port={self.git_port}",
            f"--base-path={self.course.parent}",
            str(self.course.parent),
        ]
        self.processes.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        self.repository = f"git://127.0.0.1:{self.git_port}/course"

    def _make_certificate(self):
        if self.certificate:
            key = self.folder / "key.pem"
            words = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                     "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key),
                     "-out", str(self.certificate)]  # fmt: skip
            subprocess.run(["openssl", "req", "-x509", *words], check=True, capture_output=True)
            key.chmod(0o600)
            self.tables["hub"] = {"certificate": str(self.certificate), "key": str(key)}

    def git(self, *words):
        subprocess.run(["git", "-C", str(self.course), *words], check=True, capture_output=True)

    def commit(self, message):
        self.git("add", "-A")
        who = ["-c", "user.name=Teacher", "-c", "user.email=teacher@example.org"]
        self.git(*who, "commit", "-q", "-m", message)

    def write_settings(self):
        class_ = {"allowed": self.students + self.teachers, "admins": self.teachers}
        tables = {
            "users": {} if self.owned else class_,
            "course": {"repository": self.repository},
            "cull": {"idle_s": 0},
            **self.tables,
        }
        own = {"port": self.port, "state": str(self.state)}
        tables["hub"] = {**tables.get("hub", {}), **own}
        text = "".join(
            f"[{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in table.items())
            for name, table in tables.items()
        )
        path = self.folder / "hub.toml"
        path.write_text(text)
        return path

    def start(self):
        """Start JupyterHub on the settings as they are now; returns when it answers."""
        config = self.folder / "config.py"
        text = CONFIGURATION.format(
            shipped=str(REPOSITORY / "hub/jupyterhub_config.py"),
            hub_port=self.hub_port,
            api_port=self.api_port,
            path=str(REPOSITORY),
        )
        if not AS_ROOT:
            file = self.folder / "passwords.json"
            file.write_text(json.dumps(self.passwords))
            text += WITHOUT_ROOT.format(passwords=str(file), homes=str(self.folder / "homes"))
            text = "import hub.users\nhub.users.starts_for_others = lambda: True\n" + text
        config.write_text(text)
        env = {
            **os.environ,
            "COURSE_HUB": str(self.write_settings()),
            "PYTHONPATH": str(REPOSITORY),
            "A_SECRET_OF_THE_HUB": "must not reach students",
        }
        with (self.folder / "hub.log").open("a") as log:
            command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
            if self.owned and AS_ROOT:
                owner = pwd.getpwnam(self.names[0])
                become = ["--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid)]
                command = ["setpriv", *become, "--clear-groups", *command]
                env |= {"HOME": owner.pw_dir, "USER": owner.pw_name, "LOGNAME": owner.pw_name}
            self.process = subprocess.Popen(
                unhidden(command), cwd=self.folder, env=env, stdout=log, stderr=log
            )

        def answers():
            assert self.process.poll() is None, self.log()
            with contextlib.suppress(requests.RequestException):
                return requests.get(
                    f"{self.url}/hub/health", timeout=10, verify=self.certificate or True
                ).ok

        wait_for(answers, "the hub")

    def stop(self):
        """End the hub as a service manager does."""
        self.process.terminate()
        self.process.wait(60)

    def kill(self):
        """SIGKILL, as the system does when memory runs out."""
        self.process.kill()
        self.process.wait()

    def _end_servers(self):
        for name in self.names:
            pid = self.server_pid(name)
            if pid:
                os.kill(pid, signal.SIGTERM)

    def server_pid(self, name):
        """The process of a student's server, None where it does not run."""
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                environment = (folder / "environ").read_bytes().split(b"\0")
                words = (folder / "cmdline").read_bytes()
                if f"JUPYTERHUB_USER={name}".encode() in environment and b"singleuser" in words:
                    return int(folder.name)
        return None

    def helpers(self, word):
        """Processes of this hub, as its culler and proxy, whose command line has the word."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
                if word.encode() in words and str(self.hub_port).encode() in words:
                    found.append(int(folder.name))
        return found


class Student:
    """Somebody's browser, as far as requests and a websocket go."""

    def __init__(self, hub, name):
        self.hub, self.name = hub, name
        self.session = requests.Session()
        self.session.trust_env = False  # where $REQUESTS_CA_BUNDLE would win over `verify`
        self.session.verify = str(hub.certificate) if hub.certificate else True
        self.server = f"{hub.url}/user/{name}"

    def login(self, password=None):
        """The answer to a login with the password, by default the right one."""
        page = f"{self.hub.url}/hub/login"
        self.session.get(page)
        form = {
            "username": self.name,
            "password": self.hub.passwords.get(self.name) if password is None else password,
            "_xsrf": self.xsrf("/hub/"),
        }
        return self.session.post(page, data=form, allow_redirects=False)

    def xsrf(self, path):
        return next((c.value for c in self.session.cookies
                     if c.name == "_xsrf" and c.path == path), "")  # fmt: skip

    def model(self):
        """What the hub says of this user."""
        headers = {"X-XSRFToken": self.xsrf("/hub/")}
        return self.session.get(f"{self.hub.url}/hub/api/users/{self.name}", headers=headers)

    def is_running(self):
        return bool(self.model().json().get("server"))

    def spawn(self):
        """Press Start, and wait until the server is there and this browser is logged in to it."""
        headers = {"X-XSRFToken": self.xsrf("/hub/")}
        url = f"{self.hub.url}/hub/api/users/{self.name}/server"

        def accepted():
            answer = self.session.post(url, headers=headers)
            assert answer.status_code in (201, 202, 429), answer.text
            return answer.status_code != 429

        wait_for(accepted, "a place among those who start")

        def is_ready():
            server = self.model().json()["servers"].get("")
            assert server is not None, f"{self.name}'s server did not start: {self.hub.log()}"
            return server["ready"]

        wait_for(is_ready, "the server")
        self.enter()

    def enter(self):
        answer = self.session.get(f"{self.server}/lab")
        assert answer.status_code == 200, answer.text
        return answer

    def call(self, method, path, **options):
        headers = {"X-XSRFToken": self.xsrf(f"/user/{self.name}/")}
        return self.session.request(method, f"{self.server}/{path}", headers=headers, **options)

    def pull(self, repository=None, branch="main", target="course-main", **more):
        """What nbgitpuller's page does: the last event, whose phase is "finished" or "error"."""
        asked = {
            "repo": repository or self.hub.repository,
            "branch": branch,
            "targetpath": target,
            **more,
        }
        answer = self.call("GET", "git-pull/api", params=asked)
        events = [x[6:] for x in answer.text.split("\n") if x.startswith("data: ")]
        return json.loads(events[-1])

    def read(self, path):
        answer = self.call("GET", f"api/contents/{path}")
        answer.raise_for_status()
        return answer.json()["content"]

    def save(self, path, **model):
        answer = self.call("PUT", f"api/contents/{path}", json=model)
        answer.raise_for_status()

    def kernel(self, path):
        """A new kernel for the notebook, as a Kernel."""
        body = {"path": path, "name": Path(path).name, "type": "notebook",
                "kernel": {"name": "python3"}}  # fmt: skip
        answer = self.call("POST", "api/sessions", json=body)
        answer.raise_for_status()
        return Kernel(self, answer.json()["kernel"]["id"])


class Kernel:
    """A student's websocket to a kernel."""

    def __init__(self, student, number):
        self.student, self.number = student, number
        self.connect()

    def connect(self):
        # A server closes what does not answer its pings, as this socket while nobody reads it.
        self.fresh_until = time.monotonic() + 20
        student = self.student
        url = f"{student.server}/api/kernels/{self.number}/channels"
        url += f"?session_id={uuid.uuid4().hex}&_xsrf={student.xsrf(f'/user/{student.name}/')}"
        request = student.session.prepare_request(requests.Request("GET", url))
        self.socket = websocket.create_connection(
            url.replace("http", "ws", 1),
            cookie=request.headers["Cookie"],
            origin=student.hub.url,
            timeout=SECONDS,
            sslopt={"ca_certs": str(student.hub.certificate)} if student.hub.certificate else {},
        )

    def send(self, code):
        """Ask the kernel to run the code; returns the number of the request."""
        number = uuid.uuid4().hex
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {},
                   "allow_stdin": False, "stop_on_error": True}  # fmt: skip
        header = {"msg_id": number, "msg_type": "execute_request", "username": "",
                  "session": number, "version": "5.3", "date": ""}  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content,
                   "channel": "shell", "buffers": []}  # fmt: skip
        self.socket.send(json.dumps(message))
        return number

    def run(self, code):
        """What the code prints; AssertionError with the traceback where it raises."""
        if time.monotonic() > self.fresh_until:
            self.connect()
        number = self.send(code)
        printed, replied, idle = "", False, False
        while not (replied and idle):
            received = self.socket.recv()
            if isinstance(received, bytes):
                continue  # a panel's picture
            answer = json.loads(received)
            if answer["parent_header"].get("msg_id") != number:
                continue
            kind, content = answer["msg_type"], answer["content"]
            if kind == "stream":
                printed += content["text"]
            assert kind != "error", "\n".join(content["traceback"])
            replied |= kind == "execute_reply"
            idle |= kind == "status" and content["execution_state"] == "idle"
        self.fresh_until = time.monotonic() + 20
        return printed

    def wait_until_restarted(self):
        while True:
            content = json.loads(self.socket.recv())["content"]
            if content.get("execution_state") in ("restarting", "autorestarting", "dead"):
                return
