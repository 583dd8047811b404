"""python -m helpers.exercises: check what students handed in, or write notebooks' last section.

`check FILE …` takes files of lines, or executed notebooks, and prints a table (tab-separated) with
the answers checked anew. `predictions FILE …` prints what a class predicted, from the lines without
names in such files. `cells NOTEBOOK …` puts the section "Hand in" into notebooks, without outputs.
"""

import argparse
import sys
from pathlib import Path

from helpers.quiet_pipe import quiet_at_a_closed_pipe

from .cells import write
from .guesses import CLASS_HEAD, guess_lines, summarize
from .guesses import read as read_guesses
from .hand_in import lines, read, read_file
from .safe_text import one_line, spreadsheet_cell

HEAD = ("file", "student", "notebook", "right", "of", "tries", "hints", "remarks")
MOST_LINES = 100  # of one file


def main(arguments=None):
    """Exit status 1 if a file could not be read or a line not be trusted."""
    parser = argparse.ArgumentParser(prog="python -m helpers.exercises", description=__doc__)
    parser.add_argument("action", choices=("check", "predictions", "cells"))
    parser.add_argument("files", nargs="+", type=Path)
    given = parser.parse_args(arguments)
    if given.action == "predictions":
        return tell_predictions(given.files)
    action = renew if given.action == "cells" else report
    if action is report:
        print(*HEAD, sep="\t")
    return max([_each(file, action) for file in given.files])


def _each(file, action):
    """Do it with one file, whatever is in it: the files after it must not suffer."""
    try:
        return action(file)
    except BrokenPipeError:
        raise
    except Exception as error:
        return _complain(file, _in_words(error))


def _in_words(error):
    if isinstance(error, OSError):
        return error.strerror or error
    if isinstance(error, ValueError):
        return error
    # A fault of ours; it is reported like one of the file.
    return f"This cannot be checked ({type(error).__name__}: {error})."


def _complain(file, problem):
    print(one_line(f"{file}: {problem}", 500), file=sys.stderr)
    return 1


def renew(file):
    """Write the last section of a notebook."""
    print(f"{one_line(str(file), 300)}: {write(file)} cells")
    return 0


def tell_predictions(files):
    """Print a row for each prediction of a class; 1 if a file or a line could not be read."""
    found, odd = [], 0
    for file in files:
        try:
            told = guess_lines(read_file(file))
        except (OSError, ValueError) as error:
            odd = _complain(file, _in_words(error))
            continue
        for number, line in enumerate(told, 1):
            try:
                found.append(read_guesses(line))
            except ValueError as error:  # the lines after it are other students'
                odd = _complain(file, f"line {number}: {error}")
    for row in (CLASS_HEAD, *summarize(found)) if found else ():
        print(*map(spreadsheet_cell, row), sep="\t")
    return odd


def report(file):
    """Print a row for each line of a file; 1 if something is odd."""
    found = lines(read_file(file))
    if not found:
        raise ValueError("no line to hand in: is the file complete, and was its last cell run?")
    odd = 0
    for number, line in enumerate(found[:MOST_LINES], 1):
        try:
            record, problems = read(line)
        except Exception as error:  # the lines after it are other students'
            odd = _complain(file, f"line {number}: {_in_words(error)}")
            continue
        rows = record["questions"].values()
        right, tries, hints = (sum(row[key] for row in rows) for key in ("right", "tries", "hints"))
        cells = file, record["student"], record["exercises"], right, len(rows), tries, hints
        print(*map(spreadsheet_cell, (*cells, "; ".join(problems))), sep="\t")
        odd |= bool(problems)
    if len(found) > MOST_LINES:
        odd = _complain(file, f"only the first {MOST_LINES} of {len(found):,} lines were checked.")
    return odd


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # for names that the terminal has no code for
    sys.exit(quiet_at_a_closed_pipe(main))
