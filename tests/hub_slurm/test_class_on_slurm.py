"""Two students on a real Slurm: they start, lose a job, keep kernels over a crash of the hub."""

import ast
import os
import pwd
import signal

import pytest
import requests
from small_slurm import output, wait_until

LIMIT = 180  # seconds; a busy machine is no fault
NOTEBOOK = {"type": "file", "format": "text", "content": "my work"}


@pytest.fixture(scope="module")
def tokens(hub, students):
    return {name: hub.client.student_token(name) for name in students}


@pytest.fixture(scope="module")
def pages(hub, students):
    """Each student's session with the page that offers the profiles."""
    sessions = {name: hub.client.log_in(name, hub.password) for name in students}
    return {name: (session, hub.client.form(session)) for name, session in sessions.items()}


def start(hub, pages, student, **fields):
    session, page = pages[student]
    return hub.client.send_form(session, page, fields)


def wait_ready(hub, student):
    def ready():
        server = hub.client.server(student)
        return server if server and server["ready"] else None

    return wait_until(ready, LIMIT, hub.log)


def job(student):
    """{field: value} of the student's job, {} if there is none."""
    words = ["squeue", "--noheader", f"--user={student}", "--format=%i %T %u %P %m %c %l %b"]
    names = ("number", "state", "user", "partition", "memory", "cpus", "time", "gres")
    lines = output(*words).splitlines()
    assert len(lines) <= 1, lines
    return dict(zip(names, lines[0].split(), strict=True)) if lines else {}


def who(hub, student, kernel, token):
    """The number of the user that a kernel runs as, and its environment."""
    code = "import os; print((os.getuid(), dict(os.environ)))"
    return ast.literal_eval(hub.client.run_cell(student, kernel, token, code))


@pytest.fixture(scope="module")
def kernels(hub, pages, tokens):
    """{student: kernel}: both have chosen, their jobs run, and each has a kernel."""
    for student, profile in zip(pages, ("CPU", "Shared GPU"), strict=True):
        assert start(hub, pages, student, profile=profile).status_code == 302, hub.log()
    found = {}
    for student, token in tokens.items():
        wait_ready(hub, student)
        answer = hub.client.notebook_api("POST", student, "/kernels", token, json={})
        assert answer.ok, answer.text
        found[student] = answer.json()["id"]
        hub.client.run_cell(student, found[student], token, "kept = 41 + 1")
    return found


def test_page_offers_the_profiles_and_no_markup_of_a_name(pages):
    for _, page in pages.values():
        assert 'value="CPU" checked' in page
        assert "1 core, 900 MB memory, no GPU; ends after 30 min" in page
        assert 'value="Whole &lt;b&gt;&amp; only GPU"' in page


def test_each_server_is_a_job_of_its_student(hub, kernels, tokens):
    for student, token in tokens.items():
        expected = {"state": "RUNNING", "user": student, "partition": "course", "cpus": "1"}
        expected |= {"memory": "900M", "time": "30:00"}
        assert job(student).items() >= expected.items()
        user, variables = who(hub, student, kernels[student], token)
        assert user == pwd.getpwnam(student).pw_uid
        assert {"JUPYTERHUB_API_TOKEN", "JUPYTERHUB_DISABLE_USER_CONFIG"} <= set(variables)
        for secret in ("HUB_SECRET", "CONFIGPROXY_AUTH_TOKEN", "JUPYTERHUB_CRYPT_KEY"):
            assert secret not in variables
        assert not {hub.password, hub.client.token, "of the hub"} & set(variables.values())


def test_gpu_is_shared_by_slurm_and_each_kernel_takes_its_part(hub, kernels, students, tokens):
    without, shared = (who(hub, name, kernels[name], tokens[name])[1] for name in students)
    assert [job(name)["gres"] for name in students] == ["N/A", "gres:shard:1"]
    assert "CUDA_VISIBLE_DEVICES" not in without and "COURSE_GPU_FRACTION" not in without
    assert shared["CUDA_VISIBLE_DEVICES"] == "0" and shared["COURSE_GPU_FRACTION"] == "0.25"


def test_student_cannot_change_what_the_hub_runs(hub, kernels, students, tokens, tmp_path):
    """batchspawner's own handler sets any attribute, of which the hub runs some as commands."""
    student, token = students[0], tokens[students[0]]
    code = "import os; print(os.environ['JUPYTERHUB_API_TOKEN'])"
    own = hub.client.run_cell(student, kernels[student], token, code).strip()
    trace = tmp_path / "trace"
    for body in (
        {"port": 22},
        {"port": 5000},
        {"batch_cancel_cmd": f"touch {trace} ; true", "port": 5000},
        {"exec_prefix": f"touch {trace} ; true"},
    ):
        for with_token in (own, token, "forged"):
            answer = hub.client.api("POST", "/batchspawner", token=with_token, json=body)
            assert answer.status_code == 403, answer.text
    wait_until(lambda: hub.client.server(student)["ready"], 10, hub.log)
    assert not trace.exists()


def test_cancelled_job_is_noticed_and_comes_back_with_its_work(
    hub, kernels, pages, students, tokens
):
    student, token = students[0], tokens[students[0]]
    saved = hub.client.notebook_api("PUT", student, "/contents/mine.txt", token, json=NOTEBOOK)
    assert saved.ok, saved.text
    number = job(student)["number"]
    output("scancel", number)
    wait_until(lambda: hub.client.server(student) is None, LIMIT, hub.log)
    assert hub.client.server(students[1])["ready"]
    assert start(hub, pages, student, profile="CPU").status_code == 302
    wait_ready(hub, student)
    assert job(student)["number"] != number
    lab = {"Authorization": f"token {token}"}
    page = requests.get(f"{hub.client.address}/user/{student}/lab", headers=lab, timeout=60)
    assert page.ok and "jupyter-config-data" in page.text
    back = hub.client.notebook_api("GET", student, "/contents/mine.txt", token).json()
    assert back["content"] == NOTEBOOK["content"]


def test_kernels_survive_a_crash_of_the_hub(hub, kernels, students, tokens):
    student, token = students[1], tokens[students[1]]
    before = job(student)
    hub.kill()
    hub.start()
    wait_ready(hub, student)
    assert job(student) == before
    said = hub.client.run_cell(student, kernels[student], token, "print(kept)")
    assert said.strip() == "42"
    wait_ready(hub, students[0])


def stop(hub, student):
    hub.client.api("DELETE", f"/users/{student}/server")
    wait_until(lambda: hub.client.server(student) is None and not job(student), LIMIT, hub.log)


def test_api_refuses_what_is_no_profile(hub, kernels, students, tokens):
    student, token = students[0], tokens[students[0]]
    stop(hub, student)
    for options in (
        {"profile": "Longest"},
        {"profile": ["CPU"]},
        {"profile": "CPU", "partition": "urgent"},
        {"profile": "CPU\n#SBATCH --partition=urgent"},
        {"memory": "0", "runtime": "9-00:00:00"},
        {"cmd": "touch /tmp/owned", "prologue": "touch /tmp/owned"},
    ):
        answer = hub.client.api("POST", f"/users/{student}/server", token=token, json=options)
        assert answer.status_code == 400, (options, answer.text)
        assert job(student) == {}


def test_forged_form_gets_the_profile_and_nothing_else(hub, kernels, pages, students):
    student = students[0]
    refused = start(hub, pages, student, profile="CPU; touch /tmp/owned")
    assert refused.status_code == 400 and "no such profile" in refused.text
    fields = {"partition": "course", "memory": "0", "options": "--exclusive", "cmd": "id"}
    answer = start(hub, pages, student, profile="Whole <b>& only GPU", **fields)
    assert answer.status_code == 302
    wait_ready(hub, student)
    expected = {"partition": "urgent", "memory": "1G", "time": "1:00:00", "gres": "gres:gpu:1"}
    assert job(student).items() >= expected.items()


def test_server_that_waits_says_why_and_is_not_left_behind_by_a_crash(hub, kernels, students):
    """Without a choice, as a server that is started beforehand; the last one is taken again."""
    student = students[0]
    stop(hub, student)
    output("scontrol", "update", "NodeName=first,second", "State=DRAIN", "Reason=test")
    try:
        assert hub.client.api("POST", f"/users/{student}/server").status_code in (201, 202)
        left = wait_until(lambda: job(student), 60, hub.log)
        assert "Waits in Slurm's queue (" in hub.client.progress(student)
        hub.kill()
        hub.start()
        assert job(student)["number"] == left["number"] and hub.client.server(student) is None
    finally:
        output("scontrol", "update", "NodeName=first,second", "State=RESUME")
    assert hub.client.api("POST", f"/users/{student}/server").status_code in (201, 202)
    wait_ready(hub, student)
    assert job(student)["number"] != left["number"] and job(student)["gres"] == "gres:gpu:1"


def test_server_stays_while_slurm_gives_no_answer(hub, kernels, slurm, students):
    """The controller is stopped for some polls, as by an update of Slurm."""
    controller = int((slurm / "slurmctld.pid").read_text())
    os.kill(controller, signal.SIGSTOP)
    try:
        wait_until(lambda: "Slurm gives no answer" in hub.log(), LIMIT, hub.log)
    finally:
        os.kill(controller, signal.SIGCONT)
    wait_until(lambda: output("squeue", check=False), LIMIT, hub.log)
    for student in students:
        assert hub.client.server(student)["ready"] and job(student)["state"] == "RUNNING"
