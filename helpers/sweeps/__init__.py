"""Grids of trainings and the records they leave. Loads no Keras until a training starts."""

from .grid import GRIDS, Job
from .store import SHIPPED, Store, read
from .sweep import run

__all__ = ["GRIDS", "SHIPPED", "Job", "Store", "read", "run"]
