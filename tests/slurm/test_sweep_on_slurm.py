"""Sweeps as job arrays of a real Slurm: killed, pre-empted, out of time, and every record once."""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from small_slurm import output, wait_until

from helpers.runs import Shard, Store, make_grid, sweep_status
from helpers.runs.announced import announce
from helpers.runs.cluster_file import Cluster
from helpers.runs.slurm import submit
from helpers.runs.status import definition

ROOT = Path(__file__).resolve().parents[2]
MINUTES = 6  # more than enough for what takes one
LONG = 250  # epochs, some seconds: time enough to be ended in the middle


@pytest.fixture
def often(tmp_path, monkeypatch):
    """Checkpoints and words on a training each half second, in all processes from here on."""
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "sitecustomize.py").write_text(
        "from helpers.runs import attempt; from helpers.training import checkpoint\n"
        "checkpoint.EVERY = attempt.EVERY = 0.5\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'python'}:{ROOT}", prepend=":")
    # Two nodes on a machine of few cores: each process computes with one.
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "1")


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def grid(longest, count):
    """So many trainings of dense nets, a quarter of them of so many epochs, the others of two."""
    few = make_grid("dense", depth=2, width=[8, 9], images=256, epochs=longest, build=False)
    many = make_grid(
        "dense", depth=2, width=list(range(10, 8 + count)), images=256, epochs=2, build=False
    )
    return [*few, *many]


def under_way(store, jobs, shard):
    """The hidden files of the shard's training that has a checkpoint, or None."""
    names = {definition(job) for job in Shard(shard, 2).of(jobs)}
    for file in store.path.glob(".*.running.json"):
        checkpoint = file.with_name(file.name.replace("running.json", "checkpoint"))
        entry = read(file)
        if entry and checkpoint.exists() and definition(entry.run) in names:
            return entry
    return None


def when_under_way(store, jobs, actions, log):
    """Call each {shard: action} with the shard's Progress once it has one; returns those Runs."""
    left, runs = dict(actions), []

    def act():
        for shard in list(left):
            if entry := under_way(store, jobs, shard):
                left.pop(shard)(entry)
                runs.append(entry.run)
        return not left

    wait_until(act, 120, log)
    return runs


def read(file):
    from helpers.runs import attempt

    try:
        return attempt.load(attempt.Progress, file)
    except (OSError, ValueError, json.JSONDecodeError):
        return None


def wait_for_the_end(number, log):
    wait_until(
        lambda: not output("squeue", "--noheader", "--jobs", number, check=False).strip(),
        60 * MINUTES,
        log,
    )


def check_records(store, jobs, resumed):
    """Every job has one record, what was ended went on, and nothing else is left in the store."""
    runs = store.read()
    assert Counter(map(definition, runs)) == Counter(map(definition, jobs))
    assert {run.ended for run in runs} == {"finished"}
    assert {definition(run) for run in runs if run.resumed} >= set(resumed)
    hidden = {file.name for file in store.path.iterdir() if file.name.startswith(".")}
    assert {name for name in hidden if not name.startswith(".sweep-")} <= {".slurm"}
    assert sweep_status(store).counts == {"done": len(jobs), "running": 0, "failed": 0, "left": 0}


def sweep_command(store, file, *words):
    command = [sys.executable, "-m", "helpers", "sweep", str(file), "--store", str(store.path)]
    answer = subprocess.run(
        [*command, *words], capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_array_by_submitit_goes_on_after_sigkill_and_after_its_time(slurm, often, store, tmp_path):
    pytest.importorskip("submitit", reason="the extra slurm is not installed")
    jobs = grid(LONG, 12)
    store.check()
    file = announce(jobs, store, "twelve")
    (tmp_path / "cluster.toml").write_text('shards = 2\ncpus = 1\ntime = "30m"\nwarning = "1m"\n')
    said = sweep_command(store, file, "--slurm", str(tmp_path / "cluster.toml"))
    number = said.split("job ")[1].split(",")[0]

    def log():
        return [f.read_text()[-2000:] for f in (store.path / ".slurm").glob("*log*")]

    def kill(entry):
        os.kill(entry.process, signal.SIGKILL)

    def warn(entry):  # as Slurm does when the time is nearly up
        output("scancel", "--signal=USR2", f"{number}_1")

    running = ("squeue", "--noheader", "--states=RUNNING", "--format=%N")
    wait_until(lambda: sorted(output(*running).split()) == ["first", "second"], 60, log)
    ended = when_under_way(store, jobs, {1: kill, 2: warn}, log)
    assert re.search(r"left +\d+ of 12.*RUNNING", sweep_command(store, file, "--status"), re.DOTALL)
    wait_for_the_end(number, log)
    check_records(store, jobs, map(definition, ended))


def test_what_is_cancelled_leaves_the_queue(slurm, store, tmp_path):
    pytest.importorskip("submitit", reason="the extra slurm is not installed")
    store.check()
    file = announce(grid(LONG, 6), store, "six")
    (tmp_path / "cluster.toml").write_text('shards = 3\ncpus = 1\nsetup = ["sleep 60"]\n')
    sweep_command(store, file, "--slurm", str(tmp_path / "cluster.toml"))
    assert "sweep-" in output("squeue", "--noheader", "--format=%j")
    assert "goes on from there" in sweep_command(store, file, "--cancel")
    wait_until(lambda: not output("squeue", "--noheader").strip(), 60, lambda: output("squeue"))
    assert store.read() == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("shards = 1002", "shards is 1002, but this Slurm takes arrays of 1001 at most: lower it"),
        ("partition = 'gpus'", "Slurm did not take the sweep: sbatch: error: invalid partition"),
    ],
)
def test_what_slurm_does_not_take_is_one_sentence(words, sentence, slurm, store, tmp_path):
    pytest.importorskip("submitit", reason="the extra slurm is not installed")
    jobs = make_grid("dense", depth=2, epochs=1, seeds=1002, build=False)
    (tmp_path / "cluster.toml").write_text(words)
    with pytest.raises((OSError, ValueError), match=sentence) as raised:
        submit(jobs, store, Cluster.read(tmp_path / "cluster.toml"))
    assert "\n" not in str(raised.value)
    assert output("squeue", "--noheader") == ""


def test_slurm_takes_as_many_shards_as_that_sentence_says(slurm):
    words = ("sbatch", "--test-only", "--wrap=true")
    output(*words, "--array=0-1000")
    with pytest.raises(AssertionError, match="Invalid job array specification"):
        output(*words, "--array=0-1001")


def test_array_file_goes_on_after_preemption_and_after_its_time(slurm, often, store, monkeypatch):
    jobs = grid(LONG, 12)
    store.check()
    file = announce(jobs, store, "twelve")
    monkeypatch.setenv("PYTHON", sys.executable)
    words = ["--array=1-2", "--mem=0", "--cpus-per-task=1", f"--chdir={ROOT}"]
    words += [f"--output={store.path.parent}/%A_%a.log"]
    array = output("sbatch", "--parsable", *words, "hub/sweep.sbatch", str(file), str(store.path))
    number = array.strip()

    def log():
        return [f.read_text()[-2000:] for f in store.path.parent.glob("*.log")]

    def preempt(entry):
        """By a job that wants the node of the first shard, and may have it."""
        where = output("squeue", "--noheader", "--jobs", f"{number}_1", "--format=%N").strip()
        urgent = ["--partition=urgent", f"--nodelist={where}", "--output=/dev/null"]
        output("sbatch", *urgent, "--wrap=true")

    def warn(entry):
        output("scancel", "--signal=USR1", f"{number}_2")

    ended = when_under_way(store, jobs, {1: preempt, 2: warn}, log)
    wait_for_the_end(number, log)
    check_records(store, jobs, map(definition, ended))
