"""How much of a GPU a process takes, so that the kernels of a class can share one.

Memory is taken as it is needed, at most $COURSE_GPU_FRACTION of the whole. A backend reads this
once, when it first uses a GPU, and gives nothing back before its process ends. A notebook's kernel
that finds the GPU full computes on the CPU from its beginning: TensorFlow would raise an error that
names no reason. A command does not, because its training would take many times as long.
"""

import os
import sys
import warnings

from . import gpu_memory, paths

LEAST = 2**30  # bytes: CUDA and its libraries take about half of it, before any training
FRACTION_OF_XLA = "XLA_PYTHON_CLIENT_MEM_FRACTION"
notice = ""  # why this kernel leaves the GPU alone, if it does


def prepare():
    """Before a backend is loaded. Raises ValueError for a COURSE_GPU_FRACTION that is none."""
    global notice
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    if paths.gpu_fraction():
        os.environ.setdefault(FRACTION_OF_XLA, str(paths.gpu_fraction()))
    if not notice and in_a_notebook() and not gpu_memory.is_open():
        notice = full(gpu_memory.process_rows())
        if notice:
            paths.hide_gpus()
            warnings.warn(notice, stacklevel=2)


def limit(tensorflow):
    """After TensorFlow was loaded: set the most that it may take of each GPU.

    Where the driver does not tell the memory, as of an instance (MIG), no limit is set.
    """
    fraction = paths.gpu_fraction()
    if not fraction:
        return
    config = tensorflow.config
    for gpu, row in zip(
        config.list_physical_devices("GPU"), gpu_memory.process_rows(), strict=False
    ):
        if row and row.total:
            most = int(row.total * fraction / gpu_memory.MIB)
            one = [config.LogicalDeviceConfiguration(memory_limit=most)]
            config.set_logical_device_configuration(gpu, one)


def in_a_notebook():
    """Whether this process is a notebook's kernel. Loads nothing."""
    shell = "IPython" in sys.modules and sys.modules["IPython"].get_ipython()
    return getattr(shell, "kernel", None) is not None


def full(rows):
    """A sentence if none of the process's GPUs has room, "" if one has or that is not known."""
    free = [row.free if row else None for row in rows]
    if not rows or any(bytes is None or bytes >= LEAST for bytes in free):
        return ""
    most = max(rows, key=lambda row: row.free)
    return (
        f"The GPU is full: {most.free / 2**30:.1f} of {most.total / 2**30:.1f} GiB are free on "
        f"{most.name}. This kernel computes on the CPU; use the small data set. To use the GPU, "
        "wait until others have released it, then restart this kernel."
    )
