"""The 1000 classes of ImageNet (ILSVRC-2012), in the order of Keras's networks' outputs."""

import functools
import json
from typing import NamedTuple

from helpers.paths import SHIPPED

PATH = SHIPPED / "imagenet" / "labels.json"


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
    table = json.loads(PATH.read_text(encoding="utf-8"))
    return tuple(
        Label(index, wordnet, name.replace("_", " "))
        for index, (wordnet, name) in enumerate(table[str(i)] for i in range(len(table)))
    )
