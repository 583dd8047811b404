"""Grids of trainings and the records they leave. Loads no Keras until a training starts."""

from .evidence import recorded
from .grid import GRIDS, RECIPES
from .job import Job
from .launch import outcome, perform, progress, sweep
from .store import SHIPPED, Store, read

__all__ = [
    "GRIDS",
    "RECIPES",
    "SHIPPED",
    "Job",
    "Store",
    "outcome",
    "perform",
    "progress",
    "read",
    "recorded",
    "sweep",
]
