"""Seconds per epoch against depth: each block more takes the same time, so a line must fit."""

import contextlib

from .fresh import Process
from .speed import WIDTH
from .summary import fit_line, spread

DEPTHS = (8, 14, 20, 32, 44, 56)


def time_against_depth(depths, batch, images, rounds, seconds, precision="float32"):
    """Rows (depth, seconds_per_epoch of so many images) and the line through their medians."""
    with contextlib.ExitStack() as stack:
        workers = {}
        for depth in depths:
            settings = {"depth": depth, "width": WIDTH, "batch": batch, "precision": precision}
            workers[depth] = stack.enter_context(Process("bench.contenders:ours", settings))
            workers[depth].answer()
        turns = {depth: [] for depth in depths}
        for _ in range(rounds):
            for depth, worker in workers.items():
                turns[depth].append(worker.turn(seconds))
    epochs = {
        depth: spread(images * t["wall"] / t["images"] for t in of) for depth, of in turns.items()
    }
    line = fit_line(list(depths), [epochs[depth].median for depth in depths])
    rows = [
        {"depth": depth, "seconds_per_epoch": vars(epochs[depth]), "deviation": deviation}
        for depth, deviation in zip(depths, line.deviations, strict=True)
    ]
    return {
        "batch": batch,
        "images": images,
        "width": WIDTH,
        "precision": precision,
        "rows": rows,
        "slope": line.slope,
        "offset": line.offset,
        "r2": line.r2,
        "largest_deviation": line.largest,
    }
