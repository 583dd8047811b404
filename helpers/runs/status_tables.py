"""The status of a sweep as rows of tables, for a terminal and for a notebook alike."""

from .analysis import failed
from .attempt import silence
from .status import STATES

RUNNING = ("running", "epoch", "step", "training error", "test error", "on", "heard of")
FAILED = ("failed", "tries", "why")


def summary_rows(status):
    """(name, text) for each line."""
    counts, total = status.counts, len(status.entries)
    rows = [(state, f"{counts[state]} of {total}") for state in STATES]
    broken = sum(failed(entry.run) for entry in status.of("done"))
    if broken:
        rows[0] = ("done", f"{rows[0][1]}, of which {broken} with a loss that was not finite")
    interrupted = sum(entry.progress is not None for entry in status.of("left"))
    if interrupted:
        rows[3] = ("left", f"{rows[3][1]}, of which {interrupted} begun and not under way now")
    return [*rows, ("time left", _time_left(status))]


def _time_left(status):
    counts = status.counts
    if not counts["running"] + counts["left"]:
        return "none"
    if status.seconds_left is None:
        return "not known before one has finished"
    workers = max(1, counts["running"])
    return (
        f"about {clock(status.seconds_left)} with {workers} worker{'s' * (workers != 1)}, "
        f"judged by what has finished on {status.device}"
    )


def running_rows(status, most=20):
    """A row for RUNNING for each job that is under way, the longest under way first."""
    entries = sorted(status.of("running"), key=lambda e: -len(e.run.train_loss))
    rows = []
    for entry in entries[:most]:
        run, progress = entry.run, entry.progress
        errors = [
            f"{100 * (1 - curve[-1]):.1f} %" if curve else "–"
            for curve in (run.train_accuracy, run.test_accuracy)
        ]
        rows.append(
            (
                str(entry.job),
                f"{len(run.train_loss)} of {run.recipe.epochs}",
                f"{progress.step:,} of {progress.steps:,}" if progress.steps else "–",
                *errors,
                f"{progress.host}, process {progress.process}",
                f"{clock(max(0.0, silence(progress)))} ago",
            )
        )
    return rows


def failed_rows(status, most=20):
    """A row for FAILED for each job that was given up, and for those that failed once or twice."""
    entries = [e for e in status.entries if e.failure and e.state in ("failed", "left")]
    entries.sort(key=lambda entry: -entry.failure.tries)
    return [
        (str(e.job), f"{e.failure.tries}", f"{e.failure.message} ({e.failure.host})")
        for e in entries[:most]
    ]


def clock(seconds):
    """'40 s', '12 min' or '3.5 h'."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
