"""Grids of trainings and the records they leave. Loads no Keras until a training starts."""

from .grid import GRIDS, RECIPES, Job
from .store import SHIPPED, Store, read
from .sweep import outcome, perform, progress, run

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
    "run",
]
