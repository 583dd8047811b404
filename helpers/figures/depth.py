"""Error or accuracy against depth, a guess beside it, and the learning curves of one run."""

from matplotlib.ticker import FixedLocator, MaxNLocator

from helpers.networks.catalog import CATALOG, DEFAULT_STYLE
from helpers.runs.analysis import AXES, METRICS, curve

FONT = 11


def style(family):
    """(colour, marker, line style) of a family, the same in every picture."""
    network = CATALOG.get(family[0])
    return network.line_style(dict(family[1:])) if network else DEFAULT_STYLE


def draw_depth(
    ax, lines, axis="depth", metric="test error", *, chance=None, own=(), guesses=(), picked=None
):
    """Draw each Series of `lines`: means, a band from the lowest to the highest seed, single seeds.

    axis, metric: keys of AXES and METRICS. chance: % or None. own: Series drawn as stars, without
    a line. guesses: as in draw_question. picked: (x, y) of a ringed point. A run whose loss was
    not finite is a × at the lower edge.
    """
    seen = []
    for line in lines:
        _draw_line(ax, line, hollow=style(line.family) in seen)
        seen.append(style(line.family))
    _draw_guesses(ax, guesses)
    for line in own:
        if line.points:
            ax.plot(
                *_single(line),
                "*",
                ms=17,
                mfc=style(line.family)[0],
                mec="black",
                mew=1.2,
                ls="",
                zorder=5,
                label=f"yours: {line.label}",
            )
    broken = sorted({x for line in (*lines, *own) for x in line.failed})
    if broken:
        ax.plot(
            broken,
            [0.04] * len(broken),
            "x",
            color="black",
            ms=10,
            mew=2.5,
            ls="",
            transform=ax.get_xaxis_transform(),
            label="loss not finite",
            zorder=5,
        )
    if picked is not None:
        ax.plot(*picked, "o", ms=19, mfc="none", mec="black", mew=1.8, zorder=6)
    points = [p for line in (*lines, *own) for p in line.points]
    values = [y for p in points for y in p.ys]
    depths = sorted({p.depth for p in points}) if axis == "depth" and len(points) else None
    _frame(ax, axis, metric, (0, 100) if guesses else limits(values, chance), chance, depths)


def _single(line):
    """x and y of each seed."""
    return [x for p in line.points for x in p.xs], [y for p in line.points for y in p.ys]


def _draw_line(ax, line, hollow=False):
    colour, marker, dash = style(line.family)
    if not line.points:
        return
    xs, means = [p.x for p in line.points], [p.mean for p in line.points]
    ax.fill_between(
        xs,
        [p.low for p in line.points],
        [p.high for p in line.points],
        color=colour,
        alpha=0.18,
        lw=0,
    )
    ax.plot(
        xs,
        means,
        color=colour,
        marker=marker,
        ls=dash,
        lw=2.2,
        ms=7,
        label=line.label,
        mfc="white" if hollow else colour,
    )
    ax.plot(*_single(line), ".", color=colour, ms=5, mec="black", mew=0.4, ls="")


def _frame(ax, axis, metric, span, chance, depths=None):
    """Axis names with units, ticks at the depths that exist, the line of chance, the legend."""
    ax.set_xlabel(AXES[axis][0], fontsize=FONT)
    ax.set_ylabel(f"{metric} (%)", fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    ax.grid(alpha=0.25)
    few = depths and len(depths) <= 8
    ax.xaxis.set_major_locator(FixedLocator(depths) if few else MaxNLocator(7))
    if chance is not None:
        ax.axhline(chance, color="0.35", lw=1, ls=(0, (6, 3)), label=f"chance ({chance:g} %)")
    ax.set_ylim(*span)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(
            loc="upper left",
            bbox_to_anchor=(1.01, 1.02),
            fontsize=FONT - 1,
            frameon=False,
            borderaxespad=0,
            handlelength=2.2,
        )


def limits(values, chance=None):
    """Limits in % that show all values, and chance too where it is within 30 points of one."""
    shown = list(values)
    if chance is not None and (not shown or min(abs(v - chance) for v in shown) < 30):
        shown.append(chance)
    if not shown:
        return 0, 100
    low, high = min(shown), max(shown)
    room = max(0.06 * (high - low), 0.5, (8 - (high - low)) / 2)
    return max(-2, low - room), min(102, high + room)


def draw_question(ax, depths, metric, guesses=(), *, chance=None):
    """The axes that a guess is drawn into: no measured line, and limits that give nothing away.

    guesses: (label, family, {depth: %}) of each.
    """
    _draw_guesses(ax, guesses)
    _frame(ax, "depth", metric, (0, 100), chance, depths)
    span = max(depths) - min(depths) or 1
    ax.set_xlim(min(depths) - 0.05 * span, max(depths) + 0.05 * span)


def _draw_guesses(ax, guesses):
    for label, family, guess in guesses:
        depths = sorted(guess)
        ax.plot(
            depths,
            [guess[d] for d in depths],
            marker="d",
            ls=":",
            lw=2.5,
            ms=9,
            mfc="white",
            color=style(family)[0],
            mew=2,
            label=f"your guess: {label}",
            zorder=4,
        )


def draw_learning_curves(ax, run, metric="test error", epochs=None):
    """Training and test values of one run over its epochs; as errors if `metric` is an error.

    epochs: how many the axis shows, by default those of the recipe.
    """
    kind = "error" if METRICS[metric][1] else "accuracy"
    colour = style((run.network, *run.options.items()))[0]
    values = []
    for split, dash, marker in (("training", "--", "o"), ("test", "-", "s")):
        ys = curve(run, f"{split} {kind}")
        ax.plot(
            range(1, len(ys) + 1),
            ys,
            ls=dash,
            marker=marker,
            color=colour,
            lw=2,
            label=split,
            mfc="white" if split == "training" else colour,
        )
        values += ys
    ax.set_xlabel("epoch", fontsize=FONT)
    ax.set_ylabel(f"{kind} (%)", fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    ax.grid(alpha=0.25)
    ax.set_xlim(0.7, max(2, epochs or run.recipe.epochs) + 0.3)
    ax.set_ylim(*limits(values))
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    if values:
        ax.legend(fontsize=FONT - 1, frameon=False)
