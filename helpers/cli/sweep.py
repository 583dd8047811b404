"""python -m helpers sweep GRID: run or continue a grid, here or on a cluster; or see its progress.

python -m helpers sweep depth                        here, one training after the other
python -m helpers sweep depth --workers 2            in two processes
python -m helpers sweep depth --slurm cluster.toml   as a job array of a Slurm cluster
python -m helpers sweep depth --status               its progress; --cancel removes it from Slurm
"""

import time
from pathlib import Path

from helpers import paths, runs
from helpers.runs import announced, slurm, status_tables
from helpers.runs.cluster_file import Cluster
from helpers.runs.status import forget_failures
from helpers.runs.sweeps import run_sweep
from helpers.runs.workers import run_workers, sweep_command
from helpers.tables import text_table

from .options import add_store

EXAMPLE = paths.REPOSITORY / "hub" / "cluster.toml"
MOST_WORKERS = 64


def add_arguments(parser):
    # Without docstrings (python -OO) the names must do.
    about = "; ".join(
        f"{name}: {' '.join(grid.__doc__.split()).rstrip('.')}" if grid.__doc__ else name
        for name, grid in runs.GRIDS.items()
    )
    # argparse fills in what stands after a percent sign.
    about = f"{about}; or a .toml file with the arguments of runs.make_grid".replace("%", "%%")
    parser.add_argument("grid", metavar="GRID", nargs="?", help=about)
    parser.add_argument(
        "--budget",
        metavar="TIME",
        help="stop after this time, e.g. 20m: a training that would take longer is not started, "
        "and one that does take longer is stopped; the same command continues later",
    )
    parser.add_argument("--workers", metavar="N", type=int, help="train in N processes at once")
    parser.add_argument("--shard", metavar="I/N", help="only this part of the grid, e.g. 3/10")
    parser.add_argument(
        "--slurm",
        metavar="FILE",
        nargs="?",
        const=EXAMPLE,
        type=Path,
        help="as a job array on a Slurm cluster, as the file says (default: hub/cluster.toml)",
    )
    parser.add_argument("--status", action="store_true", help="show the progress; train nothing")
    parser.add_argument("--cancel", action="store_true", help="remove it from Slurm")
    parser.add_argument("--retry", action="store_true", help="also try again what was given up")
    add_store(parser)


def run(args):
    _check_together(args)
    store = runs.Store(args.store)
    if args.status:
        return _show(args, store)
    if args.grid is None:
        raise ValueError(f"name a grid: one of {', '.join(runs.GRIDS)}, or a .toml file")
    budget = None if args.budget is None else runs.duration(args.budget)
    shard = args.shard and runs.Shard.read(args.shard)
    cluster = args.slurm and Cluster.read(args.slurm)
    title, jobs = runs.read_grid(args.grid, build=False)
    if args.cancel:
        slurm.cancel(announced.place(jobs, store, title))
        print(f"Cancelled. {slurm.NOT_LOST}")
        return 0
    store.check()
    runs.read_grid(args.grid)  # also what only the networks know, for which Keras may be loaded
    if args.retry:
        forget_failures(store, jobs)
    if cluster:
        slurm.submit(jobs, store, cluster, title)
    elif args.workers:
        return _in_processes(args, store, jobs, title, budget, shard)
    else:
        work = run_sweep(jobs, store, budget, None, print, shard, title)
        return int(bool(work.failed))  # a batch system then shows it as failed
    return 0


def _check_together(args):
    """ValueError for what cannot be asked for at once."""
    here = args.workers is not None or args.shard is not None
    ways = {"--slurm": args.slurm, "--status": args.status, "--cancel": args.cancel}
    chosen = [name for name, value in ways.items() if value not in (None, False)]
    if here and chosen:
        chosen.append("--workers" if args.workers is not None else "--shard")
    if len(chosen) > 1:
        raise ValueError(f"{' and '.join(chosen)} cannot be used together: take one of them.")
    if args.workers is not None and not 1 <= args.workers <= MOST_WORKERS:
        raise ValueError(
            f"--workers is {args.workers}; take a number from 1 to {MOST_WORKERS}. For more, "
            "use --slurm."
        )


def _in_processes(args, store, jobs, title, budget, shard):
    file = announced.announce(jobs, store, title)
    end = None if budget is None else time.monotonic() + budget
    words = ["--shard", str(shard)] if shard else []

    def command():
        left = [] if end is None else ["--budget", f"{max(0.001, end - time.monotonic()):.3f}s"]
        return sweep_command(file, store.path, *words, *left)

    code = run_workers(args.workers, command)
    if shard is None:  # a hundred shards would read the whole store a hundred times
        print(_line(runs.sweep_status(store, jobs)))
    return code


def _line(status):
    return ", ".join(f"{count} {state}" for state, count in status.counts.items())


def _show(args, store):
    title, jobs = runs.read_grid(args.grid, build=False) if args.grid else ("", None)
    status = runs.sweep_status(store, jobs, title)
    if not status.entries:
        raise ValueError(f"No sweep was started in {store.path}: name a grid, or another --store.")
    print(f"{status.title or 'A sweep'} in {store.path}\n")
    print(text_table(None, status_tables.summary_rows(status), left=2))
    for head, rows, left in (
        (status_tables.RUNNING, status_tables.running_rows(status), (0, 5)),
        (status_tables.FAILED, status_tables.failed_rows(status), (0, 2)),
    ):
        if rows:
            print(f"\n{text_table(head, rows, left=left)}")
    file = announced.place(jobs, store, title) if jobs else announced.announcements(store)[0].file
    if rows := slurm.queue(file):
        print(f"\n{text_table(slurm.QUEUE, rows, left=5)}")
    return 0
