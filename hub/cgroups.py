"""Memory, cores and processes of one student, enforced by Linux control groups (version 2 or 1).

A group holds the server with all its kernels. Where memory runs out, the kernel that took it is
ended by the system, and nobody else notices.
"""

import contextlib
import os
import re
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
OURS = "course-hub"
PERIOD = 100_000  # µs, in which a student may use `cores` times as much
PROCESSES = 1_000  # with threads: TensorFlow starts some per core; a fork bomb ends here


class Groups:
    """The control groups that this machine lets us make: {controller: folder}, empty for none."""

    def __init__(self, root=ROOT):
        self.version = 2 if (root / "cgroup.controllers").exists() else 1
        self.folders = {}
        for name in ("memory", "cpu", "pids"):
            base = root if self.version == 2 else root / name
            if not (base / "cgroup.procs").exists():
                continue
            with contextlib.suppress(OSError):
                (base / OURS).mkdir(exist_ok=True)
                if self.version == 2:
                    for folder in (base, base / OURS):
                        (folder / "cgroup.subtree_control").write_text(f"+{name}")
                self.folders[name] = base / OURS

    def prepare(self, user, memory, cores):
        """Files into which a process of the user's writes 0 to be limited.

        memory in bytes, None for no limit; cores 0 or None for no limit.
        """
        name = re.sub(r"[^\w.-]", lambda m: f"%{ord(m.group()):x}", user).lstrip(".") or "%"
        entries = []
        for controller, folder in self.folders.items():
            (folder / name).mkdir(exist_ok=True)
            for file, value in self._limits(controller, memory, cores):
                (folder / name / file).write_text(str(value))
            entries.append(folder / name / "cgroup.procs")
        return entries

    def _limits(self, controller, memory, cores):
        quota = round(cores * PERIOD) if cores else None
        if self.version == 2:
            return {
                "memory": [("memory.max", memory or "max")],
                "cpu": [("cpu.max", f"{quota or 'max'} {PERIOD}")],
                "pids": [("pids.max", PROCESSES)],
            }[controller]
        return {
            "memory": [("memory.limit_in_bytes", memory or -1)],
            "cpu": [("cpu.cfs_period_us", PERIOD), ("cpu.cfs_quota_us", quota or -1)],
            "pids": [("pids.max", PROCESSES)],
        }[controller]


def join(entries):
    """Put the calling process, and all that it starts, into the groups of `prepare`."""
    for entry in entries:
        handle = os.open(entry, os.O_WRONLY)
        os.write(handle, b"0")
        os.close(handle)
