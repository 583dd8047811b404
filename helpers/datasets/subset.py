"""Make the small set that ships in data/ from the full one (20 s for CIFAR-10 on two cores).

python -m helpers.datasets.subset cifar10 [folder]
"""

import argparse
from pathlib import Path

from helpers import paths
from helpers.datasets import balanced, loading, registry, sprites


def main(arguments=None):
    """Load the full set (fetched if need be), cut it and write the sprites with their index."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.datasets.subset",
        description="Make the small set that ships in data/ from the full one.",
    )
    parser.add_argument("name", choices=registry.NAMES)
    parser.add_argument("folder", nargs="?", type=Path, help="default: data/NAME of the checkout")
    options = parser.parse_args(arguments)
    folder = options.folder or paths.SHIPPED / options.name
    full = loading.load(options.name, "full")
    subject = registry.subject(options.name)
    folder.mkdir(parents=True, exist_ok=True)
    sprites.write(folder, subject, *balanced.cut((full.train, full.test), subject))
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{folder}: {size / 1e6:.1f} MB, made from {full.source}")


if __name__ == "__main__":
    main()
