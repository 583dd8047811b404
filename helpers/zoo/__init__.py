"""Each network of the lecture, built once and described. Reading that loads no Keras."""

from .portrait import Portrait, Stage, describe
from .published import Comparison, compare
from .records import names, portraits, read, rebuilt, write
from .strip import Slab, strip

__all__ = [
    "Comparison", "Portrait", "Slab", "Stage", "compare", "describe", "names", "portraits", "read",
    "rebuilt", "strip", "write",
]  # fmt: skip
