"""A GPU's memory by its driver's word, which counts all programs on it. Loads no backend.

A process numbers the GPUs that CUDA_VISIBLE_DEVICES leaves it, in that variable's order; the driver
numbers all of them. What stands for one GPU on both sides is its UUID (NVIDIA, CUDA C++ Programming
Guide, "CUDA Environment Variables").
"""

import contextlib
import dataclasses
import re
import shutil
import subprocess
from pathlib import Path

from helpers import paths

MIB = 2**20  # bytes
QUERY = "index,uuid,memory.total,memory.free,mig.mode.current,name"


@dataclasses.dataclass(frozen=True)
class Row:
    """What the driver tells about one GPU; memory in bytes, None where it does not say."""

    index: int
    uuid: str
    total: int | None
    free: int | None
    name: str


def parse(text):
    """The Rows of `nvidia-smi --query-gpu=QUERY --format=csv,noheader,nounits`.

    Lines of another form are passed over. Of a GPU that is split into instances (MIG) the driver
    tells the memory of the whole, which is no instance's: it counts as not told.
    """
    rows = []
    for line in text.splitlines():
        fields = [field.strip() for field in line.split(",", 5)]
        if len(fields) == 6 and fields[0].isdecimal():
            index, uuid, *memory, split, name = fields
            told = [int(m) * MIB if m.isdecimal() and split != "Enabled" else None for m in memory]
            rows.append(Row(int(index), uuid, *told, name))
    return rows


def visible_rows(rows, visible, order):
    """The Rows of the process's GPUs in its own order; None for one that cannot be told.

    visible, order: the values of CUDA_VISIBLE_DEVICES (None: not set) and CUDA_DEVICE_ORDER. Where
    the order is CUDA's usual one, the fastest first, numbers say which of several GPUs is meant
    only if all are of one kind.
    """
    counted = order == "PCI_BUS_ID" or len({row.name for row in rows}) == 1
    if visible is None:
        return [row if counted else None for row in rows]
    found = []
    for word in (word.strip() for word in visible.split(",")):
        if word.isdecimal():
            row = next((row for row in rows if row.index == int(word)), None)
            if row is None:  # CUDA ignores a wrong number and all that follows
                break
            found.append(row if counted else None)
        elif word.startswith("GPU-"):  # the beginning of a UUID will do, if it is one GPU's alone
            named = [row for row in rows if row.uuid.startswith(word)]
            if len(named) != 1:
                break
            found += named
        elif word.startswith("MIG-"):  # an instance
            found.append(None)
        else:
            break
    return found


def process_rows():
    """The Rows of the process's GPUs in its own order, None for one that cannot be told."""
    if not shutil.which("nvidia-smi"):
        return []
    command = ["nvidia-smi", f"--query-gpu={QUERY}", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return []
    return visible_rows(parse(answer.stdout), *paths.cuda_devices())


def driver_memory(number):
    """(total, free) bytes of the process's GPU of that number, (None, None) if it is not told."""
    rows = process_rows()
    row = rows[number] if number < len(rows) else None
    return (row.total, row.free) if row else (None, None)


def is_open(folder="/proc/self/fd"):
    """Whether this process has opened a GPU, so that it may hold memory there (Linux)."""
    with contextlib.suppress(OSError):
        for link in Path(folder).iterdir():
            with contextlib.suppress(OSError):  # closed meanwhile
                if re.fullmatch(r"/dev/nvidia\d+", str(link.readlink())):
                    return True
    return False
