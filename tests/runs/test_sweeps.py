"""Sweeps that are interrupted, killed or fail in parts: what is left in the store, and goes on."""

import dataclasses
import functools
import os
import signal
import subprocess
import sys
import time

import pytest

from helpers.cli import main
from helpers.runs import Shard, Store, make_grid, sweep, sweep_status
from helpers.runs.announced import announce, announcements
from helpers.runs.attempt import Progress, load
from helpers.runs.status import definition

ENDLESS = {"depth": 2, "width": 8, "epochs": 10_000, "images": 256}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def often(tmp_path, monkeypatch):
    """Checkpoints and words on a training each tenth of a second, in processes from here on."""
    (tmp_path / "sitecustomize.py").write_text(
        "from helpers.runs import attempt; from helpers.training import checkpoint\n"
        "checkpoint.EVERY = attempt.EVERY = 0.1\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.pathsep.join(sys.path)}")


def tiny(**words):
    return make_grid("dense", **{"depth": 2, "width": [8, 9], "epochs": 1, "images": 64, **words})


def hidden(store, kind):
    return list(store.path.glob(f".*{kind}"))


def test_what_raises_is_tried_three_times_and_the_others_go_on(store):
    good, other = tiny()
    bad = dataclasses.replace(good, recipe=dataclasses.replace(good.recipe, images=10**6))
    reported = []
    made = sweep([bad, good, other], store.path, report=reported.append)
    assert [run.options["width"] for run in made] == [8, 9]
    assert [line for line in reported if "(try " in line][-1].endswith(
        "ValueError: images is 1000000; cifar10 (small) has 10000. (try 3 of 3)"
    )
    assert any("given up after 3 tries: images is 1000000" in line for line in reported)
    assert sweep_status(store).counts == {"done": 2, "running": 0, "failed": 1, "left": 0}
    assert sweep([bad, good, other], store.path, report=reported.append) == []
    tries = [line for line in reported if "(try " in line]
    assert sweep([bad], store.path, report=reported.append, retry=True) == []
    assert len([line for line in reported if "(try " in line]) == len(tries) + 3


def test_the_command_line_tells_a_batch_system_that_something_was_given_up(store, tmp_path, capsys):
    (job, _) = tiny()
    bad = dataclasses.replace(job, recipe=dataclasses.replace(job.recipe, images=10**6))
    store.check()
    file = announce([bad], store, "bad")
    assert main(["sweep", str(file), "--store", str(store.path)]) == 1
    assert "1 given up: --retry" in capsys.readouterr().out


def test_a_training_that_was_stopped_goes_on_from_its_checkpoint(store):
    (job, _) = tiny(epochs=50)
    steps = []

    def stop():
        steps.append(1)
        return len(steps) > 20

    assert sweep([job], store.path, stop=stop, report=steps.append) == []
    assert len(hidden(store, ".checkpoint")) == 1
    (run,) = sweep([job], store.path, report=steps.append)
    assert (run.resumed, run.ended, len(run.test_loss)) == (1, "finished", 50)
    assert [file.name[:7] for file in hidden(store, "")] == [".sweep-"]


def test_a_shard_does_its_part_and_announces_the_whole(store):
    jobs = tiny(width=[8, 9, 10])
    made = sweep(jobs, store.path, shard=Shard(1, 2), report=lambda line: None, title="three")
    assert len(made) == len(Shard(1, 2).of(jobs)) == 2
    (announced,) = announcements(store)
    assert (announced.title, list(announced.jobs)) == ("three", jobs)
    assert sweep_status(store).counts["left"] == 1


def start(store, file, *words):
    command = [sys.executable, "-m", "helpers", "sweep", str(file), "--store", str(store.path)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    # As at a prompt: what a shell starts in the background ignores interrupts.
    usual = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen([*command, *words], preexec_fn=usual, **pipes)


def under_way(store, process, count=1):
    """Wait until so many trainings have checkpoints and an epoch behind them; their Progress."""
    end = time.monotonic() + 120
    while True:
        words = [load(Progress, file) for file in hidden(store, ".running.json")]
        words = [word for word in words if word.run.test_loss and not word.run.ended]
        if len(words) >= count and len(hidden(store, ".checkpoint")) >= count:
            return words
        assert process.poll() is None and time.monotonic() < end, process.communicate()[0]
        time.sleep(0.05)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_a_store_to_go_on_from(number, code, store, often):
    (job,) = tiny(**ENDLESS)
    store.check()
    process = start(store, announce([job], store, ""))
    under_way(store, process)
    process.send_signal(number)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == code and "Stopped: 1 left." in said and "Traceback" not in said
    (word,) = (load(Progress, file) for file in hidden(store, ".running.json"))
    assert word.run.ended == "stopped" and word.run.test_loss
    assert hidden(store, ".part") == [] and store.read() == []
    assert sweep_status(store).counts == {"done": 0, "running": 0, "failed": 0, "left": 1}
    again = start(store, announce([job], store, ""))
    end = time.monotonic() + 120
    while load(Progress, hidden(store, ".running.json")[0]).step <= word.step:
        assert again.poll() is None and time.monotonic() < end
        time.sleep(0.05)
    again.kill()
    again.wait()
    # Killed, not stopped: whoever looks sees that nobody is at it.
    assert sweep_status(store).counts["left"] == 1


def test_workers_do_every_training_once_and_a_killed_one_is_replaced(store, often):
    jobs = [*tiny(epochs=400, width=8, seeds=2), *tiny(width=list(range(9, 15)))]
    store.check()
    process = start(store, announce(jobs, store, "eight"), "--workers", "2")
    word, *_ = under_way(store, process)
    assert word.process != process.pid
    os.kill(word.process, signal.SIGKILL)
    said = process.communicate(timeout=300)[0]
    assert process.returncode == 0 and "was killed by SIGKILL: started again." in said
    assert said.splitlines()[-1] == "8 done, 0 running, 0 failed, 0 left"
    runs = store.read()
    assert sorted(map(definition, runs)) == sorted(map(definition, jobs))
    assert [run.resumed for run in runs if definition(run) == definition(word.run)] == [1]
    assert [file.name[:7] for file in hidden(store, "")] == [".sweep-"]


def test_workers_end_with_their_parent(store, often):
    jobs = tiny(**{**ENDLESS, "width": [8, 9]})
    store.check()
    process = start(store, announce(jobs, store, ""), "--workers", "2")
    words = under_way(store, process, 2)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 143 and said.count("Stopped: ") == 2, said
    for word in words:
        with pytest.raises(ProcessLookupError):
            os.kill(word.process, 0)
    assert sweep_status(store).counts == {"done": 0, "running": 0, "failed": 0, "left": 2}
