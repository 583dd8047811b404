"""ImageNet's 1000 classes (ILSVRC-2012), and the sample photographs that ship, with theirs.

Classes are in the order of Keras's networks' outputs.
"""

import functools
import json
from dataclasses import dataclass
from typing import NamedTuple

from helpers.datasets.pictures import read_rgb
from helpers.paths import SHIPPED

LABELS = SHIPPED / "imagenet" / "labels.json"
PHOTOGRAPHS = SHIPPED / "photographs"


class Label(NamedTuple):
    """One class: its place among the outputs, its WordNet id, its name in words.

    Two pairs of classes share a name (134 and 517 "crane", 638 and 639 "maillot"): compare the
    index.
    """

    index: int
    wordnet: str
    name: str


@functools.cache
def labels():
    """The 1000 Labels, the one with index i at place i."""
    table = json.loads(LABELS.read_text(encoding="utf-8"))
    return tuple(
        Label(index, wordnet, name.replace("_", " "))
        for index, (wordnet, name) in enumerate(table[str(i)] for i in range(len(table)))
    )


@dataclass(frozen=True)
class Photograph:
    """One picture; `truth` is its class, `labelled_by` who says so, `licence` who may use it."""

    file: str
    truth: Label
    labelled_by: str
    source: str
    licence: str

    @property
    def image(self):
        """Its pixels, uint8 (height, width, 3), RGB. Raises ValueError if it cannot be read."""
        return read_rgb(PHOTOGRAPHS / self.file)


@functools.cache
def photographs():
    """All of them, in the order of data/photographs/index.json."""
    index = json.loads((PHOTOGRAPHS / "index.json").read_text(encoding="utf-8"))
    collections = index["collections"]
    return tuple(
        Photograph(
            entry["file"],
            labels()[entry["class"]],
            *(
                collections[entry["collection"]][key]
                for key in ("labelled_by", "source", "licence")
            ),
        )
        for entry in index["photographs"]
    )
