"""ILSVRC by year and what people achieved at it (data/ilsvrc.json, with sources); its scoring."""

import functools
import json
import math
from dataclasses import dataclass
from typing import NamedTuple

from helpers.paths import SHIPPED

PATH = SHIPPED / "ilsvrc.json"
Z = 1.959964  # of a normal distribution, 2.5 % lie beyond


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


class Score(NamedTuple):
    """`wrong` of `images`. A Score of no images has no error."""

    wrong: int
    images: int

    @property
    def error(self):
        """In %."""
        return 100 * self.wrong / self.images

    @property
    def interval(self):
        """(from, to) in %: errors that are compatible with this score, at 95 %.

        Wilson's interval (1927) for a proportion; it is sensible for few images and for none wrong.
        """
        n, p = self.images, self.wrong / self.images
        middle = p + Z**2 / (2 * n)
        reach = Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
        low, high = ((middle + sign * reach) / (1 + Z**2 / n) for sign in (-1, 1))
        return 100 * max(0.0, low), 100 * min(1.0, high)


def place(best, truth):
    """1 if the true label comes first among `best`, 2 if second …; None if it is not there.

    best: labels, or (label, probability) pairs, the likeliest first.
    """
    labels = [getattr(found, "label", found) for found in best]
    return labels.index(truth) + 1 if truth in labels else None


def score(predictions, truths, k):
    """The Score of `predictions`, a list of labels or Predictions for each image, by top-k.

    Raises ValueError if an image has fewer than k predictions: it cannot be judged then.
    """
    wrong = 0
    for best, truth in zip(predictions, truths, strict=True):
        if len(best) < k:
            raise ValueError(f"{len(best)} classes are named, top-{k} needs {k}")
        wrong += place(best[:k], truth) is None
    return Score(wrong, len(predictions))
