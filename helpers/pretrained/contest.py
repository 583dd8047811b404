"""ILSVRC by year, and what people achieved at the same task: data/ilsvrc.json, with sources."""

import functools
import json
from dataclasses import dataclass

from helpers.paths import SHIPPED

PATH = SHIPPED / "ilsvrc.json"


@dataclass(frozen=True)
class Winner:
    """The classification task of one year. error: top-5, in %, as handed in by `team`.

    network: by what it became known, None for methods without neural networks.
    """

    year: int
    team: str
    network: str | None
    error: float
    source: str
    note: str


@dataclass(frozen=True)
class Person:
    """Somebody who named five classes for each of `images` test images. error: top-5, in %."""

    who: str
    images: int
    error: float
    source: str
    note: str


@functools.cache
def winners():
    """The Winner of each year, 2010 to 2017."""
    return tuple(Winner(**row) for row in _read()["years"])


@functools.cache
def people():
    """The Persons, the better one first."""
    return tuple(Person(**row) for row in _read()["people"])


def _read():
    return json.loads(PATH.read_text(encoding="utf-8"))
