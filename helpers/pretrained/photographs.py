"""The sample photographs that ship in data/photographs, with their true classes and sources."""

import functools
import json
from dataclasses import dataclass

import numpy as np
from PIL import Image

from helpers.paths import SHIPPED
from helpers.pretrained.labels import Label, labels

FOLDER = SHIPPED / "photographs"


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
        """Its pixels, uint8 (height, width, 3), RGB."""
        with Image.open(FOLDER / self.file) as picture:
            return np.asarray(picture.convert("RGB"))


@functools.cache
def photographs():
    """All of them, in the order of data/photographs/index.json."""
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
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
