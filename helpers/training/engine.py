"""One interface to two backends: devices, gradients and compiled steps.

KERAS_BACKEND chooses between TensorFlow (the default) and JAX. `tensorflow_engine` and `jax_engine`
hold what differs; no other module knows the backend.
"""

import os

# Memory is taken as it is needed, so that kernels can share a GPU; set before the first use.
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import dataclasses
import platform

import keras
import psutil

from helpers.networks.limits import out_of_memory

from .gpu_memory import driver_memory
from .processor import cpu_info, processor

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
    "out_of_memory",
    "versions",
]


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
    gpu = capability()
    if gpu is not None:
        return tuple(gpu) >= (8, 0)
    return BACKEND == "tensorflow" and "avx512_bf16" in cpu_info("flags").split()


def cpu():
    memory = psutil.virtual_memory()
    return Device(processor(), "cpu", memory.total, memory.available)


def gpus():
    """The GPUs that the backend uses, with the driver's word on their memory."""
    for number, (name, idle) in enumerate(accelerators()):
        total, free = driver_memory(number)
        # What the backend holds and does not use is free for this process, though not for others.
        yield Device(name, "gpu", total, None if free is None else free + idle)


def devices():
    """All Devices, the one that trainings use first: a GPU where there is one, then the CPU."""
    return [*gpus(), cpu()]


def versions():
    """The versions that a result depends on."""
    known = {"python": platform.python_version(), "keras": keras.__version__}
    return {**known, BACKEND: backend.VERSION}
