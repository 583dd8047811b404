"""One interface to two backends: devices, gradients and compiled steps.

KERAS_BACKEND chooses between TensorFlow (the default) and JAX. `tensorflow_engine` and `jax_engine`
hold what differs; no other module knows the backend.
"""

import contextlib
import contextvars
import dataclasses
import platform

import keras
import psutil

from helpers import gpu_share, paths
from helpers.gpu_memory import driver_memory
from helpers.networks.limits import out_of_memory

from .processor import cpu_info, processor

gpu_share.prepare()  # once more, for a backend that was loaded before `helpers` but not used yet
BACKEND = keras.backend.backend()
if BACKEND == "tensorflow":
    from . import tensorflow_engine as backend
elif BACKEND == "jax":
    from . import jax_engine as backend
else:
    raise ImportError(f"KERAS_BACKEND is {BACKEND!r}; the course runs on 'tensorflow' or 'jax'.")

accelerators, capability = backend.accelerators, backend.capability
Trainer, compile, gradient = backend.Trainer, backend.compile, backend.gradient

__all__ = [
    "BACKEND",
    "Device",
    "Trainer",
    "compile",
    "devices",
    "fast_at_bfloat16",
    "gradient",
    "keras",
    "on_cpu",
    "out_of_memory",
    "versions",
]


_on_cpu = contextvars.ContextVar("on_cpu", default=False)


@contextlib.contextmanager
def on_cpu():
    """Within it, what this thread builds and trains is on the CPU, as if there were no GPU."""
    before = _on_cpu.set(True)
    try:
        with keras.device("cpu:0"):
            yield
    finally:
        _on_cpu.reset(before)


@dataclasses.dataclass(frozen=True)
class Device:
    """A processor and its memory in bytes; None where neither backend nor driver tells."""

    name: str
    kind: str
    memory_total: int | None
    memory_free: int | None


def fast_at_bfloat16():
    """Whether the device that trainings use is faster in bfloat16 than in float32.

    GPUs are from compute capability 8.0 on (NVIDIA, CUDA C++ Programming Guide, "Compute
    Capabilities"), CPUs with the instructions for it; but JAX's CPU code does not use these.
    """
    gpu = None if _on_cpu.get() else capability()
    if gpu is not None:
        return tuple(gpu) >= (8, 0)
    return BACKEND == "tensorflow" and "avx512_bf16" in cpu_info("flags").split()


def cpu():
    memory = psutil.virtual_memory()
    return Device(processor(), "cpu", memory.total, memory.available)


def gpus():
    """The GPUs that the backend uses, with the driver's word on their memory.

    Of a shared GPU ($COURSE_GPU_FRACTION) the memory is this process's part.
    """
    for number, (name, used, idle) in enumerate(accelerators()):
        total, free = driver_memory(number)
        if free is not None:
            # What the backend holds and does not use is free for this process, not for others.
            free += idle
            if paths.gpu_fraction():
                total = int(total * paths.gpu_fraction())
                free = max(0, min(free, total - used))
        yield Device(name, "gpu", total, free)


def devices():
    """All Devices, the one that trainings use first: a GPU where there is one, then the CPU."""
    return [*(() if _on_cpu.get() else gpus()), cpu()]


def versions():
    """The versions that a result depends on."""
    known = {"python": platform.python_version(), "keras": keras.__version__}
    return {**known, BACKEND: backend.VERSION}
