"""Recorded runs as lines of a picture: what may be compared, and one point a depth.

Takes records with the fields of helpers.training.Run and looks at nothing else. Runs that differ
in anything but network, its own options, depth and seed never come into one line.
"""

import dataclasses
import math
import textwrap
from collections import defaultdict

from helpers.networks import CATALOG, options_of

METRICS = {  # name: (the record's field, whether it is shown as an error)
    "training error": ("train_accuracy", True),
    "test error": ("test_accuracy", True),
    "training accuracy": ("train_accuracy", False),
    "test accuracy": ("test_accuracy", False),
}
AXES = {  # name: (label with unit, its value for a run or None)
    "depth": ("depth (layers with a kernel, longest path)", lambda run: run.options.get("depth")),
    "parameters": ("trainable parameters (thousands)", lambda run: run.parameters / 1e3),
    "MACs": ("MACs for one image (millions)", lambda run: run.macs and run.macs / 1e6),
}
CLASSES = {"cifar10": 10}
TITLES = {"cifar10": "CIFAR-10"}
TYPICAL = {  # said if different; a number also where several are compared
    "batch_norm": (True, "no BN"),
    "shortcut": (False, "shortcuts"),
    "zero_init_residual": (False, "branches start at zero"),
    "layers_per_block": (2, "{}-layer blocks"),
}
LATER = ("layers_per_block", "zero_init_residual")  # options that older records do not have
WORDS = {  # for values of options that do not speak for themselves
    "glorot_uniform": "Glorot",
    "he_normal": "He",
    "normal_1": "σ = 1",
    "normal_fan_in": "σ = 1/√n",
    "xception": "Xception",
    "xception_plain": "Xception, no shortcut",
    "reduced": "reduced Inception",
    "naive": "naive Inception",
}


@dataclasses.dataclass(frozen=True)
class Setting:
    """What runs must share to be compared; the recipe's seed is set to 0, and its precision to what
    was computed in, whatever it asked for.

    width: of networks that vary in depth. Where there is no depth, the width is what varies.
    """

    dataset: str
    size: str
    recipe: object
    width: int | None
    device: str
    backend: str


@dataclasses.dataclass(frozen=True)
class Point:
    """The runs of one line at one size. x in the axis's unit, y in %; `ys`: one a seed.

    depth: that size; the width, for networks without a depth.
    """

    depth: int
    x: float
    mean: float
    low: float
    high: float
    xs: tuple
    ys: tuple


@dataclasses.dataclass(frozen=True)
class Series:
    """One line: `failed` holds x of the runs whose loss was not finite."""

    family: tuple
    label: str
    points: tuple
    failed: tuple


def setting(run):
    """The Setting of a run."""
    return Setting(
        run.dataset,
        run.size,
        dataclasses.replace(run.recipe, seed=0, precision=run.precision),
        run.options.get("width") if "depth" in run.options else None,
        run.device,
        run.backend,
    )


def family(run):
    """What makes a line: the network and its options other than depth, width and seed.

    One of LATER that the record does not have has its default.
    """
    usual = options_of(run.network) if run.network in CATALOG else {}
    options = {**{k: usual[k] for k in LATER if k in usual}, **run.options}
    rest = {k: v for k, v in options.items() if k not in ("depth", "width", "seed")}
    return (run.network, *sorted(rest.items()))


def is_variant(run):
    """Whether its shortcuts bypass another number of layers than the paper's."""
    usual = TYPICAL["layers_per_block"][0]
    return run.options.get("layers_per_block", usual) != usual


def failed(run):
    """Whether the training broke down, so that its last accuracy says nothing."""
    if run.ended in ("finished", "stopped"):
        return not run.test_accuracy or not math.isfinite(run.train_loss[-1] + run.test_loss[-1])
    return True


def result(run, metric):
    """The last epoch's value in %, or None if the run has none.

    Raises ValueError for an unknown metric.
    """
    values = curve(run, metric)
    return values[-1] if values and not failed(run) else None


def curve(run, metric):
    """The values in % over the epochs."""
    if metric not in METRICS:
        raise ValueError(f"metric is {metric!r}; choose one of {', '.join(METRICS)}.")
    field, error = METRICS[metric]
    return tuple(100 * (1 - v if error else v) for v in getattr(run, field))


def chance(dataset, metric):
    """What guessing would give, in %, or None for a data set whose classes are not known here."""
    if dataset not in CLASSES:
        return None
    rate = 100 / CLASSES[dataset]
    return 100 - rate if METRICS[metric][1] else rate


def series(runs, axis, metric):
    """One Series for each family among `runs`, which must share one Setting (else ValueError).

    Stopped runs are left out: they have seen fewer steps than the others.
    """
    settings = {setting(run) for run in runs}
    if len(settings) > 1:
        first, second, *_ = describe_settings(sorted(settings, key=repr))
        raise ValueError(f"These runs cannot be compared: {first} and {second}.")
    groups = defaultdict(list)
    for run in runs:
        if run.ended != "stopped" and AXES[axis][1](run) is not None:
            groups[family(run)].append(run)
    names = label_families(groups)
    order = sorted(groups, key=lambda f: (f[0] == "dense", repr(f)))
    return [_series(f, names[f], groups[f], axis, metric) for f in order]


def _series(name, label, runs, axis, metric):
    x_of = AXES[axis][1]
    depths = defaultdict(list)
    for run in runs:
        if result(run, metric) is not None:
            size = run.options.get("depth") or run.options.get("width") or 0
            depths[size].append((x_of(run), result(run, metric)))
    points = []
    for depth in sorted(depths):
        xs, ys = zip(*depths[depth], strict=True)
        mean = sum(ys) / len(ys)
        points.append(Point(depth, sum(xs) / len(xs), mean, min(ys), max(ys), xs, ys))
    return Series(name, label, tuple(points), tuple(x_of(run) for run in runs if failed(run)))


def label_families(families):
    """Short labels: the network, and the options that tell its lines apart."""
    labels = {}
    for name in families:
        network, options = name[0], dict(name[1:])
        entry = CATALOG.get(network)
        twins = [dict(f[1:]) for f in families if f[0] == network]
        several = {key: len({repr(t.get(key)) for t in twins}) > 1 for key in options}
        words = [
            _word(key, value, several[key])
            for key, value in options.items()
            if several[key]
            or (entry and key in entry.styles)
            or (key in TYPICAL and value != TYPICAL[key][0] and network != "dense")
        ]
        title = entry.legend if entry else network
        labels[name] = " ".join([title, ", ".join(filter(None, words))]).strip() or network
    return labels


def _word(key, value, several):
    usual, word = TYPICAL.get(key, (False, key))
    if key in TYPICAL or isinstance(value, bool):
        return word.format(value) if value != usual or (several and "{}" in word) else ""
    if key == "blocks":
        return f"{value} a stage"
    return WORDS.get(str(value), str(value))


def describe_settings(settings):
    """A line for each Setting; where two would read the same, with what differs in the recipe."""
    lines = [_line(s) for s in settings]
    for text in {line for line in lines if lines.count(line) > 1}:
        twins = [i for i, line in enumerate(lines) if line == text]
        recipes = [dataclasses.asdict(settings[i].recipe) for i in twins]
        differ = [k for k in recipes[0] if len({repr(r[k]) for r in recipes}) > 1]
        for i, recipe in zip(twins, recipes, strict=True):
            lines[i] += "".join(f", {k.replace('_', ' ')} {recipe[k]}" for k in differ)
    return lines


def difference(one, other):
    """What `one` Setting says otherwise than `other`, in short lines for a legend."""
    parts = [part for part in _parts(one) if part not in _parts(other)]
    return textwrap.fill(", ".join(parts) or "another recipe", 24)


def _line(s):
    return ", ".join(_parts(s))


def _parts(s):
    return [
        f"{TITLES.get(s.dataset, s.dataset)} {s.size}",
        f"{s.recipe.images:,} images" if s.recipe.images else "all images",
        f"{s.recipe.epochs} epoch{'s' * (s.recipe.epochs != 1)}",
        f"width {s.width}" if s.width is not None else "several widths",
        s.device or "unknown device",
        s.backend or "unknown backend",
        *([s.recipe.precision] if s.recipe.precision != "float32" else []),
    ]
