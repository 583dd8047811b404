"""python -m helpers sweep GRID: run a grid of the course, or go on with it."""

from helpers import runs

from .options import add_store, duration


def add_arguments(parser):
    # Without docstrings (python -OO) the names must do.
    about = "; ".join(
        f"{name}: {grid.__doc__.rstrip('.')}" if grid.__doc__ else name
        for name, grid in runs.GRIDS.items()
    )
    # argparse fills in what stands after a percent sign.
    parser.add_argument("grid", choices=runs.GRIDS, help=about.replace("%", "%%"))
    parser.add_argument(
        "--budget",
        metavar="TIME",
        help="end by then, e.g. 20m: what would take longer is not started, and a training that "
        "turns out to take longer is stopped and not kept; the same command goes on later",
    )
    add_store(parser)


def run(args):
    budget = None if args.budget is None else duration(args.budget)
    runs.sweep(runs.GRIDS[args.grid](), args.store, budget)
    return 0
