"""Recorded series whose networks have no depth: errors of blocks, of rates, and over the epochs."""

from matplotlib.ticker import FixedLocator, NullLocator

from helpers.runs.analysis import curve, failed, family, label_families, result

from .depth import FONT, limits, style

SPLITS = (("training error", "o", "white"), ("test error", "s", None))  # fill: None for the colour


def draw_blocks(ax, groups):
    """A row for each of `groups`, {name: runs}: single seeds, and a stroke at their mean.

    Hollow circles are training errors, filled squares test errors.
    """
    for row, (_name, runs) in enumerate(groups.items()):
        colour = style(family(runs[0]))[0]
        for metric, marker, fill in SPLITS:
            values = [result(run, metric) for run in runs if not failed(run)]
            if not values:
                continue
            ax.plot(
                values,
                [row] * len(values),
                marker,
                ls="",
                ms=9,
                mew=2,
                mec=colour,
                mfc=fill or colour,
                alpha=0.85,
            )
            mean = sum(values) / len(values)
            ax.plot([mean, mean], [row - 0.3, row + 0.3], color="black", lw=1.6, zorder=1)
    for metric, marker, fill in SPLITS:
        ax.plot([], [], marker, ls="", ms=9, mew=2, mec="0.3", mfc=fill or "0.3", label=metric)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.set_xlabel("error (%); a stroke: the mean", fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    ax.grid(axis="x", alpha=0.25)
    ax.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize=FONT - 1, frameon=False
    )


def draw_rates(ax, runs, metric="training error"):
    """The last error against the learning rate: a line a family, single seeds as dots."""
    values = []
    for label, colour, marker, dash, members in _lines(runs):
        at_rate = {}
        for run in members:
            if not failed(run):
                at_rate.setdefault(run.recipe.rate, []).append(result(run, metric))
        rates = sorted(at_rate)
        means = [sum(at_rate[rate]) / len(at_rate[rate]) for rate in rates]
        ax.plot(rates, means, color=colour, marker=marker, ls=dash, lw=2.2, ms=7, label=label)
        dots = [(rate, y) for rate in rates for y in at_rate[rate]]
        ax.plot(*zip(*dots, strict=True), ".", color=colour, ms=5, mec="black", mew=0.4)
        values += [y for _, y in dots]
    used = sorted({run.recipe.rate for run in runs})
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator(used))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks(used, [f"{rate:g}" for rate in used])
    _finish(ax, "peak learning rate (a step)", metric, values)


def draw_curves(ax, runs, metric="training error", name=lambda run, label: label):
    """The error over the epochs: a line a family and size at its mean, a band over the seeds.

    name(run, label): what the legend calls a run of a family of that label; runs of one name make
    one line, of the look of its family.
    """
    values = []
    for label, colour, marker, dash, members in _lines(runs):
        named = {}
        for run in members:
            if not failed(run):
                named.setdefault(name(run, label), []).append(curve(run, metric))
        for number, (text, curves) in enumerate(named.items()):
            epochs = range(1, len(curves[0]) + 1)
            low, high = ([f(ys) for ys in zip(*curves, strict=True)] for f in (min, max))
            means = [sum(ys) / len(ys) for ys in zip(*curves, strict=True)]
            ax.fill_between(epochs, low, high, color=colour, alpha=0.18, lw=0)
            ax.plot(
                epochs,
                means,
                color=colour,
                marker=marker,
                ls=dash,
                lw=1.6 + 1.2 * number,
                ms=6,
                mfc=colour if number else "white",
                label=text,
            )
            values += [*low, *high]
    _finish(ax, "epoch", metric, values)


def _lines(runs):
    """(label, colour, marker, line style, runs) of each family."""
    labels = label_families(dict.fromkeys(family(run) for run in runs))
    for name, label in labels.items():
        yield label, *style(name), [run for run in runs if family(run) == name]


def _finish(ax, across, metric, values):
    ax.set_xlabel(across, fontsize=FONT)
    ax.set_ylabel(f"{metric} (%)", fontsize=FONT)
    ax.set_ylim(*limits(values))
    ax.tick_params(labelsize=FONT)
    ax.grid(alpha=0.25)
    ax.legend(fontsize=FONT - 1, frameon=False)
