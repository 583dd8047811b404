"""How long a student waits: imports, first pictures and updates of the panels, in Python alone.

Each is measured in interpreters of their own whose start is not counted. The files are in the
system's cache after the first; what the page needs to draw comes on top.
"""

import importlib
import statistics
import time

from .fresh import call
from .summary import spread

IMPORTS = ("helpers.counting", "helpers.widgets", "helpers.training.loop")
# Panel: (the control that is moved, as a path of attributes and keys; its values in turn).
PANELS = {
    "BottleneckBudget": ("metric", ("MACs", "parameters")),
    "DepthExplorer": ("metric", ("test error", "training error")),
    "GradientMicroscope": ("controls/depth", (30, 20)),
    "NetworkBrowser": ("share", ("MACs", "parameters")),
    "SeparableCounter": ("controls/kernel", (5, 3)),
    "SweepMonitor": (None, ()),  # without a sweep it has nothing to redraw
    "TopFiveDesk": ("photograph", (2, 1)),
    "ThousandLayers": (None, ()),  # shows a button; its work is not an update
}


def time_import(module):
    """Seconds of `import module`."""
    start = time.perf_counter()
    importlib.import_module(module)
    return time.perf_counter() - start


def time_panel(panel, updates):
    """Seconds from the import to the first picture, and the median of so many updates."""
    control, values = PANELS[panel]
    start = time.perf_counter()
    made = getattr(importlib.import_module("helpers.widgets"), panel)()
    answer = {"first": time.perf_counter() - start, "update": None}
    if control:
        head, *keys = control.split("/")
        control = getattr(made, head)
        for key in keys:
            control = control[key]
        taken = []
        for number in range(updates):
            before = picture(made)
            start = time.perf_counter()
            control.value = values[number % len(values)]
            taken.append(time.perf_counter() - start)
            if picture(made) == before:
                raise RuntimeError(f"{panel} did not redraw for {control.value!r}")
        answer["update"] = statistics.median(taken)
    return answer


def picture(panel):
    """The bytes that it shows now."""
    return panel.picture.png if hasattr(panel.picture, "png") else panel.picture.value


def start_up(repeats, updates, report):
    """Rows: what, seconds."""
    rows = []
    for module in IMPORTS:
        report(f"start-up: import {module}")
        taken = [call("bench.startup:time_import", module=module) for _ in range(repeats)]
        rows.append({"what": f"import {module}", "seconds": vars(spread(taken))})
    for panel, (control, _) in PANELS.items():
        report(f"start-up: {panel}")
        taken = [
            call("bench.startup:time_panel", panel=panel, updates=updates) for _ in range(repeats)
        ]
        first = spread(answer["first"] for answer in taken)
        rows.append({"what": f"{panel}, import to first picture", "seconds": vars(first)})
        if control:
            update = spread(answer["update"] for answer in taken)
            rows.append({"what": f"{panel}, update", "seconds": vars(update)})
    return rows
