"""One picture of COCO (Lin et al. 2014, arXiv:1405.0312): an entry of an instances file.

https://cocodataset.org/#format-data, "Object Detection": a box is x, y, width, height in px from
0; a segmentation is a list of polygons, or run lengths as a list or a string. Run lengths are
those of the reference code (cocodataset/cocoapi, common/maskApi.c): they alternate between 0 and
1, begin with 0, and go down the columns, the leftmost first. Written as a string, each is a number
of 6-bit digits and, from the fourth on, the difference to the one two before it.
"""

import json
from pathlib import Path

import numpy as np

from helpers.datasets.annotated.annotation import Annotated
from helpers.datasets.pictures import read_rgb
from helpers.paths import SHIPPED

EXAMPLE = SHIPPED / "annotated"


def example():
    """The annotated photograph that ships: a cup of espresso, its saucer and a spoon."""
    return coco(EXAMPLE / "instances.json", 1, EXAMPLE)


def coco(instances, image_id, images):
    """The picture `image_id` of the instances file, found in the folder `images`, as Annotated.

    An object without a segmentation has an empty mask; if none has one, masks is None.
    Raises ValueError if the file is not of COCO's format or has no such picture.
    """
    path = Path(instances).expanduser()
    try:
        return _read(_content(path), image_id, Path(images).expanduser())
    except KeyError as error:
        raise ValueError(f"{path} is no instances file of COCO: it has no {error}") from None
    except (TypeError, AttributeError):
        raise ValueError(f"{path} is no instances file of COCO") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _content(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from None
    except ValueError:
        raise ValueError("not JSON, or cut short") from None


def _read(content, image_id, folder):
    entries = {entry["id"]: entry for entry in content["images"]}
    if image_id not in entries:
        some = ", ".join(map(repr, list(entries)[:5]))
        raise ValueError(
            f"no picture has the id {image_id!r}; there are {len(entries):,}: {some} …"
        )
    entry = entries[image_id]
    image = read_rgb(folder / entry["file_name"])
    height, width = entry["height"], entry["width"]
    if image.shape[:2] != (height, width):
        raise ValueError(
            f"{entry['file_name']} has {image.shape[1]}×{image.shape[0]} px, "
            f"but was annotated with {width}×{height}"
        )
    names = {category["id"]: category["name"] for category in content["categories"]}
    objects = [found for found in content["annotations"] if found["image_id"] == image_id]
    for found in objects:
        if found["category_id"] not in names:
            raise ValueError(f"an object is of category {found['category_id']}, which has no name")
    return Annotated(
        image,
        [found["bbox"] for found in objects],
        [names[found["category_id"]] for found in objects],
        _masks(objects, height, width),
        [bool(found.get("iscrowd", 0)) for found in objects],
    )


def _masks(objects, height, width):
    if not any(found.get("segmentation") for found in objects):
        return None
    return np.array([_mask(found.get("segmentation"), height, width) for found in objects])


def _mask(segmentation, height, width):
    """(height, width) bool of one object, whose polygons are taken together."""
    if isinstance(segmentation, dict):
        if list(segmentation["size"]) != [height, width]:
            raise ValueError(f"run lengths for {segmentation['size']} px, not {height}×{width}")
        counts = segmentation["counts"]
        counts = written_out(counts) if isinstance(counts, str) else counts
        return runs(counts, height, width)
    mask = np.zeros((height, width), bool)
    for points in segmentation or ():
        mask |= polygon(points, height, width)
    return mask


FAR = 1e9  # px; no picture is so large, and farther corners overflow in products


def polygon(points, height, width):
    """(height, width) bool, true where the middle of a pixel lies inside the polygon.

    points: x1, y1, x2, y2, … in px, at least three corners. Where a polygon crosses itself, what
    it goes around twice is outside. Raises ValueError if `points` is not of this form.
    """
    try:
        corners = np.array(points, float)
    except (TypeError, ValueError, OverflowError):
        corners = np.empty(0)
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
