"""What a class on a hub needs: each fault is really made, where a test can make it."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from class_hub import unhidden

from helpers import doctor
from helpers.doctor import FAIL, OK, WARN, classroom, home
from helpers.gpu_memory import Row

ROOT = Path(__file__).resolve().parents[2]
GIB = 2**30
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
NOBODY = 65534


def test_the_hub_has_lines_of_its_own(monkeypatch):
    for part in ("environment", "machine", "places"):
        monkeypatch.setattr(f"helpers.doctor.{part}.check", lambda: [])
    subjects = {finding.subject for finding in doctor.check(hub=True)}
    assert {"home", "files in home", "quota", "speed of home", "data of the class"} <= subjects
    assert {"your answers", "memory limit", "GPU", "JupyterLab settings"} <= subjects
    assert not doctor.check()


@pytest.mark.parametrize(("free", "state"), [(5e9, OK), (3e8, WARN), (1e6, FAIL)])
def test_a_full_home_names_what_can_be_deleted(tmp_path, monkeypatch, free, state):
    disk = type("Disk", (), {"free": free})
    monkeypatch.setattr(home.shutil, "disk_usage", lambda path: disk)
    (tmp_path / ".cache/pip").mkdir(parents=True)
    (tmp_path / ".cache/pip/wheel").write_bytes(os.urandom(3_000_000))
    (tmp_path / ".cache/small").mkdir()
    (tmp_path / ".cache/link").symlink_to("/")
    found = home.room(tmp_path)
    assert found.state == state
    if state != OK:
        assert f"{tmp_path}/.cache/pip (0.0 GB)" in found.advice
        assert "small" not in found.advice and "link" not in found.advice


def test_a_full_home_without_caches_still_has_advice(tmp_path):
    assert "ask for more space" in home.what_to_delete(tmp_path)


def test_looking_for_sizes_ends_in_time(tmp_path):
    for number in range(20):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "file").write_bytes(b"x" * 9000)
    assert home.size(tmp_path, time.monotonic() - 1) < home.size(tmp_path, time.monotonic() + 60)


def test_a_home_that_is_not_there_or_cannot_be_written(tmp_path):
    assert home.room(tmp_path / "gone").state == FAIL
    assert home.speed(tmp_path / "gone").state == FAIL


def test_a_slow_home_is_told_and_nothing_is_left_there(tmp_path, monkeypatch):
    assert home.speed(tmp_path).state in (OK, WARN)
    usual = os.fsync
    monkeypatch.setattr(home.os, "fsync", lambda file: (time.sleep(0.06), usual(file)))
    found = home.speed(tmp_path)
    assert found.state == WARN and "local disk" in found.advice
    assert list(tmp_path.iterdir()) == []


# As `quota -w -p` of Linux quota-tools 4 prints; written by hand after its manual page.
QUOTA = """\
Disk quotas for user ada (uid 1001):
     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace
server:/home   4900000* 4800000 5000000 1700000     812       0       0       0
/dev/sdb1        10000       0       0       0       3       0       0       0
"""


def test_a_quota_is_read_with_its_soft_limit():
    assert home.limits(QUOTA) == [("server:/home", 4_900_000, 4_800_000)]
    assert home.limits("") == home.limits("quota: no such user\n") == []


@pytest.mark.parametrize(("used", "state"), [(1000, OK), (4_500_000, WARN), (4_900_000, FAIL)])
def test_a_quota_that_is_nearly_used(tmp_path, monkeypatch, used, state):
    program = tmp_path / "quota"
    program.write_text(f"#!/bin/sh\ncat <<END\n{QUOTA.replace('4900000*', str(used))}END\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(home, "what_to_delete", lambda place: "delete")
    assert home.quota().state == state


@pytest.fixture
def shared(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    monkeypatch.setenv("COURSE_DATA", str(folder))
    return folder


def test_data_of_the_class_that_are_missing(shared):
    assert classroom.data(None).state == WARN
    assert classroom.data(shared / "gone").state == FAIL


@pytest.mark.skipif(not AS_ROOT, reason="the owner may always write")
def test_data_that_students_can_change_are_a_fault(shared):
    found = classroom.data(shared)
    assert found.state == WARN and "lacks cifar10" in found.found
    (shared / "cifar10").mkdir()
    (shared / "cifar10").chmod(0o777)
    found = classroom.data(shared)
    assert found.state == FAIL and f"{shared}/cifar10" in found.found and "go-w" in found.advice


def test_damaged_data_are_a_fault(shared, monkeypatch):
    monkeypatch.setattr(classroom, "writable_by_students", lambda folder: None)
    files = shared / "cifar10/cifar-10-batches-bin"
    files.mkdir(parents=True)
    (files / "data_batch_1.bin").write_bytes(b"half a fi")
    assert classroom.data(shared).state == FAIL


def test_answers_that_cannot_be_kept_are_a_fault(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "file/answers"))
    found = classroom.answers()
    assert found.state == FAIL and "COURSE_ANSWERS" in found.advice
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "answers"))
    assert classroom.answers().state == OK


def test_the_smallest_limit_of_all_groups_holds(tmp_path):
    groups, root = tmp_path / "cgroup", tmp_path / "fs"
    (root / "a/b").mkdir(parents=True)
    groups.write_text("0::/a/b\n")
    assert classroom.memory_limit(groups, root) is None
    (root / "a/b/memory.max").write_text("max\n")
    (root / "a/memory.max").write_text(f"{3 * GIB}\n")
    (root / "memory.max").write_text(f"{9 * GIB}\n")
    assert classroom.memory_limit(groups, root) == 3 * GIB


def test_limits_of_the_older_control_groups(tmp_path):
    groups, root = tmp_path / "cgroup", tmp_path / "fs"
    (root / "memory/job").mkdir(parents=True)
    groups.write_text("9:name=systemd:/\n4:cpu,memory:/job\n0::/\n")
    (root / "memory/memory.limit_in_bytes").write_text("9223372036854771712\n")  # no limit
    assert classroom.memory_limit(groups, root) is None
    (root / "memory/job/memory.limit_in_bytes").write_text(f"{2 * GIB}\n")
    assert classroom.memory_limit(groups, root) == 2 * GIB
    assert classroom.memory_limit(tmp_path / "gone", root) is None


@pytest.mark.parametrize(
    ("limit", "promised", "state"),
    [
        (None, None, OK),
        (3, None, OK),
        (3, 3, OK),
        (0.5, 0.5, FAIL),
        (None, 3, WARN),
        (16, 3, WARN),
    ],
)
def test_a_promise_that_nothing_enforces_is_told(monkeypatch, limit, promised, state):
    monkeypatch.setattr(classroom, "memory_limit", lambda: limit and int(limit * GIB))
    monkeypatch.setenv("MEM_LIMIT", "" if promised is None else str(int(promised * GIB)))
    assert classroom.memory().state == state


@pytest.mark.parametrize(
    ("rows", "fraction", "states"),
    [
        ([], "", [OK]),
        ([None], "", [OK, OK]),
        ([(80, 40)], "", [OK, OK]),
        ([(80, 0.5)], "0.1", [WARN, OK]),
        ([(8, 7)], "0.1", [OK, WARN]),
        ([(8, 7)], "much", [OK, FAIL]),
    ],
)
def test_gpus_and_their_parts(monkeypatch, rows, fraction, states):
    rows = [r and Row(0, "GPU-1", int(r[0] * GIB), int(r[1] * GIB), "A40") for r in rows]
    monkeypatch.setattr(classroom.gpu_memory, "process_rows", lambda: rows)
    monkeypatch.setenv("COURSE_GPU_FRACTION", fraction)
    assert [finding.state for finding in classroom.gpus()] == states


def test_settings_of_jupyterlab(tmp_path):
    assert classroom.lab_settings([tmp_path], classroom.SETTINGS).state == WARN
    place = tmp_path / classroom.INSTALLED
    place.parent.mkdir(parents=True)
    place.write_text("{}")
    assert "another version" in classroom.lab_settings([tmp_path], classroom.SETTINGS).found
    place.write_bytes(classroom.SETTINGS.read_bytes())
    assert classroom.lab_settings([tmp_path], classroom.SETTINGS).state == OK


def test_a_course_folder_that_others_can_change_is_told(tmp_path):
    (tmp_path / "module.py").write_text("")
    (tmp_path / "module.py").chmod(0o666)
    found = classroom.package(tmp_path)
    assert found.state == WARN and "go-w" in found.advice


WORK = """
import os, sys
os.setgroups([])
os.setgid({nobody})
os.setuid({nobody})
assert not os.access(sys.argv[1], os.W_OK)
from helpers import datasets, paths
from helpers.exercises import Exercises
from helpers.runs import Store
from helpers.widgets import DepthExplorer
datasets.load("cifar10")
DepthExplorer(store=Store(paths.runs_folder()))
exercises = Exercises("01")
exercises[next(iter(exercises.questions))]
assert exercises.kept.answer("ada", "nothing", 1)
"""


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_somebody_who_may_write_only_in_their_home_can_do_the_class():
    """Fails where the class would write into the package, the course's folder or elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        own = Path(folder, "home")
        own.mkdir(mode=0o700)
        os.chown(own, NOBODY, NOBODY)
        environment = {
            "HOME": str(own),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "COURSE_RUNS": str(own / "course/runs"),
            "COURSE_ANSWERS": str(own / "course/answers"),
        }
        program = WORK.format(nobody=NOBODY)
        command = unhidden([sys.executable, "-c", program, str(ROOT / "helpers")])
        answer = subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, text=True, timeout=120
        )
        assert answer.returncode == 0, answer.stderr
        assert (own / "course/answers/01.json").exists()
