"""Grids of trainings and the records they leave. Loads no Keras until a training starts."""

from .budget import duration
from .evidence import mean_errors, recorded
from .grid import GRIDS, RECIPES
from .job import Job
from .launch import outcome, perform, progress
from .product import make_grid, read_grid
from .shard import Shard
from .status import sweep_status
from .store import SHIPPED, Store, read
from .sweeps import sweep

__all__ = [
    "GRIDS",
    "RECIPES",
    "SHIPPED",
    "Job",
    "Shard",
    "Store",
    "duration",
    "make_grid",
    "mean_errors",
    "outcome",
    "perform",
    "progress",
    "read",
    "read_grid",
    "recorded",
    "sweep",
    "sweep_status",
]
