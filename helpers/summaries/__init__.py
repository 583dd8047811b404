"""Each network of the lecture, built once and described. Reading that loads no Keras."""

from .network_summary import Portrait, Stage, describe
from .overview import Slab, strip
from .published import Comparison, compare
from .records import names, portraits, read, rebuilt, write

__all__ = [
    "Comparison", "Portrait", "Slab", "Stage", "compare", "describe", "names", "portraits", "read",
    "rebuilt", "strip", "write",
]  # fmt: skip
