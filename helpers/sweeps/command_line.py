"""python -m helpers sweep GRID: run a grid of the course, or go on with it."""

import re
from pathlib import Path

from helpers import paths

from .grid import GRIDS
from .sweep import run as sweep

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def duration(text):
    """Seconds of '90', '90s', '20m' or '1.5h'. Raises ValueError for anything else."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if not match:
        raise ValueError(f"{text!r} is no time: write it like 90s, 20m or 1.5h.")
    return float(match[1]) * UNITS[match[2]]


def add_arguments(parser):
    about = "; ".join(f"{name}: {grid.__doc__.rstrip('.')}" for name, grid in GRIDS.items())
    # argparse fills in what stands after a percent sign.
    parser.add_argument("grid", choices=GRIDS, help=about.replace("%", "%%"))
    parser.add_argument("--budget", help="start nothing that would end after this time, e.g. 20m")
    parser.add_argument(
        "--store", type=Path, default=paths.runs_folder(), help="folder of the records"
    )


def run(args):
    budget = duration(args.budget) if args.budget else None
    sweep(GRIDS[args.grid](), args.store, budget)
    return 0
