"""What was measured on, and whether the machine had time for it."""

import datetime
import importlib.metadata
import os
import platform
import re
import socket
import time

import psutil

from helpers.training.processor import cores, cpu_info
from helpers.training.record import code_commit

PACKAGES = ("tensorflow", "keras", "torch", "numpy")
QUIET = 0.05  # of all cores' time, at most, for others than the benchmark
SAMPLE = 3.0  # seconds
INTERESTING = re.compile(r"avx|amx|neon|asimd|bf16|fma")


def cpu_information():
    """(model name, flags that training speed depends on) as Linux tells them; others tell less."""
    words = (cpu_info("flags") or cpu_info("Features")).split()
    name = cpu_info("model name") or platform.processor() or platform.machine()
    return name, sorted(filter(INTERESTING.search, words))


def versions():
    """Of Python and of PACKAGES; None for one that is not installed."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = None
    return found


def has_pytorch():
    """Whether the peer is installed."""
    return versions()["torch"] is not None


def describe():
    """The machine, the software and the load before the start, by name."""
    name, flags = cpu_information()
    return {
        "when": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "host": socket.gethostname(),
        "cpu": name,
        "cores": cores(),
        "flags": flags,
        "memory": psutil.virtual_memory().total,
        "system": f"{platform.system()} {platform.release()}",
        "versions": versions(),
        "commit": code_commit(),
        "load": list(os.getloadavg()) if hasattr(os, "getloadavg") else [],
        "busy_before": psutil.cpu_percent(SAMPLE) / 100,
    }


class Watch:
    """How much of the cores' time went to others, from its making to `others`."""

    def __init__(self):
        self._start = self._clocks()

    def others(self):
        """The fraction of all cores' time that neither was idle nor was the benchmark's.

        The benchmark's is this process's and that of its children that have ended.
        """
        wall, busy, own = (b - a for a, b in zip(self._start, self._clocks(), strict=True))
        return max(0.0, busy - own) / (wall * psutil.cpu_count())

    @staticmethod
    def _clocks():
        spent = psutil.cpu_times()
        idle = spent.idle + getattr(spent, "iowait", 0.0)
        # Linux counts a guest's time within the user's, too.
        guests = getattr(spent, "guest", 0.0) + getattr(spent, "guest_nice", 0.0)
        return time.perf_counter(), sum(spent) - idle - guests, sum(os.times()[:4])


def is_quiet(before, others):
    """Whether timings are findings: nothing else took more than QUIET, before or meanwhile."""
    return before <= QUIET and others <= QUIET
