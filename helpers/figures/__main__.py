"""Draw the recorded series: python -m helpers.figures [PICTURE ...] writes data/pictures/.

With --tables it prints the tables of data/README.md instead.
"""

import argparse
import dataclasses
import hashlib
import textwrap
from pathlib import Path

from matplotlib.figure import Figure

from helpers import paths
from helpers.runs.analysis import chance, series
from helpers.runs.evidence import HEAD, error_rows, groups, missing, recorded
from helpers.runs.store import key
from helpers.tables import markdown_table

from .depth import draw_depth
from .recorded import draw_blocks, draw_curves, draw_rates

FOLDER = paths.SHIPPED / "pictures"
SIZE, DPI = (10, 4.2), 110
ERRORS = ("training error", "test error")
NEAR = 30  # percentage points from chance within which its line is drawn


def both_errors(axes, runs, axis="depth"):
    """Training and test error, side by side on one scale, with one legend."""
    for ax, metric in zip(axes, ERRORS, strict=True):
        lines = [
            dataclasses.replace(line, label=textwrap.fill(line.label, 24))
            for line in series(runs, axis, metric)
        ]
        level = chance("cifar10", metric)
        near = any(point.high > level - NEAR for line in lines for point in line.points)
        draw_depth(ax, lines, axis, metric, chance=level if near else None)
    _on_one_scale(axes)
    axes[0].get_legend().remove()


def _on_one_scale(axes):
    spans = [ax.get_ylim() for ax in axes]
    for ax in axes:
        ax.set_ylim(min(low for low, _ in spans), max(high for _, high in spans))


def against_parameters(axes, runs):
    """Of networks without a depth."""
    both_errors(axes, runs, "parameters")


def over_epochs(axes, runs):
    """Networks of 20 and 56 layers, epoch by epoch, as in the paper's Figs. 1 and 6."""
    chosen = [run for run in runs if run.options["depth"] in (20, 56)]

    def name(run, label):
        return f"{label}, {run.options['depth']} layers"

    for ax, metric in zip(axes, ERRORS, strict=True):
        draw_curves(ax, chosen, metric, name)
    _on_one_scale(axes)
    axes[1].get_legend().remove()


def rates_and_curves(axes, runs):
    """Every rate on the left; on the right each family at the rate of its lowest mean."""
    draw_rates(axes[0], runs)
    best = {}
    for (label, _, rate), members in groups(runs).items():
        errors = [1 - run.train_accuracy[-1] for run in members]
        best[label] = min(best.get(label, (2, 0, [])), (sum(errors) / len(errors), rate, members))
    chosen = [run for _, _, members in best.values() for run in members]
    draw_curves(
        axes[1], chosen, "training error", lambda r, label: f"{label}, rate {r.recipe.rate:g}"
    )


def blocks(axes, runs):
    """One panel: a row for each kind of block."""
    axes[1].remove()
    axes[0].set_subplotspec(axes[0].get_gridspec()[:])
    rows = {}
    for (label, width, _), members in groups(runs).items():
        rows[f"{label},\nwidth {width}"] = members
    draw_blocks(axes[0], rows)


PICTURES = {  # name: (grid, how it is drawn, title)
    "depth": ("depth", both_errors, "Plain and residual networks of width 8"),
    "depth_curves": ("depth", over_epochs, "Plain and residual networks of width 8"),
    "generalization": (
        "generalization",
        both_errors,
        "Plain and residual networks of width 8, images flipped and cropped",
    ),
    "bypass": ("bypass", both_errors, "Shortcuts around one, two and three layers, width 8"),
    "zero_start": ("zero_start", both_errors, "Residual networks of width 8, no normalisation"),
    "activations": ("activations", rates_and_curves, "Three convolutions and a dense layer"),
    "bottleneck": ("bottleneck", blocks, "Residual blocks of equal parameters and MACs"),
    "xception": ("xception", blocks, "Networks of 14 layers, of equal parameters"),
    "inception": ("inception", against_parameters, "Inception modules, one a stage"),
    "separable": ("separable", against_parameters, "Convolutions, two a stage"),
    "dense": ("dense", both_errors, "Fully connected networks of width 64"),
}


def digest(runs):
    """A hash of what a picture shows."""
    curves = [(key(run), run.train_accuracy, run.test_accuracy) for run in runs]
    return hashlib.sha256(repr(sorted(curves)).encode()).hexdigest()[:16]


def write(name, folder=FOLDER):
    """Draw one picture into `folder` and return its path, or None if its grid is incomplete."""
    grid, draw, title = PICTURES[name]
    if missing(grid):
        return None
    runs = recorded(grid)
    figure = Figure(figsize=SIZE, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.12)
    draw(figure.subplots(1, 2), runs)
    recipe = runs[0].recipe
    figure.suptitle(f"{title}; {recipe.images:,} images, {recipe.epochs} epochs")
    path = Path(folder) / f"{name}.png"
    figure.savefig(path, dpi=DPI, metadata={"Source": digest(runs), "Software": None})
    return path


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m helpers.figures", description=__doc__)
    parser.add_argument("pictures", nargs="*", metavar="PICTURE", choices=[*PICTURES, []])
    parser.add_argument("--tables", action="store_true", help="print the tables of data/README.md")
    options = parser.parse_args(arguments)
    for name in options.pictures or PICTURES:
        if options.tables:
            rows = error_rows(recorded(PICTURES[name][0]))
            print(f"{name}\n\n{markdown_table(HEAD, rows, len(HEAD))}")
        else:
            print(write(name) or f"{name}: not recorded, or not all of it")


if __name__ == "__main__":
    main()
