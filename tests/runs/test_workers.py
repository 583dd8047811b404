"""Processes that do not train, watched over as those that do."""

import os
import signal
import subprocess
import sys

import pytest

from helpers.runs.workers import REPLACED, cores, gpus, run_workers


@pytest.fixture(autouse=True)
def threads(monkeypatch):
    """Set, so that this process's own is left as it is."""
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "1")


def python(code, *words):
    return lambda: [sys.executable, "-c", code, *map(str, words)]


def test_the_largest_exit_code_is_told():
    assert run_workers(2, python("")) == 0
    codes = iter((0, 1))
    assert run_workers(2, lambda: python(f"raise SystemExit({next(codes)})")()) == 1


def test_a_process_that_was_killed_is_replaced(tmp_path):
    code = (
        "import os, signal, sys; from pathlib import Path; file = Path(sys.argv[1])\n"
        "if file.exists(): sys.exit(0)\n"
        "file.touch(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    reported = []
    assert run_workers(1, python(code, tmp_path / "file"), reported.append) == 0
    assert reported == ["The worker was killed by SIGKILL: started again."]


def test_one_that_is_killed_again_and_again_is_not_started_for_ever():
    reported = []
    code = run_workers(1, lambda: ["sh", "-c", "kill -KILL $$"], reported.append)
    assert code == 128 + signal.SIGKILL
    assert len(reported) == REPLACED + 1 and "is not started again" in reported[-1]


WATCH = """
import sys
from helpers.runs.workers import run_workers
child = "import signal, time; signal.signal(signal.SIGTERM, lambda *_: exit(143));"
child += "import os; os.write(1, b'1\\\\n'); time.sleep(60)"
run_workers(2, lambda: [sys.executable, "-c", child])
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1])
def test_a_signal_ends_them_in_order_and_then_has_its_effect(number):
    process = subprocess.Popen([sys.executable, "-c", WATCH], stdout=subprocess.PIPE, text=True)
    assert [process.stdout.readline() for _ in range(2)] == ["1\n"] * 2
    process.send_signal(number)
    assert process.wait(timeout=30) == 128 + number


def test_each_gets_a_share_of_the_cores_and_one_of_several_gpus(monkeypatch, tmp_path):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3,5")
    monkeypatch.delenv("TF_NUM_INTRAOP_THREADS")
    code = (
        "import os, sys; from pathlib import Path\n"
        "names = 'CUDA_VISIBLE_DEVICES', 'TF_NUM_INTRAOP_THREADS'\n"
        "Path(sys.argv[1], str(os.getpid())).write_text(' '.join(os.environ[n] for n in names))"
    )
    assert gpus() == ["3", "5"]
    assert run_workers(4, python(code, tmp_path)) == 0
    share = max(1, cores() // 4)
    assert sorted(file.read_text() for file in tmp_path.iterdir()) == sorted(
        f"{gpu} {share}" for gpu in "3535"
    )
    del os.environ["TF_NUM_INTRAOP_THREADS"]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert gpus() == []
