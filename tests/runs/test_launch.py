"""Sweeps: real trainings of seconds, resumed, within a budget, by several workers."""

import dataclasses
import errno
import os
import subprocess
import sys
import tempfile
import threading

import pytest

from helpers.runs import GRIDS, Store, perform, sweep
from helpers.runs.launch import keep, pending


@pytest.fixture
def jobs():
    first = GRIDS["dense"]()[:3]
    return [
        dataclasses.replace(j, recipe=dataclasses.replace(j.recipe, epochs=1, images=64))
        for j in first
    ]


def test_sweep_resumes_where_it_stopped(tmp_path, jobs):
    reported = []
    assert len(sweep(jobs[:1], tmp_path, report=reported.append)) == 1
    made = sweep(jobs, tmp_path, report=reported.append)
    assert len(made) == 2
    assert "2 of 3 trainings to do" in reported[2]
    assert len(Store(tmp_path).read()) == 3
    assert sweep(jobs, tmp_path, report=reported.append) == []


def test_stopping_loses_at_most_the_run_in_flight(tmp_path, jobs):
    stop = threading.Event()
    made = sweep(
        jobs, tmp_path, stop=stop.is_set, report=lambda line: "seed" in line and stop.set()
    )
    assert len(made) == len(Store(tmp_path).read()) == 1


def test_budget_starts_nothing_that_would_end_after_it(tmp_path, jobs):
    reported = []
    huge = dataclasses.replace(jobs[1], options={**jobs[1].options, "width": 10**7})
    made = sweep([jobs[0], huge], tmp_path, budget=600, report=reported.append)
    assert len(made) == 1
    assert "Budget spent: 1 left" in reported[-1]


def test_budget_holds_for_the_first_job_which_is_then_not_kept(tmp_path, jobs):
    reported = []
    recipe = dataclasses.replace(jobs[0].recipe, images=4000, batch=1, epochs=10_000)
    endless = dataclasses.replace(jobs[0], recipe=recipe)  # 40 million steps
    assert sweep([endless, jobs[1]], tmp_path, budget=600, report=reported.append) == []
    assert Store(tmp_path).read() == []
    assert "Budget spent: 2 left" in reported[-1]


def test_no_budget_left_is_not_no_limit(tmp_path, jobs):
    reported = []
    assert sweep(jobs, tmp_path, budget=0, report=reported.append) == []
    assert "Budget spent: 3 left" in reported[-1]


# Two processes, as two terminals or two nodes would be: each says when it has seen what is to do,
# and begins when both have.
WORKER = """
import dataclasses, sys
from helpers.runs import GRIDS, sweep

def report(line):
    if "to do" in line:
        print("ready", flush=True)
        sys.stdin.readline()

jobs = []
for job in GRIDS["dense"]()[:8]:
    recipe = dataclasses.replace(job.recipe, epochs=1, images=64)
    jobs.append(dataclasses.replace(job, options={**job.options, "width": 8}, recipe=recipe))
print(len(sweep(jobs, sys.argv[1], report=report)))
"""


def test_two_workers_on_one_store_do_each_training_once(tmp_path):
    command = [sys.executable, "-c", WORKER, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    workers = [subprocess.Popen(command, text=True, **pipes) for _ in range(2)]
    assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 2
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    made = [int(worker.communicate(timeout=120)[0]) for worker in workers]
    assert sum(made) == 8 and all(made)
    options = [run.options for run in Store(tmp_path).read()]
    assert sorted((o["depth"], o["activation"], o["init"], o["seed"]) for o in options) == sorted(
        (2, activation, init, seed)
        for activation in ("sigmoid", "tanh")
        for init in ("normal_1", "glorot_uniform")
        for seed in (0, 1)
    )


def test_a_store_that_breaks_during_a_training_loses_no_record(tmp_path, monkeypatch, jobs):
    """The folder becomes a file after the first look at it; the record goes to the cache."""
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    store = Store(tmp_path / "store")

    def breaks(done, steps):
        if store.path.is_dir():
            store.path.rmdir()
            store.path.write_text("")

    with pytest.raises(OSError, match=r"No run can be kept in .* is in .*\.json\.$") as raised:
        perform(jobs[0], store, on_step=breaks)
    (kept,) = Store(tmp_path / "cache" / "runs").read()
    assert (kept.network, kept.ended) == ("dense", "finished")
    assert str(tmp_path / "cache") in str(raised.value)


def test_a_store_and_a_cache_that_break_leave_the_record_in_the_temporary_folder(
    tmp_path, monkeypatch
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    record = pending(GRIDS["dense"]()[0], "a processor", "tensorflow")
    with pytest.raises(OSError, match="The record of this training is in ") as raised:
        keep(record, Store(tmp_path / "file"))
    (folder,) = tmp_path.glob("run-*")
    assert Store(folder).read() == [record]
    assert str(folder) in str(raised.value)


def test_a_store_that_cannot_be_written_is_found_before_keras_is_loaded(tmp_path):
    program = (
        "import sys; from helpers.runs import GRIDS, Store, perform, sweep\n"
        "for call in (lambda: perform(GRIDS['depth']()[0], Store(sys.argv[1])),\n"
        "             lambda: sweep(GRIDS['depth'](), sys.argv[1])):\n"
        "    try: call()\n"
        "    except OSError as error: print(error)\n"
        "sys.exit('keras' in sys.modules)"
    )
    (tmp_path / "file").write_text("")
    command = [sys.executable, "-c", program, str(tmp_path / "file")]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 0
    assert answer.stdout.count("set COURSE_RUNS to a folder that you can write to") == 2


def test_a_store_without_locks_is_swept_too(tmp_path, jobs, monkeypatch):
    """As some shared homes are; simulated where the system asks for a lock, as none is at hand."""

    def refuse(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", refuse)
    assert len(sweep(jobs[:1], tmp_path, report=lambda line: None)) == 1
    assert len(Store(tmp_path).read()) == 1
