"""The one thread for the long work of all panels: trainings, measurements, runs of networks."""

import asyncio
import queue
import threading
import time
from typing import ClassVar


class Background:
    """Runs one function at a time in a thread: one in the whole kernel, whichever panel asked.

    Two at once would slow each other down, and times that one of them measures would be wrong.
    The thread touches no widget: what it sends waits in a queue that the kernel's own loop empties.
    Without a running loop, `wait` empties it. Methods other than `send` are for the kernel's own
    thread.

    work: what it does, as the subject of a sentence: "A training". done(result), failed(error):
    called when the work has ended. freed(message): called when other work, which was in the way
    of `start`, has ended. stops: whether the work looks at `stopping`.
    """

    _lock = threading.Lock()  # held from `start` until the end was reported
    current = None  # the Background that holds it
    _stop = threading.Event()
    _messages = queue.SimpleQueue()  # (function, values)
    _refused: ClassVar = []  # who asked meanwhile

    def __init__(self, work, done, failed, freed, stops=True):
        self.work, self._done, self._failed, self._freed = work, done, failed, freed
        self._stops = stops
        self._loop = self.error = None

    @property
    def running(self):
        """Whether its own work is under way."""
        return Background.current is self

    def start(self, function, *values):
        """Begin function(*values). If other work is under way, return a sentence on it, else ""."""
        self.listen()  # what has ended may not have been reported yet
        if not Background._lock.acquire(blocking=False):
            if not self.running and self not in Background._refused:
                Background._refused.append(self)
            end = "wait for its end, or stop it" if self.can_stop() else "wait for its end"
            return f"{Background.current.work} is running in this notebook: {end}."
        Background.current, self.error = self, None
        Background._stop.clear()
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        threading.Thread(target=self._run, args=(function, values), daemon=True).start()
        return ""

    @staticmethod
    def stop():
        """Ask the work under way, whoever started it, to end."""
        Background._stop.set()

    @staticmethod
    def can_stop():
        """Whether there is work under way that looks at `stopping`."""
        return Background.current is not None and Background.current._stops

    @staticmethod
    def stopping():
        """Whether it was asked to end; the work itself looks at this."""
        return Background._stop.is_set()

    def send(self, function, *values):
        """From the thread: have function(*values) called where widgets may be touched."""
        Background._messages.put((function, values))
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.listen)

    def _run(self, function, values):
        try:
            outcome = self._done, function(*values)
        except BaseException as error:  # SystemExit as well: the lock has to come back
            outcome = self._fail, error
        self.send(self._end, *outcome)

    def _end(self, report, value):
        refused, Background._refused = Background._refused, []
        Background.current = None
        Background._lock.release()
        try:
            report(value)
        finally:
            for other in refused:
                other._freed(f"{self.work} has ended.")

    def _fail(self, error):
        self.error = error
        self._failed(error)

    @staticmethod
    def listen():
        """Hand on what was sent so far."""
        while not Background._messages.empty():
            function, values = Background._messages.get()
            function(*values)

    def wait(self, timeout=None):
        """Hand on what is sent until the work has ended; return whether it has within so many
        seconds (None: no limit). Raises what the work raised.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while self.running:
            left = None if until is None else max(0.0, until - time.monotonic())
            try:
                function, values = Background._messages.get(timeout=left)
            except queue.Empty:
                return False
            function(*values)
        if self.error is not None:
            raise self.error
        return True
