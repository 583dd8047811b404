"""How a training is run on its device: what may be forced, and what is chosen otherwise."""

import dataclasses

from .fields import FLAG, check, or_none, whole

FIELDS = {"compiled": FLAG, "xla": or_none(FLAG), "steps": or_none(whole(1, 100_000))}


@dataclasses.dataclass(frozen=True)
class Execution:
    """None in a field: chosen by the device. The result is the same, up to rounding.

    compiled: False for operation by operation, for networks whose few steps take less time than
    compiling. xla: whether TensorFlow compiles with XLA: on for a GPU, off for a CPU, where
    ResNet-8 made 51 images/s with it and 1,770 without (batch 32, two cores of a Xeon, 2026-11-24);
    JAX knows nothing else. steps: how many the device makes before Python hears of them: as many as
    take DISPATCH seconds, so that a training that is told to stop ends within that time, or within
    a step that takes longer.
    """

    compiled: bool = True
    xla: bool | None = None
    steps: int | None = None

    def __post_init__(self):
        check(vars(self), FIELDS, "an execution takes")


DISPATCH = 0.25  # seconds
MOST = 1000  # steps a dispatch


def next_steps(execution, done, seconds):
    """How many steps to dispatch next, after `done` that took so many seconds, 0 if unknown."""
    if execution.steps:
        return execution.steps
    if not done or seconds <= 0:
        return 1
    return max(1, min(MOST, int(DISPATCH * done / seconds)))
