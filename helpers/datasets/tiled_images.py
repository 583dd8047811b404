"""A small image set as a few lossless WebP pictures, each a grid of images, and one JSON file.

WebP allows sides up to 16,383 pixels. The JSON file, `small.json`, holds the labels, the names
of the pictures and, for each split, the SHA-256 of its pixels and labels. The set that ships in
data/ is made from the full one (20 s for CIFAR-10 on two cores):

python -m helpers.datasets.tiled_images cifar10 [folder]
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
from PIL import Image

from helpers import paths
from helpers.datasets import loading, specs
from helpers.datasets.dataset import Split, class_balanced

INDEX = "small.json"
COLUMNS, ROWS = 100, 25  # of the grid; CIFAR-10: 3,200 × 800 px


def write(folder, spec, train, test):
    """Write both splits into `folder`, which must exist, and return the index's path."""
    index = {"name": spec.name, "columns": COLUMNS}
    for part, split in (("train", train), ("test", test)):
        pictures = []
        for start in range(0, len(split), COLUMNS * ROWS):
            pictures.append(f"{part}-{len(pictures) + 1}.webp")
            picture = Image.fromarray(_grid(split.images[start : start + COLUMNS * ROWS]))
            picture.save(folder / pictures[-1], lossless=True, exact=True, quality=100, method=4)
        index[part] = {
            "shape": split.images.shape,
            "pictures": pictures,
            "sha256": digest(split),
            "labels": split.labels.tolist(),
        }
    path = folder / INDEX
    path.write_text(json.dumps(index) + "\n", encoding="utf-8")
    return path


def read(index_path, spec):
    """(training split, test split) behind the index file at `index_path`.

    Raises ValueError, naming the file, if anything is missing, unreadable or altered.
    """
    try:
        index = json.loads(index_path.read_text(encoding="utf-8"))
        parts = [_read_part(index_path.parent, index[part], index["columns"]) for part in _PARTS]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"the small {spec.title} at {index_path.parent} cannot be read ({error}); "
            f"restore that folder from the course's repository"
        ) from None
    return tuple(parts)


_PARTS = ("train", "test")


def _read_part(folder, part, columns):
    count, height, width, channels = part["shape"]
    images = np.empty((count, height, width, channels), np.uint8)
    start = 0
    for name in part["pictures"]:
        with Image.open(folder / name) as picture:
            grid = np.asarray(picture.convert("RGB"))
        cells = grid.reshape(-1, height, columns, width, channels).swapaxes(1, 2)
        cells = cells.reshape(-1, height, width, channels)[: count - start]
        images[start : start + len(cells)] = cells
        start += len(cells)
    split = Split(images, part["labels"])
    if start != count or digest(split) != part["sha256"]:
        raise ValueError(f"{', '.join(part['pictures'])}: pixels or labels are not as recorded")
    return split


def _grid(images):
    """(n, h, w, c) -> (rows·h, COLUMNS·w, c), row by row; unused cells of the last row are 0."""
    count, height, width, channels = images.shape
    rows = -(-count // COLUMNS)
    cells = np.zeros((rows * COLUMNS, height, width, channels), np.uint8)
    cells[:count] = images
    cells = cells.reshape(rows, COLUMNS, height, width, channels).swapaxes(1, 2)
    return cells.reshape(rows * height, COLUMNS * width, channels)


def digest(split):
    """SHA-256 of the pixels (N, height, width, channels), then of the labels as int64, in hex."""
    state = hashlib.sha256(np.ascontiguousarray(split.images))
    state.update(np.ascontiguousarray(split.labels.astype("<i8")))
    return state.hexdigest()


def main(arguments=None):
    """Load the full set (fetched if need be), cut it and write it as tiled pictures."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.datasets.tiled_images",
        description="Make the small set that ships in data/ from the full one.",
    )
    parser.add_argument("name", choices=specs.NAMES)
    parser.add_argument("folder", nargs="?", type=Path, help="default: data/NAME of the checkout")
    options = parser.parse_args(arguments)
    folder = options.folder or paths.SHIPPED / options.name
    full = loading.load(options.name, "full")
    spec = specs.dataset_spec(options.name)
    folder.mkdir(parents=True, exist_ok=True)
    small = class_balanced((full.train, full.test), len(full.classes), spec.small)
    write(folder, spec, *small)
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{folder}: {size / 1e6:.1f} MB, made from {full.source}")


if __name__ == "__main__":
    main()
