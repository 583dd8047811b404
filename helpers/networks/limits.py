"""What a process can bear: how deeply calls may be nested, and whether memory has run out."""

import contextlib
import sys
import threading

FRAMES_PER_LAYER = 60  # measured: Keras walks a functional graph recursively, some frames a layer

_lock = threading.Lock()
_active = []  # the recursion limits that are needed now, one for each `deep_stack` that is open
_usual = sys.getrecursionlimit()  # the process's own, noted whenever the first one opens


@contextlib.contextmanager
def deep_stack(layers):
    """A recursion limit with room for a graph of so many `layers`; the old one afterwards.

    The limit is the whole process's. Threads may overlap: it is the largest that any of them needs
    now, and the process's own again when the last one leaves.
    """
    global _usual
    needed = FRAMES_PER_LAYER * layers
    with _lock:
        if not _active:
            _usual = sys.getrecursionlimit()
        sys.setrecursionlimit(max([_usual, *_active, needed]))
        _active.append(needed)
    try:
        yield
    finally:
        with _lock:
            _active.remove(needed)
            sys.setrecursionlimit(max([_usual, *_active]))


class GpuFull(MemoryError):
    """A GPU's memory ran out. Other kernels may hold it, and the CPU may do."""


# JAX's word, and what CUDA and its libraries say where no room is left to start them.
FULL = (
    "RESOURCE_EXHAUSTED",
    "CUDA_ERROR_OUT_OF_MEMORY",
    "CUDNN_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_NOT_INITIALIZED",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUBLAS_STATUS_NOT_INITIALIZED",
)


def out_of_memory(error):
    """Whether an exception, of any backend, says that memory ran out."""
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "ResourceExhaustedError"  # TensorFlow's
        or any(word in str(error) for word in FULL)
    )
