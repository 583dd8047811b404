"""One picture of COCO (Lin et al. 2014, arXiv:1405.0312): an entry of an instances file.

https://cocodataset.org/#format-data, "Object Detection": a box is x, y, width, height in px from
0; a segmentation is a list of polygons, or run lengths as a list or a string.
"""

import json
from pathlib import Path

import numpy as np

from helpers.datasets.annotated import masks
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
        counts = masks.written_out(counts) if isinstance(counts, str) else counts
        return masks.runs(counts, height, width)
    mask = np.zeros((height, width), bool)
    for points in segmentation or ():
        mask |= masks.polygon(points, height, width)
    return mask
