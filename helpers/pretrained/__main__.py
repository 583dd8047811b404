"""Make a file in data/ again: python -m helpers.pretrained costs|fine_tuning|predictions|ship."""

import argparse
from pathlib import Path

from helpers.pretrained import PRETRAINED, costs, fine_tuning, recording, shipping


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m helpers.pretrained", description=__doc__)
    records = parser.add_subparsers(required=True, metavar="RECORD")

    counted = records.add_parser("costs", help="MACs of all networks of Keras (some minutes)")
    counted.add_argument("file", nargs="?", type=Path, default=costs.PATH)
    counted.set_defaults(write=lambda options: costs.write(options.file))

    trained = records.add_parser("fine_tuning", help="few images, two ways (some minutes)")
    trained.add_argument("file", nargs="?", type=Path, default=fine_tuning.PATH)
    trained.set_defaults(write=lambda options: fine_tuning.write(options.file))

    predicted = records.add_parser("predictions", help="what a network sees in the photographs")
    predicted.add_argument("name", choices=PRETRAINED)
    predicted.add_argument("folder", nargs="?", type=Path, default=recording.FOLDER)
    predicted.set_defaults(write=lambda options: recording.write(options.name, options.folder))

    shipped = records.add_parser("ship", help="MobileNet's weights, rounded to float16")
    shipped.add_argument("file", nargs="?", type=Path, default=shipping.PATH)
    shipped.set_defaults(write=lambda options: shipping.write(options.file))

    options = parser.parse_args(arguments)
    print(options.write(options))


if __name__ == "__main__":
    main()
