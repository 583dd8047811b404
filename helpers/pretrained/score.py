"""How many of a set of images are right, by top-1 or top-k, and how sure that makes one."""

import math
from typing import NamedTuple

Z = 1.959964  # of a normal distribution, 2.5 % lie beyond


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
