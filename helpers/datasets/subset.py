"""Make the small set that ships in data/ from the full one (20 s for CIFAR-10 on two cores).

python -m helpers.datasets.subset cifar10 [folder]
"""

import argparse
from pathlib import Path

from helpers import paths
from helpers.datasets import loading, specs, tiled_images
from helpers.datasets.dataset import class_balanced


def main(arguments=None):
    """Load the full set (fetched if need be), cut it and write it as tiled pictures."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.datasets.subset",
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
    tiled_images.write(folder, spec, *small)
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{folder}: {size / 1e6:.1f} MB, made from {full.source}")


if __name__ == "__main__":
    main()
