"""Signals that end a sweep in order: after the step in flight, so that it can go on later."""

import contextlib
import signal
import threading

# Ctrl-C; what a kill and a Slurm that wants its node back send; what Slurm is asked to send before
# the time is up.
NAMES = ("SIGINT", "SIGTERM", "SIGUSR1", "SIGUSR2")


class Caught:
    """`number` of the signal that came, None before. Like an Event it has `is_set`."""

    def __init__(self, on_signal):
        self.number, self._on_signal = None, on_signal

    def is_set(self):
        return self.number is not None

    def handle(self, number, _frame):
        again, self.number = self.is_set(), number
        if self._on_signal:
            self._on_signal(number)
        elif again and number == signal.SIGINT:
            raise KeyboardInterrupt  # Ctrl-C twice: at once


@contextlib.contextmanager
def caught_signals(on_signal=None):
    """Within it a signal of NAMES is noted in what this gives; after it, it has its usual effect.

    on_signal(number): called for each. Otherwise a second Ctrl-C does not wait for the end. The
    usual effect of those that would end the process is SystemExit here, so that it ends in order.
    Outside the main thread, where Python allows no handlers, no signal is noted.
    """
    caught, before = Caught(on_signal), {}
    if threading.current_thread() is threading.main_thread():
        for number in (getattr(signal, name) for name in NAMES if hasattr(signal, name)):
            usual = signal.getsignal(number)
            if usual not in (signal.SIG_IGN, None):  # as of `nohup`; or not Python's
                before[number] = usual
                signal.signal(number, caught.handle)
    try:
        yield caught
    finally:
        for number, usual in before.items():
            signal.signal(number, usual)
    if caught.number is not None:
        if callable(before[caught.number]):
            signal.raise_signal(caught.number)
        raise SystemExit(128 + caught.number)  # as shells have it
