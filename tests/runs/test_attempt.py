"""What a training of a sweep leaves in the store while it is under way, and when it fails."""

import dataclasses
import os
import socket

import pytest

from helpers.runs import Store
from helpers.runs.attempt import TRIES, Attempt, Failure, Progress, load
from helpers.training.record import Recipe, Run


def so_far(epochs=0, **changes):
    """A Run of four epochs of which so many are over."""
    curves = dict.fromkeys(("train_loss", "train_accuracy", "test_loss", "test_accuracy"))
    curves = dict.fromkeys(curves, (0.5,) * epochs)
    record = Run("dense", {"depth": 2}, "cifar10", "small", Recipe(epochs=4), 0, **curves)
    return dataclasses.replace(record, device="a processor", backend="tensorflow", **changes)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


@pytest.fixture
def attempt(store):
    return Attempt(store, so_far())


def file(store, kind):
    (found,) = store.path.glob(f".*.{kind}")
    return found


def killed(store, epochs):
    """A process began it, came so far and was killed."""
    attempt = Attempt(store, so_far())
    attempt.begin()
    attempt.on_epoch(so_far(epochs))
    attempt._write()


def test_a_training_under_way_tells_where_it_is_and_is_no_record(store, attempt):
    attempt.begin()
    attempt.on_step(7, 20)
    attempt.on_epoch(so_far(1))
    attempt._write()  # without waiting until the last word is old
    word = load(Progress, file(store, "running.json"))
    assert (word.run, word.step, word.steps) == (so_far(1), 7, 20)
    assert (word.host, word.process) == (socket.gethostname(), os.getpid())
    assert store.read() == []
    attempt.remove()
    assert list(store.path.iterdir()) == []


def test_words_are_written_at_most_every_few_seconds(store, attempt):
    attempt.begin()
    before = file(store, "running.json").read_text()
    for step in range(100):
        attempt.on_step(step, 100)
        attempt.on_epoch(so_far(1))
    assert file(store, "running.json").read_text() == before


def test_what_raises_counts_and_is_given_up_after_three_tries(store, attempt):
    assert TRIES == 3  # as the sweep's words have it
    for tries in (1, 2, 3):
        assert not attempt.failed()
        attempt.begin()
        assert attempt.fail(ValueError("depth is\n 21")) == tries
    assert attempt.failed()
    assert attempt.failure().message == "depth is 21"
    assert not list(store.path.glob(".*.running.json"))


def test_a_killed_process_counts_as_a_try_for_the_next_one(store):
    for _ in range(3):
        assert not Attempt(store, so_far()).failed()
        killed(store, 0)
    attempt = Attempt(store, so_far())
    attempt.begin()
    assert attempt.failed()
    assert "the process was killed at step 0" in attempt.failure().message
    assert not list(store.path.glob(".*.running.json"))


def test_what_a_killed_process_was_writing_is_removed(store, attempt):
    killed(store, 0)
    name = attempt._key
    parts = [f"..{name}.checkpoint.0a1b2c3d.part", f".dense-{name}.json.0a1b2c3d.part"]
    for part in (*parts, ".dense-of-another.json.0a1b2c3d.part"):
        (store.path / part).write_text("")
    attempt.begin()
    assert [file.name for file in store.path.glob(".*.part")] == [
        ".dense-of-another.json.0a1b2c3d.part"
    ]


def test_tries_that_get_further_by_an_epoch_begin_the_count_anew(store):
    """A long training on nodes that are taken away again and again is no configuration at fault."""
    for epochs in (1, 2, 3):
        killed(store, epochs)
    for _ in range(2):
        killed(store, 3)
        assert not Attempt(store, so_far()).failed()
    killed(store, 3)
    last = Attempt(store, so_far())
    last.begin()
    assert last.failed() and last.failure().epochs == 3


def test_what_was_stopped_is_no_try_and_shows_how_far_it_came(store, attempt):
    attempt.begin()
    attempt.on_epoch(so_far(2))
    attempt.pause()
    assert load(Progress, file(store, "running.json")).run == so_far(2, ended="stopped")
    again = Attempt(store, so_far())
    again.begin()
    assert again.failure() is None
    assert load(Progress, file(store, "running.json")).run == so_far(2)


def test_without_locks_a_process_that_speaks_is_not_disturbed(store, attempt, monkeypatch):
    assert not attempt.is_another_s()
    attempt.begin()
    assert not attempt.is_another_s()  # its own
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert attempt.is_another_s()
    monkeypatch.setattr("helpers.runs.attempt.SILENT", -1)
    assert not attempt.is_another_s()
    monkeypatch.undo()
    attempt.pause()
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert not attempt.is_another_s()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"run": 3}', "\x00", "[" * 20_000])
def test_torn_files_are_no_tries(store, text):
    attempt = Attempt(store, so_far())
    attempt.begin()
    file(store, "running.json").write_text(text)
    attempt._file("failed.json").write_text(text)
    for kind in (Progress, Failure):
        with pytest.raises(ValueError):
            load(kind, file(store, "running.json"))
    Attempt(store, so_far()).begin()
    assert not attempt.failed() and attempt.failure() is None


def test_a_full_disk_is_one_error_at_the_beginning_and_none_in_the_middle(
    store, attempt, full_disk
):
    with full_disk(size=10), pytest.raises(OSError):
        attempt.begin()
    attempt.begin()
    attempt._written = float("-inf")
    with full_disk(size=10):
        attempt.on_step(1, 2)
    assert load(Progress, file(store, "running.json")).step == 0
    assert len(list(store.path.iterdir())) == 1  # nothing half-written
