"""python -m helpers.exercises: check what students handed in, or write notebooks' last section.

`check FILE …` takes files of lines, or executed notebooks, and prints a table (tab-separated) with
the answers checked anew. `cells NOTEBOOK …` puts the section "Hand in" into notebooks, without
outputs.
"""

import argparse
import sys
from pathlib import Path

from .cells import write
from .hand_in import lines, read

HEAD = ("file", "student", "notebook", "right", "of", "tries", "hints", "remarks")


def main(arguments=None):
    """Exit status 1 if a file could not be read or a line not be trusted."""
    parser = argparse.ArgumentParser(prog="python -m helpers.exercises", description=__doc__)
    parser.add_argument("action", choices=("check", "cells"))
    parser.add_argument("files", nargs="+", type=Path)
    given = parser.parse_args(arguments)
    if given.action == "cells":
        return max([renew(file) for file in given.files])
    print(*HEAD, sep="\t")
    return max([report(file) for file in given.files])


def renew(file):
    """Write the last section of a notebook; 1 if that cannot be done."""
    try:
        print(f"{file}: {write(file)} cells")
    except (OSError, ValueError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return 1
    return 0


def report(file):
    """Print the rows of a file; 1 if something is odd."""
    try:
        found = lines(file.read_text(encoding="utf-8"))
        if not found:
            raise ValueError("no line handed in: was the last cell run and the file saved?")
    except (OSError, ValueError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return 1
    odd = 0
    for line in found:
        try:
            record, problems = read(line)
        except ValueError as error:
            print(f"{file}: {error}", file=sys.stderr)
            odd = 1
            continue
        rows = record["questions"].values()
        counts = [sum(row[key] for row in rows) for key in ("tries", "hints")]
        print(
            file,
            record["student"],
            record["exercises"],
            sum(row["right"] for row in rows),
            len(rows),
            *counts,
            "; ".join(problems),
            sep="\t",
        )
        odd |= bool(problems)
    return odd


if __name__ == "__main__":
    sys.exit(main())
