"""`python -m hub prewarm`: start servers before the class comes; a table of those that failed.

Run it some minutes before the lesson, as the user that runs the hub:

    python -m hub prewarm                    the whole class
    python -m hub prewarm ada emmy           these students
    python -m hub prewarm --group biology    the members of a Unix group
    python -m hub prewarm --file names.txt   a name a line

It asks the hub with the token of the service "prewarm", which the hub writes into its state folder
and which may start and end servers of the class, and nothing else. A server that runs already
counts.
"""

import contextlib
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests

from helpers.tables import text_table

from . import private, settings
from .culling import PREWARM_TOKEN
from .users import members_of

PAUSE = 1.0  # seconds between two questions about a server
PATIENCE = 30  # seconds for one answer of the hub
PAGE = 200  # users in one answer
READY, RUNNING = "started", "ran already"


def add_arguments(parser):
    parser.add_argument("names", nargs="*", metavar="NAME", help="students; none: the whole class")
    parser.add_argument("--group", action="append", default=[], help="members of a Unix group")
    parser.add_argument("--file", type=Path, help="names, one a line")
    parser.add_argument("--hub", help="its address; default: public_url, or this machine's port")
    parser.add_argument(
        "--token", type=Path, help="file of the token; default: in the state folder"
    )
    parser.add_argument("--at-once", type=int, default=10, help="servers (default: %(default)s)")
    parser.add_argument(
        "--wait", type=float, help="seconds for one server; default: spawn_timeout_s and a minute"
    )


def run(args):
    """Exit code 1 if a server did not start. ValueError for what is wrong before that."""
    chosen = settings.read()
    hub = Hub(args.hub or address(chosen.hub), private.private_file(
        args.token or chosen.hub.folder / PREWARM_TOKEN
    ).read_text(encoding="ascii").strip())  # fmt: skip
    if args.at_once < 1:
        raise ValueError(f"--at-once is {args.at_once}: write 1 or more.")
    wait = chosen.start.spawn_timeout_s + 60 if args.wait is None else args.wait
    asked = bool(args.names or args.group or args.file)
    names = wanted(args.names, args.group, args.file) if asked else hub.names()
    if not names:
        raise ValueError("There is nobody to start a server for: name students or a group.")

    def one(name):
        start = time.monotonic()
        return name, hub.start(name, wait), time.monotonic() - start

    with ThreadPoolExecutor(args.at_once) as together:
        found = list(together.map(one, names))
    return tell(found)


def tell(found):
    """Print what became of [(name, outcome, seconds)]; 1 if something failed."""
    failed = [(name, outcome) for name, outcome, _ in found if outcome not in (READY, RUNNING)]
    started = [seconds for _, outcome, seconds in found if outcome == READY]
    slowest = f", the slowest in {max(started):.0f} s" if started else ""
    ran = sum(outcome == RUNNING for _, outcome, _ in found)
    print(f"{len(started)} servers started{slowest}; {ran} ran already; {len(failed)} failed.")
    if failed:
        print(text_table(("student", "why"), failed, left=2))
    return 1 if failed else 0


def address(hub):
    """Where the hub is asked from this machine."""
    if hub.public_url or hub.subdomain_host:
        return hub.public_url or hub.subdomain_host
    scheme = "https" if hub.certificate else "http"
    name = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(hub.address, hub.address)
    return f"{scheme}://{f'[{name}]' if ':' in name else name}:{hub.port}"


def wanted(names, groups, file):
    """Names in their order, each once. ValueError for a group that there is not."""
    found = list(names)
    for group in groups:
        found += sorted(members_of(group))
    if file is not None:
        lines = file.read_text(encoding="utf-8").splitlines()
        found += [word for line in lines if (word := line.split("#")[0].strip())]
    return [name for name in dict.fromkeys(found) if name != "root"]


class Hub:
    """A JupyterHub's REST interface, with a service's token. ValueError where it would leak."""

    def __init__(self, url, token):
        url = url.rstrip("/")
        parts = urlsplit(url)
        loopback = settings.is_loopback(parts.hostname or "")
        if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
            raise ValueError(
                f"{url} is no https address: the token would cross the network unencrypted."
            )
        self.api = f"{url}/hub/api"
        self.headers = {"Authorization": f"token {token}"}

    def names(self):
        """All students whose servers the token may start."""
        found = []
        while True:
            page = self._ask("GET", f"users?limit={PAGE}&offset={len(found)}")
            self._refuse(page)
            users = page.json()
            found += [user["name"] for user in users]
            if len(users) < PAGE:
                return sorted(found)

    def start(self, name, wait):
        """READY, RUNNING or why the server did not start within `wait` seconds."""
        until, path = time.monotonic() + wait, f"users/{quote(name, safe='')}"
        try:
            before = self._ask("GET", path)
            if before.status_code == 404:
                return "the hub's class has no such student"
            self._refuse(before)
            if before.json().get("servers", {}).get("", {}).get("ready"):
                return RUNNING
            problem = self._press_start(f"{path}/server", until)
            return problem or self._follow(path, until)
        except (requests.RequestException, ValueError) as error:
            return " ".join(str(error).split())[:200]

    def _press_start(self, path, until):
        """Ask for the server; later, where too many are starting. Why it is refused, or ""."""
        while True:
            answer = self._ask("POST", path)
            if answer.status_code == 429 and time.monotonic() < until:
                later = answer.headers.get("Retry-After", "")
                seconds = int(later) if later.isdecimal() else 5
                time.sleep(max(PAUSE, min(seconds, until - time.monotonic())))
                continue
            if answer.status_code in (201, 202):
                return ""
            message = self._message(answer)
            is_pending = answer.status_code == 400 and (
                "pending" in message or "already" in message
            )
            return "" if is_pending else f"refused: {message}"

    def _follow(self, path, until):
        while time.monotonic() < until:
            answer = self._ask("GET", path)
            self._refuse(answer)
            server = answer.json().get("servers", {}).get("")
            if server is None:
                return self._reason(f"{path}/server/progress")
            if server["ready"]:
                return READY
            time.sleep(PAUSE)
        return "it was not ready in time; it may still come: look at the hub's log"

    def _reason(self, path):
        """What the hub says of a server that failed."""
        message = ""
        with contextlib.suppress(requests.RequestException, ValueError, KeyError):
            events = self._ask("GET", path).text.split("\n")
            last = [json.loads(line[6:]) for line in events if line.startswith("data: ")][-1:]
            message = last[0].get("message", "") if last else ""
        return message or "it ended while it was starting: look at the hub's log"

    def _ask(self, method, path):
        # Never to another address: the token goes along.
        return requests.request(
            method,
            f"{self.api}/{path}",
            headers=self.headers,
            timeout=PATIENCE,
            allow_redirects=False,
        )

    def _refuse(self, answer):
        if answer.status_code in (401, 403):
            raise ValueError("the hub does not accept the token, or it may not do this")
        if answer.status_code != 200:
            raise ValueError(f"the hub answers {answer.status_code}: {self._message(answer)}")

    @staticmethod
    def _message(answer):
        try:
            return answer.json()["message"]
        except (ValueError, KeyError, TypeError):
            return answer.reason or str(answer.status_code)
