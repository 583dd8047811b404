"""A class works on the real JupyterHub; its tests are one story, in this order.

CLASS_OF=20 for a larger class than 6.
"""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from class_hub import AS_ROOT, NOTEBOOK, ClassHub, Student, wait_for

SIZE = int(os.environ.get("CLASS_OF", "6"))
BOOK = f"course-main/notebooks/{NOTEBOOK}"
CELLS = 3  # of the notebook, from its first: the imports with TensorFlow, data, and a computation

pytestmark = pytest.mark.usefixtures("with_proxy")


class Story:
    """The hub, and each student with a kernel."""

    def __init__(self, hub):
        self.hub = hub
        self.students = [Student(hub, name) for name in hub.students]
        self.kernels = {}

    def all(self, function):
        """What the function returns for each student, all at once."""
        with ThreadPoolExecutor(len(self.students)) as pool:
            return list(pool.map(function, self.students))


@pytest.fixture(scope="module")
def story(with_proxy):
    limits, cull = {"memory": "1500M"}, {"idle_s": 3600}
    with ClassHub(
        SIZE, start={"poll_s": 1, "concurrent_spawns": 4}, limits=limits, cull=cull
    ) as hub:
        yield Story(hub)


def first_cells(student):
    """Run the notebook's first cells through a new kernel; returns the kernel."""
    book = student.read(BOOK)
    sources = [cell["source"] for cell in book["cells"] if cell["cell_type"] == "code"]
    kernel = student.kernel(BOOK)
    for source in sources[:CELLS]:
        kernel.run(source)
    return kernel


def test_everybody_logs_in_starts_pulls_and_runs_the_first_cells(story):
    def begin(student):
        assert student.login().headers["Location"] == "/hub/spawn"
        student.spawn()
        assert student.pull() == {"phase": "finished"}
        kernel = first_cells(student)
        assert kernel.run("print(len(images), round(float(at_z1.sum()), 6) != 0)") == "64 True\n"
        kernel.run(f"remembered = {student.name!r}")
        return kernel

    story.kernels = dict(zip(story.hub.students, story.all(begin), strict=True))
    assert len(story.kernels) == SIZE


def test_a_pull_keeps_what_a_student_changed_and_brings_back_what_was_deleted(story):
    changer, deleter = story.students[0], story.students[1 % SIZE]
    book = changer.read(BOOK)
    book["cells"][0]["source"] = "What I think."
    changer.save(BOOK, type="notebook", content=book)
    changer.save("course-main/notebooks/mine.txt", type="file", format="text", content="my own")
    if deleter is not changer:
        assert deleter.call("DELETE", f"api/contents/{BOOK}").status_code == 204

    path = story.hub.course / "notebooks" / NOTEBOOK
    changed = json.loads(path.read_text())
    changed["cells"][0]["source"] = "A better title."
    changed["cells"][-1]["source"] = "A better end."
    path.write_text(json.dumps(changed))
    (path.parent / "new.txt").write_text("a file that came later")
    story.hub.commit("Better")

    assert story.all(Student.pull) == [{"phase": "finished"}] * SIZE
    # Whole, rather than some lines of each version.
    assert changer.read(BOOK)["cells"] == book["cells"]
    assert changer.read("course-main/notebooks/mine.txt") == "my own"
    for student in story.students:
        assert student.read("course-main/notebooks/new.txt") == "a file that came later"
    for student in story.students[1:]:
        assert student.read(BOOK)["cells"][0]["source"] == "A better title."


def test_the_link_leads_to_the_notebook(story):
    from hub import links, settings

    course = settings.Course(repository=story.hub.repository)
    student = story.students[0]
    answer = student.session.get(links.link(story.hub.url, course, NOTEBOOK))
    assert answer.status_code == 200
    assert answer.url.startswith(f"{student.server}/git-pull?")
    opened = f"lab/tree/{BOOK}".replace("/", "%2F")
    assert f'data-path="{opened}"' in answer.text or f'data-path="lab/tree/{BOOK}"' in answer.text
    assert student.enter().status_code == 200


@pytest.mark.skipif(not AS_ROOT, reason="only root sets limits")
def test_a_kernel_that_takes_all_memory_is_ended_and_nobody_else(story):
    greedy = story.students[-1]
    kernel = greedy.kernel("greedy.ipynb")
    groups = kernel.run("print(open('/proc/self/cgroup').read())")
    if not re.search(rf"(memory|0:):.*course-hub/{greedy.name}", groups):
        pytest.skip("this machine has no memory control group that can be written")
    kernel.send("taken = [bytes(range(256)) * 2**20 for _ in range(16)]")  # 256 MiB each
    kernel.wait_until_restarted()
    assert greedy.is_running()
    for student in story.students[:-1]:
        assert story.kernels[student.name].run("print(remembered)") == f"{student.name}\n"


def test_a_hub_that_is_killed_comes_back_with_kernels_and_logins(story):
    before = {s.name: s.hub.server_pid(s.name) for s in story.students}
    first = story.students[0]
    story.kernels[first.name].run("")
    story.hub.kill()
    # While the hub is away, the proxy and the kernels go on.
    assert story.kernels[first.name].run("print(remembered)") == f"{first.name}\n"

    story.hub.start()
    for student in story.students:
        assert student.is_running()  # with the login from before
        assert story.hub.server_pid(student.name) == before[student.name]
        kernel = story.kernels[student.name]
        kernel.connect()
        assert kernel.run("print(remembered)") == f"{student.name}\n"
    wait_for(lambda: len(story.hub.helpers("hub.culling")) == 1, "the old culler to end")
    assert len(story.hub.helpers("configurable-http-proxy")) == 1


def test_a_server_that_is_killed_comes_back_with_the_work_saved(story):
    student = story.students[0]
    pid = story.hub.server_pid(student.name)
    os.kill(pid, 9)
    wait_for(lambda: not student.is_running(), "the hub to notice")
    student.spawn()
    assert story.hub.server_pid(student.name) != pid
    assert student.read(BOOK)["cells"][0]["source"] == "What I think."


def test_who_was_culled_comes_back_to_their_work(story):
    story.hub.tables["cull"] = {"idle_s": 2, "every_s": 1}
    story.hub.stop()
    story.hub.start()
    wait_for(lambda: not any(map(Student.is_running, story.students)), "the culler")
    wait_for(lambda: not any(map(story.hub.server_pid, story.hub.students)), "their processes")

    story.hub.tables["cull"] = {"idle_s": 0}
    story.hub.stop()
    story.hub.start()
    story.all(Student.spawn)
    assert story.all(Student.pull) == [{"phase": "finished"}] * SIZE
    assert story.students[0].read(BOOK)["cells"][0]["source"] == "What I think."
    kernel = first_cells(story.students[0])
    assert kernel.run("print('remembered' in globals(), len(images))") == "False 64\n"


def test_who_is_taken_out_of_the_settings_is_out(story):
    """With the login of before, and with a token of their own."""
    gone, *others = reversed(story.students)
    tokens = f"{story.hub.url}/hub/api/users/{gone.name}/tokens"
    headers = {"X-XSRFToken": gone.xsrf("/hub/")}
    token = gone.session.post(tokens, headers=headers, json={}).json()["token"]

    def with_token():
        me = f"{story.hub.url}/hub/api/user"
        return requests.get(me, headers={"Authorization": f"token {token}"}).status_code

    assert with_token() == 200
    story.hub.students.remove(gone.name)
    story.hub.stop()
    story.hub.start()
    assert gone.model().status_code == 403
    assert with_token() == 403
    assert all(student.model().status_code == 200 for student in others)
