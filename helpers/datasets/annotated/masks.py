"""Masks as COCO writes them: polygons and run lengths (Lin et al. 2014, arXiv:1405.0312).

The format is that of the reference code (cocodataset/cocoapi, common/maskApi.c): run lengths
alternate between 0 and 1, begin with 0, and go down the columns, the leftmost first. Written as a
string, each is a number of 6-bit digits and, from the fourth on, the difference to the one two
before it.
"""

import numpy as np

FAR = 1e9  # px; no picture is so large, and farther corners overflow in products


def polygon(points, height, width):
    """(height, width) bool, true where the middle of a pixel lies inside the polygon.

    points: x1, y1, x2, y2, … in px, at least three corners. Where a polygon crosses itself, what
    it goes around twice is outside. Raises ValueError if `points` is not of this form.
    """
    corners = np.array(points, float)
    if corners.ndim != 1 or len(corners) < 6 or len(corners) % 2 or not (abs(corners) < FAR).all():
        raise ValueError(f"a polygon is x1, y1, x2, y2, x3, y3, … in px, not {_short(points)}")
    corners = corners.reshape(-1, 2)
    rows, columns = np.arange(height) + 0.5, np.arange(width) + 0.5
    inside = np.zeros((height, width), bool)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        met = (rows >= min(y1, y2)) & (rows < max(y1, y2))  # rows that this side crosses
        if met.any():
            crossing = x1 + (rows[met] - y1) * (x2 - x1) / (y2 - y1)
            inside[met] ^= columns >= crossing[:, None]
    return inside


def runs(counts, height, width):
    """(height, width) bool of run lengths; ValueError unless they fill the picture exactly."""
    counts = np.array(counts)
    if counts.ndim != 1 or counts.dtype.kind not in "iu" or (counts < 0).any():
        raise ValueError(f"run lengths are whole numbers from 0 on, not {_short(counts.tolist())}")
    if counts.sum() != height * width:
        raise ValueError(
            f"run lengths of {counts.sum():,} px in all do not fit a picture of {width}×{height} px"
        )
    values = np.arange(len(counts)) % 2 == 1
    return np.repeat(values, counts).reshape(width, height).T


def written_out(text):
    """Run lengths as a list, from the string in which COCO shortens them.

    A digit is one character, 48 more than its six bits: five of the number, the lowest first, and
    one that says whether another digit follows. The last digit's fifth bit is the sign.
    """
    counts, value, digits = [], 0, 0
    for character in text:
        bits = ord(character) - 48
        if not 0 <= bits < 64:
            raise ValueError(f"{character!r} is no digit of compressed run lengths")
        value |= (bits & 31) << 5 * digits
        digits += 1
        if not bits & 32:
            if bits & 16:
                value -= 1 << 5 * digits
            counts.append(value + (counts[-2] if len(counts) > 2 else 0))
            value = digits = 0
    if digits:
        raise ValueError("compressed run lengths end within a number")
    return counts


def _short(value):
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
