"""The recorded series: which runs belong to a grid, and tables of what they came to."""

from collections import defaultdict

from .analysis import failed, family, label_families, result
from .grid import GRIDS
from .status import definition
from .store import SHIPPED, Store

HEAD = ("network", "seeds", "training error, %", "test error, %")


def recorded(grid, runs=None):
    """The Runs of the grid of this name, in its order, on whatever device they were made.

    runs: among which they are, by default those that ship. Raises ValueError for an unknown grid.
    """
    if grid not in GRIDS:
        raise ValueError(f"grid is {grid!r}; choose one of {', '.join(GRIDS)}.")
    known = defaultdict(list)
    for run in Store(SHIPPED).read() if runs is None else runs:
        known[definition(run)].append(run)
    return [run for job in GRIDS[grid]() for run in known[definition(job)]]


def missing(grid, runs=None):
    """How many trainings of a grid no finished run among `runs` is of."""
    found = {definition(run) for run in recorded(grid, runs) if run.ended != "stopped"}
    return len({definition(job) for job in GRIDS[grid]()} - found)


def groups(runs):
    """{(label, size, rate): runs that differ in nothing but their seed}, in the order of `runs`.

    label: of the family. size: the depth, or None. rate: of the recipe. Stopped runs are left out.
    """
    runs = [run for run in runs if run.ended != "stopped"]
    labels = label_families(dict.fromkeys(family(run) for run in runs))
    found = defaultdict(list)
    for run in runs:
        size = run.options.get("depth") or run.options.get("width")
        found[labels[family(run)], size, run.recipe.rate].append(run)
    return dict(found)


def error_rows(runs):
    """Rows under HEAD, family by family in the order of `runs`: the mean over seeds and, in
    brackets, the lowest and the highest."""
    return [
        (
            name,
            str(len(members)),
            *(_spread(members, f"{split} error") for split in ("training", "test")),
        )
        for name, members in _named(runs)
    ]


def mean_errors(runs):
    """A DataFrame with a row for each network, named as in `error_rows`.

    Its columns: trainable parameters, millions of MACs for one image, training and test error in %
    after the last epoch, and how many seeds there are. Errors are means over the seeds. Runs that
    broke down are left out.
    """
    import pandas as pd  # only here: it is slow to load, and no sweep needs it

    rows = {}
    for name, members in _named(runs):
        if whole := [run for run in members if not failed(run)]:
            macs = whole[0].macs
            rows[name] = {
                "parameters": whole[0].parameters,
                "MMACs": None if macs is None else macs / 1e6,
                "training error (%)": _mean(whole, "training error"),
                "test error (%)": _mean(whole, "test error"),
                "seeds": len(whole),
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def _named(runs):
    """(name, runs) of each of the groups, family by family, the sizes in ascending order."""
    found = groups(runs)
    several = len({rate for _, _, rate in found}) > 1
    widths = len({(label, rate) for label, _, rate in found}) < len(found)
    labels = list(dict.fromkeys(label for label, _, _ in found))
    order = sorted(found, key=lambda name: (labels.index(name[0]), name[1] or 0, name[2]))
    for label, size, rate in order:
        members = found[label, size, rate]
        deep = "depth" in members[0].options
        name = f"{label}, {size} layers" if deep else f"{label}, width {size}" if widths else label
        yield f"{name}, rate {rate:g}" if several else name, members


def _mean(runs, metric):
    return sum(result(run, metric) for run in runs) / len(runs)


def _spread(runs, metric):
    values = [result(run, metric) for run in runs if not failed(run)]
    broken = f"; {len(runs) - len(values)} broke down" if len(values) < len(runs) else ""
    if not values:
        return "broke down"
    if len(values) == 1:
        return f"{values[0]:.1f}{broken}"
    mean = sum(values) / len(values)
    return f"{mean:.1f} ({min(values):.1f} to {max(values):.1f}){broken}"
