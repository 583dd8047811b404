"""Error or accuracy against depth, a guess beside it, and the learning curves of one run."""

from matplotlib.ticker import MaxNLocator

from .run_series import AXES, METRICS, curve

BLUE, VERMILLION, BLACK = "#0072B2", "#D55E00", "#000000"  # Okabe & Ito 2008
NETWORKS = {"plain": (VERMILLION, "s", "--"), "resnet": (BLUE, "o", "-")}
ACTIVATIONS = {"sigmoid": "#CC79A7", "tanh": "#009E73", "relu": "#E69F00", "linear": BLACK}
INITS = {
    "normal_1": ("^", ":"), "glorot_uniform": ("v", "--"), "he_normal": ("D", "-"),
    "normal_fan_in": ("P", "-."), "uniform_fan_in": ("X", (0, (5, 1, 1, 1))),
    "orthogonal": ("h", (0, (1, 1))),
}  # fmt: skip
FONT = 11


def style(family):
    """(colour, marker, line style) of a family, the same in every picture."""
    network, options = family[0], dict(family[1:])
    if network in NETWORKS:
        return NETWORKS[network]
    marker, line = INITS.get(options.get("init"), ("o", "-"))
    return ACTIVATIONS.get(options.get("activation"), "#56B4E9"), marker, line


def draw_depth(ax, lines, axis="depth", metric="test error", *, chance=None, own=(), picked=None,
               title=""):  # fmt: skip
    """Draw each Series of `lines`: means, a band from the lowest to the highest seed, single seeds.

    axis, metric: keys of AXES and METRICS. chance: % or None. own: Series drawn as stars, without
    a line. picked: (x, y) of a ringed point. A run whose loss was not finite is a × at the edge.
    """
    seen = []
    for line in lines:
        _draw_line(ax, line, hollow=style(line.family) in seen)
        seen.append(style(line.family))
    for line in own:
        colour = style(line.family)[0]
        for number, p in enumerate(line.points):
            ax.plot(p.xs, p.ys, "*", ms=17, mfc=colour, mec="black", mew=1.2, ls="", zorder=5,
                    label=None if number else f"yours: {line.label}")  # fmt: skip
    broken = [x for line in (*lines, *own) for x in line.failed]
    if broken:
        ax.plot(broken, [0.04] * len(broken), "x", color="black", ms=10, mew=2.5, ls="",
                transform=ax.get_xaxis_transform(), label="loss not finite", zorder=5)  # fmt: skip
    if picked is not None:
        ax.plot(*picked, "o", ms=19, mfc="none", mec="black", mew=1.8, zorder=6)
    values = [y for line in (*lines, *own) for p in line.points for y in p.ys]
    _frame(ax, axis, metric, values, chance, title)


def _draw_line(ax, line, hollow=False):
    colour, marker, dash = style(line.family)
    if not line.points:
        return
    xs, means = [p.x for p in line.points], [p.mean for p in line.points]
    ax.fill_between(xs, [p.low for p in line.points], [p.high for p in line.points],
                    color=colour, alpha=0.18, lw=0)  # fmt: skip
    ax.plot(xs, means, color=colour, marker=marker, ls=dash, lw=2.2, ms=7, label=line.label,
            mfc="white" if hollow else colour)  # fmt: skip
    pairs = [(x, y) for p in line.points for x, y in zip(p.xs, p.ys, strict=True)]
    ax.plot(*zip(*pairs, strict=True), ".", color=colour, ms=5, mec="black", mew=0.4, ls="")


def _frame(ax, axis, metric, values, chance, title):
    """Axis names with units, the line of chance, limits and the legend."""
    ax.set_xlabel(AXES[axis][0], fontsize=FONT)
    ax.set_ylabel(f"{metric} (%)", fontsize=FONT)
    ax.set_title(title, fontsize=FONT - 1, loc="left")
    ax.tick_params(labelsize=FONT)
    ax.grid(alpha=0.25)
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=axis == "depth"))
    low, high = limits(values, chance)
    if chance is not None:
        ax.axhline(chance, color="0.35", lw=1, ls=(0, (6, 3)), label=f"chance ({chance:g} %)")
    ax.set_ylim(low, high)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), fontsize=FONT - 1,
                  frameon=False, borderaxespad=0, handlelength=2.6)  # fmt: skip


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


def draw_guess(ax, guess, label, family, axis="depth"):
    """Draw a guess {depth: %} as a dotted line of open diamonds, on a picture against depth."""
    if axis != "depth" or not guess:
        return
    depths = sorted(guess)
    ax.plot(depths, [guess[d] for d in depths], marker="d", ls=":", lw=2.5, ms=9, mfc="white",
            color=style(family)[0], mew=2, label=f"your guess: {label}", zorder=4)  # fmt: skip


def draw_empty_for_guess(ax, depths, metric, chance, title=""):
    """The axes that a guess is drawn into: no lines, and limits that give nothing away."""
    _frame(ax, "depth", metric, [], chance, title)
    ax.set_ylim(0, 100)
    span = max(depths) - min(depths) or 1
    ax.set_xlim(min(depths) - 0.05 * span, max(depths) + 0.05 * span)
    ax.set_xticks(depths)


def draw_learning_curves(ax, run, metric="test error", epochs=None):
    """Training and test values of one run over its epochs; as errors if `metric` is an error.

    epochs: how many the axis shows, by default those of the recipe.
    """
    kind = "error" if METRICS[metric][1] else "accuracy"
    colour = style((run.network, *run.options.items()))[0]
    values = []
    for split, dash, marker in (("training", "--", "o"), ("test", "-", "s")):
        ys = curve(run, f"{split} {kind}")
        ax.plot(range(1, len(ys) + 1), ys, ls=dash, marker=marker, color=colour, lw=2, label=split,
                mfc="white" if split == "training" else colour)  # fmt: skip
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
