"""Find, fetch, verify and load image sets: `load("cifar10")`, `load("cifar10", "full")`.

Looked up in $COURSE_DATA (shared, only read), the user's cache ($COURSE_CACHE if set), then what
ships with the course, then the network. No pickle is ever loaded. `folder(path)` reads pictures
in ImageNet's layout; `helpers.datasets.annotated` reads one picture with its boxes and masks.
"""

from helpers.datasets.dataset import Dataset, Split
from helpers.datasets.fetching import fetch
from helpers.datasets.image_folder import folder
from helpers.datasets.loading import load
from helpers.datasets.lookup import Location, locate
from helpers.datasets.specs import NAMES, SIZES
from helpers.paths import cache_folder

__all__ = [
    "NAMES",
    "SIZES",
    "Dataset",
    "Location",
    "Split",
    "cache_folder",
    "fetch",
    "folder",
    "load",
    "locate",
]
