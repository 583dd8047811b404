"""Medians, spreads and lines through what was measured."""

import dataclasses
import statistics


@dataclasses.dataclass(frozen=True)
class Spread:
    """The median of some measurements, with the lowest and the highest."""

    median: float
    low: float
    high: float


def spread(values):
    """The Spread of numbers. Raises ValueError if there are none."""
    values = list(values)
    if not values:
        raise ValueError("There is nothing to take a median of.")
    return Spread(statistics.median(values), min(values), max(values))


@dataclasses.dataclass(frozen=True)
class Line:
    """y = offset + slope · x by least squares. r2: the share of y's variance that it explains.

    deviations: (measured − line) / line at each x.
    """

    slope: float
    offset: float
    r2: float
    deviations: tuple

    @property
    def largest(self):
        """The deviation that is farthest from 0."""
        return max(self.deviations, key=abs)


def fit_line(x, y):
    """The Line through points. Raises ValueError unless there are three, at different x."""
    if len(x) < 3 or len(set(x)) < 2:
        raise ValueError(f"A line is fitted through three points or more, not through x = {x}.")
    slope, offset = statistics.linear_regression(x, y)
    line = [offset + slope * at for at in x]
    residual = sum((b - a) ** 2 for a, b in zip(line, y, strict=True))
    total = sum((b - statistics.fmean(y)) ** 2 for b in y)
    deviations = tuple(b / a - 1 for a, b in zip(line, y, strict=True))
    return Line(slope, offset, 1 - residual / total if total else 1.0, deviations)
