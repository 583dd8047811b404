"""python -m helpers.lectures check | figures | build [DECK ...]"""

import argparse
import sys

from . import build, marked, svg
from .deck import decks, read


def main(words=None):
    """Run a command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m helpers.lectures", description=__doc__)
    parser.add_argument("command", choices=("check", "figures", "build"))
    parser.add_argument("decks", nargs="*", metavar="DECK", help="04; by default all")
    parser.add_argument("--notebooks", default=build.LAB, help="address of the notebooks' folder")
    parser.add_argument("--no-pdf", action="store_true", help="HTML only, which needs no browser")
    options = parser.parse_args(words)
    numbers = options.decks or decks()
    try:
        return COMMANDS[options.command](numbers, options)
    except (OSError, RuntimeError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2


def _check(numbers, _):
    wrong = [line for number in numbers for line in marked.problems(read(number))]
    print("\n".join(wrong) or "Every number agrees.")
    return 1 if wrong else 0


def _figures(numbers, _):
    for number in numbers:
        for name in svg.names(number):
            print(svg.write(name))
    return 0


def _build(numbers, options):
    for path in build.build(numbers, options.notebooks, not options.no_pdf):
        print(path)
    return 0


COMMANDS = {"check": _check, "figures": _figures, "build": _build}

if __name__ == "__main__":
    sys.exit(main())
