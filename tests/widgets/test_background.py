"""The one runner: one piece of work in the kernel, messages in the kernel's own thread, Stop."""

import asyncio
import threading
import time

import pytest

from helpers.widgets.background import Background


class Panel:
    """Stands where a panel does: keeps what it is called with, and in which thread."""

    def __init__(self, work="A training"):
        self.log, self.threads = [], set()
        self.background = Background(work, self.done, self.failed, self.freed)

    def done(self, result):
        self._keep("done", result)

    def failed(self, error):
        self._keep("failed", str(error))

    def freed(self, message):
        self._keep("freed", message)

    def step(self, number):
        self._keep("step", number)

    def _keep(self, *entry):
        self.log.append(entry)
        self.threads.add(threading.current_thread())

    def work(self, steps, end=None):
        """Send so many messages, wait for `end` or Stop, return the thread."""
        for number in range(steps):
            self.background.send(self.step, number)
        while end is not None and not end.is_set() and not self.background.stopping():
            time.sleep(0.005)
        return threading.current_thread().name


@pytest.fixture
def end():
    event = threading.Event()
    yield event
    event.set()


def test_messages_come_in_order_in_the_thread_that_waits():
    panel = Panel()
    assert panel.background.start(panel.work, 3) == ""
    assert panel.background.wait(10)
    assert panel.log[:3] == [("step", 0), ("step", 1), ("step", 2)]
    name, worker = panel.log[3]
    assert name == "done" and worker != threading.current_thread().name
    assert panel.threads == {threading.current_thread()}
    assert not panel.background.running


def test_in_a_running_loop_messages_come_by_themselves():
    panel = Panel()

    async def cell():
        panel.background.start(panel.work, 2)
        until = time.monotonic() + 10
        while panel.background.running and time.monotonic() < until:
            await asyncio.sleep(0.005)

    asyncio.run(cell())
    assert [name for name, _ in panel.log] == ["step", "step", "done"]
    assert panel.threads == {threading.current_thread()}


@pytest.mark.parametrize("error", [ValueError("no such depth"), SystemExit(3)])
def test_what_the_work_raised_is_reported_and_raised_by_wait(error):
    def work():
        raise error

    panel = Panel()
    panel.background.start(work)
    with pytest.raises(type(error)):
        panel.background.wait(10)
    assert panel.log == [("failed", str(error))]
    panel.background.start(panel.work, 0)  # the lock is free and the error forgotten
    assert panel.background.wait(10)


def test_a_second_panel_hears_what_is_under_way_and_when_it_has_ended(end):
    first, second = Panel("A training"), Panel("A measurement")
    first.background.start(first.work, 0, end)
    for _ in range(2):  # asking again does not report twice
        assert second.background.start(second.work, 0) == (
            "A training is running in this notebook: wait for its end, or stop it."
        )
    assert not second.background.running and second.background.wait(0)
    assert not first.background.wait(0.02)
    end.set()
    assert first.background.wait(10)
    assert second.log == [("freed", "A training has ended.")]
    assert second.background.start(second.work, 0) == ""
    assert second.background.wait(10)


def test_any_panel_stops_what_is_under_way_and_the_next_work_is_not_stopped(end):
    first, second = Panel(), Panel()
    first.background.start(first.work, 0, end)
    second.background.start(second.work, 0)
    second.background.stop()
    assert first.background.wait(10)
    assert second.log == [("freed", "A training has ended.")]
    second.background.start(second.work, 0, end)
    assert not second.background.stopping() and not second.background.wait(0.02)
    end.set()
    assert second.background.wait(10)


def test_its_own_panel_cannot_start_it_twice(end):
    panel = Panel()
    panel.background.start(panel.work, 0, end)
    assert "is running" in panel.background.start(panel.work, 1)
    end.set()
    assert panel.background.wait(10)
    assert [name for name, _ in panel.log] == ["done"]


def test_work_that_nobody_waited_for_is_not_in_the_way():
    first, second = Panel(), Panel()
    first.background.start(first.work, 0)
    until = time.monotonic() + 10
    while Background._messages.empty() and time.monotonic() < until:
        time.sleep(0.005)
    assert second.background.start(second.work, 0) == ""
    assert second.background.wait(10)
    assert [name for name, _ in first.log] == ["done"]


def test_a_message_that_cannot_be_shown_is_raised_and_the_end_still_comes():
    panel = Panel()

    def work():
        panel.background.send(int, "no number")

    panel.background.start(work)
    with pytest.raises(ValueError, match="no number"):
        panel.background.wait(10)
    assert panel.background.wait(10)
    assert not panel.background.running


def test_a_panel_that_fails_when_it_is_freed_does_not_hide_what_has_ended():
    ended = []

    def fail(message):
        raise RuntimeError(message)

    first = Background("A training", ended.append, print, print)
    other = Background("A measurement", print, print, fail)
    go = threading.Event()
    first.start(lambda: go.wait() and 7)
    assert "is running" in other.start(lambda: 8)
    go.set()
    with pytest.raises(RuntimeError, match="has ended"):
        first.wait(30)
    assert ended == [7] and not first.running


def test_no_stop_is_offered_for_what_cannot_stop():
    go = threading.Event()
    first = Background("A measurement", lambda result: None, print, print, stops=False)
    other = Background("A training", print, print, lambda message: None)
    first.start(go.wait)
    assert (
        other.start(print) == ("A measurement is running in this notebook: wait for its end.")
        and not other.can_stop()
    )
    go.set()
    assert first.wait(30)
