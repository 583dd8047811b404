"""Sweeps in processes of their own: several on one machine, and one that watches over them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from helpers import paths
from helpers.training.processor import cores

from .signals import caught_signals

LOOK = 0.2  # seconds between two looks at the processes
REPLACED = 10  # times that a worker which was killed is started anew: each training has three tries


def run_workers(count, command, report=print):
    """Run command() as `count` processes at once; returns the largest exit code.

    command: gives the words of one process, as it starts. One that is killed is started anew, and
    goes on from its checkpoint. A signal (see `signals`) stops all of them, and has its usual
    effect when they have ended. Each gets its share of the cores, and of several GPUs one.
    """
    if count > 1:
        # Set only if the user did not. Fewer cores, on the other hand, would make another device.
        os.environ.setdefault("TF_NUM_INTRAOP_THREADS", str(max(1, cores() // count)))
    workers = [Worker(n, count, command) for n in range(count)]

    def forward(number):
        for worker in workers:
            worker.stop(again=number == signal.SIGINT)

    with caught_signals(forward) as caught:
        while any([worker.look(caught.is_set(), report) for worker in workers]):
            time.sleep(LOOK)
    return max(worker.code for worker in workers)


class Worker:
    """One of the processes, and its successors."""

    def __init__(self, number, count, command):
        self._number, self._command = number, command
        self._alone, self._process, self._started = count == 1, None, 0
        self._stops, self.code = 0, 0

    def look(self, stopping, report):
        """Start it, anew if it was killed; returns whether there is more to wait for."""
        if self._process is None:
            return not stopping and self._start()
        code = self._process.poll()
        if code is None:
            if stopping and not self._stops:  # it was started while the signal came
                self.stop(False)
            return True
        self.code = code if code >= 0 else 128 - code
        if code >= 0 or stopping:
            return False
        name = "The worker" if self._alone else f"Worker {self._number + 1}"
        if self._started > REPLACED:
            report(f"{name} was killed {self._started} times, and is not started again.")
            return False
        report(f"{name} was killed by {signal.Signals(-code).name}: started again.")
        return self._start()

    def _start(self):
        command = [*self._gpu(), *self._command()]
        # In a session of its own, so that Ctrl-C reaches it once, from here.
        self._process = subprocess.Popen(command, start_new_session=True)
        self._started += 1
        return True

    def _gpu(self):
        """The beginning of a command that shows a process one of several GPUs."""
        known = [] if self._alone else gpus()
        if len(known) < 2:
            return []
        return ["env", f"CUDA_VISIBLE_DEVICES={known[self._number % len(known)]}"]

    def stop(self, again):
        """Ask it to stop in order; `again`, at the second time, at once."""
        self._stops += 1
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(
                signal.SIGINT if again and self._stops > 1 else signal.SIGTERM
            )


def gpus():
    """The NVIDIA GPUs that this process may use, as CUDA_VISIBLE_DEVICES names them."""
    chosen = paths.cuda_devices()[0]
    if chosen is not None:
        return [name for name in chosen.split(",") if name]
    return [str(n) for n, _ in enumerate(Path("/proc/driver/nvidia/gpus").glob("*"))]


def sweep_command(grid, store, *words):
    """The words of a process that sweeps `grid`, a name or file, as the command line would."""
    return [sys.executable, "-m", "helpers", "sweep", str(grid), "--store", str(store), *words]
