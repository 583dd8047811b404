"""A sweep under way: how much of it is done, and the learning curves of what is being trained."""

from matplotlib.ticker import MaxNLocator

from helpers.networks.catalog import GREEN, SKY, VERMILLION
from helpers.runs.analysis import curve, family

from .depth import FONT, limits, style

# The words stand beside the colours.
COLOURS = {"done": GREEN, "running": SKY, "failed": VERMILLION, "left": "0.85"}
NAMED = 8  # lines that the legend names
DASHES = ("-", "--", ":", "-.")


def draw_counts(ax, counts):
    """One bar over the whole width, a part for each state that there is. counts: {state: jobs}."""
    total, start = sum(counts.values()) or 1, 0
    for state, count in counts.items():
        if count:
            ax.barh(0, count / total, left=start / total, color=COLOURS[state], label=state)
            start += count
    words = ", ".join(f"{count:,} {state}" for state, count in counts.items())
    ax.text(0, -0.75, words, ha="left", va="top", fontsize=FONT, transform=ax.transData)
    ax.set_xlim(0, 1)
    ax.set_ylim(-2.2, 0.5)
    ax.set_axis_off()


def draw_running_curves(ax, runs, metric="training error"):
    """A line for each Run so far, over its epochs; those with the most epochs are named."""
    order = sorted(runs, key=lambda run: -len(run.train_loss))
    values, seen, longest = [], [], 1
    for number, run in enumerate(order):
        ys = curve(run, metric)
        colour, marker, _ = style(family(run))
        ax.plot(
            range(1, len(ys) + 1),
            ys,
            color=colour,
            marker=marker if len(ys) < 40 else "",
            ls=DASHES[seen.count(style(family(run))) % len(DASHES)],
            lw=1.8,
            label=_name(run) if number < NAMED else None,
        )
        seen.append(style(family(run)))
        values += ys
        longest = max(longest, run.recipe.epochs)
    if not values:
        text = "No training under way has finished an epoch yet." if runs else "None is under way."
        ax.text(0.5, 0.5, text, ha="center", va="center", fontsize=FONT, transform=ax.transAxes)
    ax.set_xlim(0.7, max(2, longest) + 0.3)
    ax.set_ylim(*limits(values))
    ax.set_xlabel("epoch", fontsize=FONT)
    ax.set_ylabel(f"{metric} (%)", fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    ax.grid(alpha=0.25)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    if values:
        more = f"and {len(order) - NAMED} more" if len(order) > NAMED else None
        ax.legend(fontsize=FONT - 2, loc="upper left", bbox_to_anchor=(1.01, 1), title=more)


def _name(run):
    """'plain-20, width 8, seed 1', without what a short legend can do without."""
    depth = f"-{run.options['depth']}" if "depth" in run.options else ""
    width = f", width {run.options['width']}" if "width" in run.options else ""
    return f"{run.network}{depth}{width}, seed {run.seed}"
