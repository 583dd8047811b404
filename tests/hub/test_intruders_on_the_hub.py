"""Each door of the real hub, tried as an intruder would."""

import json
import secrets
import subprocess

import pytest
import requests
import websocket
from class_hub import AS_ROOT, NOTEBOOK, ClassHub, Student
from tornado.web import create_signed_value

pytestmark = pytest.mark.usefixtures("with_proxy")
as_root = pytest.mark.skipif(not AS_ROOT, reason="only root has users of their own")
PLANTED = "open(__file__ + '.ran', 'w').close()\n"


@pytest.fixture(scope="module")
def hub(with_proxy):
    outsiders = 1 if AS_ROOT else 0
    with ClassHub(2, teachers=1, outsiders=outsiders, limits={"memory": "2G"}) as hub:
        yield hub


@pytest.fixture(scope="module")
def victim(hub):
    """A student at work, who has planted configuration in their own home (it must not matter)."""
    student = Student(hub, hub.students[0])
    student.login()
    if AS_ROOT:
        configuration = hub.home(student.name) / ".jupyter/jupyter_server_config.py"
        configuration.parent.mkdir()
        configuration.write_text(PLANTED)
        owner = f"{student.name}:"
        subprocess.run(["chown", "-R", owner, str(configuration.parent)], check=True)
    student.spawn()
    student.pull()
    return student


@pytest.fixture(scope="module")
def intruder(hub, victim):
    """Another student of the class, with a server and a kernel."""
    student = Student(hub, hub.students[1])
    student.login()
    student.spawn()
    student.pull()
    student.console = student.kernel(f"course-main/notebooks/{NOTEBOOK}")
    return student


@pytest.fixture(scope="module")
def teacher(hub):
    teacher = Student(hub, hub.teachers[0])
    teacher.login()
    return teacher


def doors(hub, name):
    """Addresses that belong to a student."""
    return [f"{hub.url}/user/{name}/{path}" for path in (
        "lab", "api/contents", f"api/contents/course-main/notebooks/{NOTEBOOK}", "api/kernels",
        "api/sessions", "api/terminals", "files/course-main", "git-pull", "git-pull/api?repo=x",
        "api/metrics/v1",
    )]  # fmt: skip


def is_refused(answer):
    """Whether it is an error, or sent to log in."""
    return answer.status_code in (401, 403, 404) or "/hub/login" in answer.url


def test_without_login_nothing_opens(hub, victim):
    for path in ("home", "admin", "token", f"spawn/{victim.name}"):
        assert "/hub/login" in requests.get(f"{hub.url}/hub/{path}").url
    for path in ("users", f"users/{victim.name}", "groups", "services", "proxy"):
        assert requests.get(f"{hub.url}/hub/api/{path}").status_code == 403
    for url in doors(hub, victim.name):
        assert is_refused(requests.get(url)), url
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(f"{victim.server}/api/kernels/x/channels".replace("http", "ws"))


@pytest.mark.parametrize("password", ["", "wrong", "password", "' OR 1=1 --", "x" * 5000])
def test_a_wrong_password_is_refused(hub, password):
    student = Student(hub, hub.students[0])
    assert student.login(password).status_code == 403
    assert not [c for c in student.session.cookies if "login" in c.name]


@pytest.mark.parametrize("name", ["root", "nobody", "ada", "", "../root", "admin"])
def test_a_name_outside_the_class_is_refused(hub, name):
    assert Student(hub, name).login("password").status_code in (400, 403)


@as_root
def test_an_account_of_the_machine_outside_the_class_is_refused(hub):
    outsider = Student(hub, hub.outsiders[0])
    assert outsider.login().status_code == 403  # with the right password


def test_nobody_signs_up(hub):
    assert requests.get(f"{hub.url}/hub/signup").status_code in (403, 404)


def test_a_login_needs_the_token_of_its_own_page(hub):
    form = {"username": hub.students[0], "password": hub.passwords[hub.students[0]]}
    assert requests.post(f"{hub.url}/hub/login", data=form).status_code == 403


def test_another_users_server_stays_closed(hub, victim, intruder):
    for url in doors(hub, victim.name):
        assert is_refused(intruder.session.get(url)), url
    headers = {"X-XSRFToken": intruder.xsrf("/hub/")}
    for method, path in (
        ("POST", f"users/{victim.name}/server"), ("DELETE", f"users/{victim.name}/server"),
        ("POST", f"users/{victim.name}/tokens"), ("GET", f"users/{victim.name}"), ("GET", "users"),
        ("POST", "users/mallory"), ("GET", "proxy"), ("POST", "shutdown"),
        ("POST", f"shares/{victim.name}/"), ("GET", "groups/class"),
    ):  # fmt: skip
        url = f"{hub.url}/hub/api/{path}"
        answer = intruder.session.request(method, url, headers=headers)
        assert answer.status_code in (403, 404, 405) or answer.json() == [], (method, path)
    assert victim.is_running()


def test_a_token_of_ones_own_server_opens_no_other(hub, victim, intruder):
    code = f"""
import os, requests
headers = {{"Authorization": "token " + os.environ["JUPYTERHUB_API_TOKEN"]}}
api = os.environ["JUPYTERHUB_API_URL"]
for method, url in (
    ("GET", api + "/users"), ("GET", api + "/users/{victim.name}"), ("GET", api + "/groups"),
    ("POST", api + "/users/{victim.name}/server"), ("POST", api + "/users/{victim.name}/tokens"),
    ("POST", api + "/users/{intruder.name}/tokens"), ("GET", api + "/proxy"),
    ("GET", "{victim.server}/api/contents"), ("GET", "{victim.server}/api/kernels"),
    ("GET", "http://127.0.0.1:{hub.api_port}/api/routes"),
):
    print(requests.request(method, url, headers=headers).status_code)
"""
    assert set(intruder.console.run(code).split()) <= {"403", "404"}


def test_a_kernel_holds_no_secret_of_the_hub(hub, intruder):
    text = intruder.console.run("import os; print('\\n'.join(map('='.join, os.environ.items())))")
    assert "A_SECRET_OF_THE_HUB" not in text and "CONFIGPROXY" not in text
    for name in ("cookie_secret", "proxy_token", "prewarm_token"):
        assert (hub.state / name).read_text() not in text


@as_root
def test_a_kernel_reads_neither_the_hubs_folder_nor_anothers_home(hub, victim, intruder):
    paths = [str(hub.state), str(hub.state / "cookie_secret"), str(hub.home(victim.name))]
    code = f"""
from pathlib import Path
for path in {paths}:
    try:
        path = Path(path)
        print(list(path.iterdir()) if path.is_dir() else path.read_text())
    except PermissionError:
        print("refused")
"""
    assert intruder.console.run(code) == "refused\n" * 3


@as_root
def test_what_a_kernel_prints_cannot_be_listened_to(hub, victim, intruder):
    """A kernel's channels are no ports; their sockets lie where only their owner enters."""
    kernel = victim.kernel(f"course-main/notebooks/{NOTEBOOK}")
    folder = kernel.run("import os; print(os.environ['JUPYTER_RUNTIME_DIR'])").strip()
    seen = intruder.console.run(
        f"import os\ntry: print(os.listdir({folder!r}))\nexcept PermissionError: print('refused')"
    )
    assert seen == "refused\n"
    code = "from ipykernel.connect import get_connection_info as info; print(info(unpack=True))"
    assert "'transport': 'ipc'" in kernel.run(code)


@pytest.mark.parametrize("place", ["header", "query"])
def test_a_forged_token_is_refused(hub, victim, place):
    for token in (secrets.token_hex(16), "", "null", "0" * 32):
        headers = {"Authorization": f"token {token}"} if place == "header" else {}
        options = {"headers": headers, "params": {"token": token} if place == "query" else {}}
        assert requests.get(f"{hub.url}/hub/api/users", **options).status_code == 403
        answer = requests.get(f"{victim.server}/api/contents", **options)
        assert is_refused(answer)


def test_a_forged_cookie_is_refused(hub, victim, intruder):
    """Signed with another secret; or one's own, under the name of another's."""
    known = {c.name: c.value for c in victim.session.cookies}
    inside = known["jupyterhub-hub-login"].strip('"').split("|")[4].split(":")[1]
    forged = create_signed_value(secrets.token_bytes(32), "jupyterhub-hub-login", inside).decode()
    for value in (forged, inside, '"2|1:0|10:0|20:x|4:x|0"', ""):
        answer = requests.get(f"{hub.url}/hub/home", cookies={"jupyterhub-hub-login": value})
        assert "/hub/login" in answer.url
    own = next(c for c in intruder.session.cookies if c.name == f"jupyterhub-user-{intruder.name}")
    for value in (own.value, forged):
        cookies = {f"jupyterhub-user-{victim.name}": value}
        assert is_refused(requests.get(f"{victim.server}/api/contents", cookies=cookies))


@pytest.mark.parametrize(
    "link",
    [
        {"target": "../../.ssh"},
        {"target": "/tmp/planted"},
        {"target": "course-main/../../.local"},
        {"target": "."},
        {"target": "elsewhere"},
        {"repository": "git://127.0.0.1:9/evil"},
        {"repository": "--upload-pack=touch /tmp/planted"},
        {"repository": "ext::sh -c 'touch /tmp/planted'"},
        {"repository": "file:///etc"},
        {"branch": "--upload-pack=x"},
        {"backup": "true"},
    ],
)
def test_a_link_fetches_the_course_and_nothing_else(intruder, link):
    last = intruder.pull(**link)
    assert last["phase"] == "error" and "does not fetch the course" in last["message"]


def test_a_link_through_a_symbolic_link_is_refused(intruder):
    move = "import os; os.chdir(os.path.expanduser('~/deep-image-classification')); os.rename({})"
    intruder.console.run(move.format("'course-main', 'kept'"))
    try:
        intruder.console.run("os.mkdir('outside'); os.symlink('outside', 'course-main')")
        assert intruder.pull()["phase"] == "error"
    finally:
        intruder.console.run("os.unlink('course-main'); os.rename('kept', 'course-main')")


def test_contents_end_at_the_students_folder(intruder):
    for path in ("../.bashrc", "..%2f..%2f.bashrc", "%2e%2e/.bashrc", "/etc/passwd", ".git/config"):
        for kind in ("api/contents", "files"):
            assert intruder.call("GET", f"{kind}/{path}").status_code in (400, 403, 404)


def test_a_page_elsewhere_that_calls_the_hub_gets_nothing(hub, victim):
    """What a browser sends along for a hostile page: cookies, but neither token nor origin."""
    hostile = {"Origin": "https://evil.example", "Referer": "https://evil.example/",
               "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}  # fmt: skip
    session = victim.session
    for method, url in (
        ("POST", f"{hub.url}/hub/api/users/{victim.name}/tokens"),
        ("DELETE", f"{hub.url}/hub/api/users/{victim.name}/server"),
        ("GET", f"{hub.url}/hub/api/users/{victim.name}"),
        ("POST", f"{victim.server}/api/kernels"),
        ("PUT", f"{victim.server}/api/contents/x.txt"),
        ("GET", f"{victim.server}/api/contents"),
    ):
        answer = session.request(method, url, headers=hostile, data="{}")
        assert answer.status_code in (403, 404), (method, url)
        assert "Access-Control-Allow-Origin" not in answer.headers
    url = f"{victim.server}/api/kernels/x/channels".replace("http", "ws")
    request = session.prepare_request(requests.Request("GET", victim.server))
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(
            url, cookie=request.headers["Cookie"], origin="https://evil.example"
        )
    assert victim.is_running()


def test_cookies_are_for_this_site_and_out_of_reach_of_scripts(hub):
    student = Student(hub, hub.students[0])
    lines = student.login().raw.headers.getlist("Set-Cookie")
    login = next(line for line in lines if line.startswith("jupyterhub-hub-login"))
    assert "SameSite=Lax" in login and "HttpOnly" in login


def test_a_students_own_page_runs_in_a_sandbox(hub, victim):
    page = "<script>fetch('/hub/api/user')</script>"
    victim.save("evil.html", type="file", format="text", content=page)
    answer = victim.call("GET", "files/evil.html")
    assert "sandbox allow-scripts" in answer.headers["Content-Security-Policy"]
    assert "allow-same-origin" not in answer.headers["Content-Security-Policy"]


def test_pages_of_the_hub_are_not_framed(hub):
    policy = requests.get(f"{hub.url}/hub/login").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy


def test_students_are_no_admins_and_teachers_open_no_server(hub, victim, teacher):
    assert victim.session.get(f"{hub.url}/hub/admin").status_code == 403
    assert teacher.session.get(f"{hub.url}/hub/admin").status_code == 200
    headers = {"X-XSRFToken": teacher.xsrf("/hub/")}
    users = teacher.session.get(f"{hub.url}/hub/api/users", headers=headers).json()
    assert victim.name in {user["name"] for user in users}
    for url in doors(hub, victim.name):
        assert is_refused(teacher.session.get(url)), url
    url = f"{hub.url}/hub/api/users/{victim.name}"
    assert teacher.session.post(f"{url}/tokens", headers=headers).status_code in (403, 404)
    assert teacher.session.patch(url, headers=headers, json={"admin": True}).status_code == 403


def test_the_token_of_prewarm_starts_servers_and_does_no_more(hub, victim, teacher):
    token = (hub.state / "prewarm_token").read_text()
    headers = {"Authorization": f"token {token}"}
    api = f"{hub.url}/hub/api"
    members = requests.get(f"{api}/groups/class", headers=headers).json()["users"]
    assert set(members) == {*hub.students, *hub.teachers}
    started = requests.post(f"{api}/users/{victim.name}/server", headers=headers)
    assert started.status_code == 400 and "already running" in started.text
    for method, path in (("POST", f"users/{victim.name}/tokens"), ("POST", "users/mallory"),
                         ("DELETE", f"users/{victim.name}"), ("GET", "proxy")):  # fmt: skip
        assert requests.request(method, f"{api}/{path}", headers=headers).status_code in (403, 404)
    assert is_refused(requests.get(f"{victim.server}/api/contents", headers=headers))


@as_root
def test_configuration_in_a_home_is_not_read(hub, victim):
    planted = hub.home(victim.name) / ".jupyter/jupyter_server_config.py"
    assert planted.read_text() == PLANTED
    assert not planted.with_name(planted.name + ".ran").exists()


def test_the_log_holds_no_password_and_no_cookie(hub, victim, intruder):
    log = hub.log()
    for name in hub.names:
        assert hub.passwords[name] not in log
    for student in (victim, intruder):
        for cookie in student.session.cookies:
            if cookie.name not in ("_xsrf", "jupyterhub-session-id"):  # which let nobody in
                assert json.dumps(cookie.value)[1:-1] not in log
