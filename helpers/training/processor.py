"""The CPU by the kernel's word. Loads no backend."""

import os
import platform


def cores():
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def cpu_info(field):
    """What Linux tells of the first processor, such as its "model name"; "" where nothing does."""
    try:
        with open("/proc/cpuinfo") as lines:  # noqa: PTH123 - not a file but the kernel's word
            return next(s.split(":")[1].strip() for s in lines if s.startswith(field))
    except (OSError, StopIteration):
        return ""


def processor():
    """The CPU's name and how many cores this process may use."""
    name = cpu_info("model name") or platform.processor() or platform.machine()
    return f"{name}, {cores()} core{'s' * (cores() != 1)}"
