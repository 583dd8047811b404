"""One piece of work in a thread, whose answer reaches the widgets in the kernel's own loop."""

import asyncio
import queue
import threading


class Errand:
    """Runs a function in a thread; then `done(answer)` or `failed(error)` where widgets may move.

    The thread touches no widget: its answer waits in a queue that the kernel's loop empties.
    Without a running loop, `wait` empties it.
    """

    def __init__(self, done, failed):
        self._done, self._failed = done, failed
        self._answers, self._loop, self.thread, self.error = queue.SimpleQueue(), None, None, None

    @property
    def running(self):
        return self.thread is not None and self.thread.is_alive()

    def start(self, function, *values):
        """Begin function(*values), unless an errand is under way."""
        if self.running:
            return
        self.error = None
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self.thread = threading.Thread(target=self._work, args=(function, values), daemon=True)
        self.thread.start()

    def _work(self, function, values):
        try:
            answer = self._done, function(*values)
        except Exception as error:
            answer = self._fail, error
        self._answers.put(answer)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.listen)

    def _fail(self, error):
        self.error = error
        self._failed(error)

    def listen(self):
        """Hand on what the thread has answered so far."""
        while True:
            try:
                function, value = self._answers.get_nowait()
            except queue.Empty:
                return
            function(value)

    def wait(self, timeout=None):
        """Wait so many seconds for the answer and hand it on; raise what the work raised."""
        if self.thread is not None:
            self.thread.join(timeout)
        self.listen()
        if self.error is not None:
            raise self.error
        return not self.running
