"""Memory that a training takes, beside `helpers.counting.training_bytes`. Linux alone tells it."""

import contextlib
import re
from pathlib import Path

from .fresh import call
from .speed import WIDTH

PROCESS = Path("/proc/self")
STEPS = 3
WITHIN = 0.2  # how far the estimate may be off


def resident(field):
    """Bytes in memory: "VmHWM" at most so far, "VmRSS" now (proc(5))."""
    found = re.search(rf"{field}:\s+(\d+) kB", (PROCESS / "status").read_text())
    return int(found[1]) * 1024


def measure(depth, batch, precision="float32"):
    """{"taken", "estimate"} in bytes: what a training takes at most, and what is expected.

    Counted from where model and data are there and two images were trained on, so that neither
    libraries nor compiling are in it.
    """
    import dataclasses

    from helpers import counting
    from helpers.networks import build
    from helpers.training import Recipe, train

    from .contenders import images_of_course

    data = images_of_course(tests=1)
    model = build("resnet", depth=depth, width=WIDTH)
    small = Recipe(epochs=1, batch=1, images=2, precision=precision)
    train(model, data, small)
    with contextlib.suppress(OSError):  # the highest so far begins anew, where that is allowed
        (PROCESS / "clear_refs").write_text("5")
    before = resident("VmRSS")
    train(model, data, dataclasses.replace(small, batch=batch, images=STEPS * batch))
    taken = resident("VmHWM") - before
    return {"taken": taken, "estimate": counting.training_bytes(model, batch, precision)}


def training_memory(depths, batches, report):
    """Rows: depth, batch, taken, estimate (bytes), and estimate / taken."""
    rows = []
    for depth in depths:
        for batch in batches:
            report(f"memory: ResNet-{depth}, batch {batch}")
            found = call("bench.memory:measure", depth=depth, batch=batch)
            ratio = found["estimate"] / found["taken"]
            rows.append({"depth": depth, "batch": batch, **found, "ratio": ratio})
    return rows
