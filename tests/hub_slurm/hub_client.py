"""What a student's browser does, and what a service of the hub may ask."""

import asyncio
import json
import re
from dataclasses import dataclass
from uuid import uuid4

import requests
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect


@dataclass
class Client:
    address: str
    token: str

    def up(self):
        try:
            return requests.get(f"{self.address}/hub/health", timeout=5).ok
        except requests.RequestException:
            return False

    def api(self, method, path, token=None, **words):
        """The answer of the hub's REST API, asked with the service's token or another."""
        headers = {"Authorization": f"token {token or self.token}"}
        url = f"{self.address}/hub/api{path}"
        return requests.request(method, url, headers=headers, timeout=60, **words)

    def server(self, student):
        """What the hub knows of a student's server, None if there is none."""
        return self.api("GET", f"/users/{student}").json().get("servers", {}).get("")

    def progress(self, student):
        """The first message of what the page says while a server starts."""
        headers = {"Authorization": f"token {self.token}"}
        url = f"{self.address}/hub/api/users/{student}/server/progress"
        with requests.get(url, headers=headers, stream=True, timeout=60) as answer:
            messages = (line for line in answer.iter_lines() if b"queue" in line)
            return json.loads(next(messages).removeprefix(b"data: "))["message"]

    def student_token(self, student):
        return self.api("POST", f"/users/{student}/tokens").json()["token"]

    def log_in(self, student, password):
        """A session, as a browser's after the login page."""
        session = requests.Session()
        session.get(f"{self.address}/hub/login", timeout=30)
        answer = session.post(
            f"{self.address}/hub/login",
            params={"_xsrf": session.cookies["_xsrf"]},
            data={"username": student, "password": password},
            allow_redirects=False,
            timeout=30,
        )
        answer.raise_for_status()
        return session

    def form(self, session):
        return session.get(f"{self.address}/hub/spawn", timeout=30).text

    def send_form(self, session, page, fields):
        """Send the form of the page with these fields, which need not be those that it has."""
        action = re.search(r'action="(/hub/spawn[^"]*)"', page)[1].replace("&amp;", "&")
        # The form is sent with an encoding that a browser uses for it.
        files = [(name, (None, value)) for name, value in fields.items()]
        url = self.address + action
        return session.post(url, files=files, timeout=60, allow_redirects=False)

    def notebook_api(self, method, student, path, token, **words):
        headers = {"Authorization": f"token {token}"}
        url = f"{self.address}/user/{student}/api{path}"
        return requests.request(method, url, headers=headers, timeout=60, **words)

    def run_cell(self, student, kernel, token, code):
        """What the cell prints."""
        return asyncio.run(self._run_cell(student, kernel, token, code))

    async def _run_cell(self, student, kernel, token, code):
        url = f"ws{self.address[4:]}/user/{student}/api/kernels/{kernel}/channels"
        request = HTTPRequest(url, headers={"Authorization": f"token {token}"})
        socket = await websocket_connect(request)
        header = {"msg_id": uuid4().hex, "session": uuid4().hex, "username": student}
        header |= {"msg_type": "execute_request", "version": "5.3"}
        content = {"code": code, "silent": False}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await socket.write_message(json.dumps({**message, "channel": "shell"}))
        printed = []
        while True:
            got = json.loads(await asyncio.wait_for(socket.read_message(), 120))
            if got["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            kind, content = got["msg_type"], got["content"]
            assert kind != "error", content
            if kind == "stream":
                printed.append(content["text"])
            if kind == "status" and content["execution_state"] == "idle":
                socket.close()
                return "".join(printed)
