"""Workers in processes of their own: turns, laps, failures."""

import io
import json
import os
import textwrap
from pathlib import Path

import pytest

from bench import fresh

ROOT = Path(__file__).resolve().parents[2]
TOY = """
    from bench.fresh import in_turns

    def add(a, b):
        print("to be ignored")
        return a + b

    def process():
        import os, sys
        return [os.getpid(), sorted({"numpy", "helpers", "keras"} & set(sys.modules))]

    @in_turns
    def work(turns, images):
        turns.facts["parameters"] = 7
        while turns.lap(images):
            pass
        print("the worker ended by itself")

    @in_turns
    def break_down(turns):
        raise OSError("the toy is broken")

    @in_turns
    def break_later(turns):
        while turns.lap(1):
            if not turns.facts:
                raise OSError("broken in the turn")
"""


@pytest.fixture
def toy(tmp_path):
    (tmp_path / "toy.py").write_text(textwrap.dedent(TOY))
    here = os.environ.get("PYTHONPATH", "")
    return {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT), here])}


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(fresh, "WARM_UP", 0.0)


def test_call_returns_the_answer_and_not_what_was_printed(toy):
    assert fresh.call("toy:add", toy, a=2, b=3) == 5


def test_each_call_has_an_interpreter_of_its_own_with_nothing_loaded(toy):
    (first, loaded), (second, _) = (fresh.call("toy:process", toy) for _ in range(2))
    assert len({os.getpid(), first, second}) == 3 and loaded == []


def test_worker_answers_its_turn_and_works_in_no_other_time(toy):
    with fresh.Process("toy:work", {"images": 3}, toy) as worker:
        assert worker.answer()["parameters"] == 7
        for seconds in (0.05, 0.1):
            turn = worker.turn(seconds)
            assert turn["wall"] >= seconds and turn["cpu"] > 0
            assert turn["images"] >= 3 * fresh.LEAST and turn["images"] % 3 == 0
    assert worker._process.returncode == 0


def test_process_that_ends_instead_of_answering_is_told_by_its_last_line(toy):
    with (
        fresh.Process("toy:break_down", {}, toy) as worker,
        pytest.raises(
            fresh.Failed, match=r"toy:break_down ended \(1\): OSError: the toy is broken"
        ),
    ):
        worker.answer()
    with fresh.Process("toy:break_later", {}, toy) as worker:
        with pytest.raises(fresh.Failed, match="broken in the turn"):
            worker.answer()
        with pytest.raises(fresh.Failed, match="broken in the turn"):
            worker.turn(0.1)


class Clock:
    """A time that goes on by hand."""

    def __init__(self, monkeypatch):
        self.now = 0.0
        monkeypatch.setattr(fresh.time, "perf_counter", lambda: self.now)
        monkeypatch.setattr(fresh.time, "process_time", lambda: 2 * self.now)


def test_what_compiles_waits_or_is_skipped_is_not_timed(monkeypatch):
    """Laps of 1 s and 10 images: the first, a skipped 100 s and the waiting do not count."""
    clock, sink = Clock(monkeypatch), io.StringIO()

    class Parent:
        commands = iter(['{"seconds": 4}\n', ""])

        def readline(self):
            clock.now += 1000  # others have their turn
            return next(self.commands)

    turns = fresh.Turns(Parent(), sink)

    def step(seconds=1.0):
        clock.now += seconds
        return turns.lap(10)

    assert all(step(s) for s in (50, 1, 1, 1))  # the first compiles; then the warm-up's three
    step()
    clock.now += 100
    turns.skip()
    going = [step() for _ in range(3)]
    warm_up, turn = map(json.loads, sink.getvalue().splitlines())
    assert warm_up == {"images": 30, "wall": 3.0, "cpu": 6.0}
    assert turn == {"images": 40, "wall": 4.0, "cpu": 8.0}
    assert going == [True, True, False] and turns.over
