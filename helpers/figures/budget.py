"""What the branches of an Inception module cost, and from where on a 1×1 reduction pays."""

import dataclasses
from typing import ClassVar

from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

BLUE, VERMILLION, ORANGE, BLACK = "#0072B2", "#D55E00", "#E69F00", "#000000"  # Okabe & Ito 2008
# kind of cost: (colour, hatch, what the legend says)
KINDS = {
    "naive": (VERMILLION, "///", "naive"),
    "reduction": (ORANGE, "....", "reduced: the 1×1 that it adds"),
    "reduced": (BLUE, "", "reduced: its other layers"),
}
FONT = 11
HEIGHT = 0.38  # of a bar; two make a row


@dataclasses.dataclass(frozen=True)
class BranchCost:
    """Costs of one branch, in the axis' unit: naive; in the reduced module, of the 1×1
    convolutions that it adds and of the rest."""

    KINDS: ClassVar = ("naive", "reduction", "rest")
    name: str
    naive: float
    reduction: float
    rest: float

    @property
    def reduced(self):
        return self.reduction + self.rest


def draw_branches(ax, rows, unit, budget=None):
    """Two bars for each BranchCost, from top to bottom, on one scale; the last is the whole module.

    unit: name of the axis. budget: in that unit, drawn as a line through the last row.
    """
    most = max([budget or 0] + [max(row.naive, row.reduced) for row in rows]) or 1
    for place, row in enumerate(rows):
        upper, lower = place - HEIGHT / 2, place + HEIGHT / 2
        _bar(ax, upper, 0, row.naive, "naive")
        _bar(ax, lower, 0, row.reduction, "reduction")
        _bar(ax, lower, row.reduction, row.rest, "reduced")
        for y, value in ((upper, row.naive), (lower, row.reduced)):
            ax.text(value + 0.008 * most, y, short(value), va="center", fontsize=FONT - 1)
    if len(rows) > 1:
        ax.axhline(len(rows) - 1.5, color="0.6", lw=1)
    handles = [Patch(fc=c, hatch=h, ec="white", label=text) for c, h, text in KINDS.values()]
    if budget is not None:
        y = len(rows) - 1
        handles += ax.plot(
            [budget] * 2,
            [y - 0.5, y + 0.5],
            color=BLACK,
            lw=2.5,
            ls="--",
            label=f"budget: {short(budget)}",
        )
    ax.set_yticks(range(len(rows)), [row.name for row in rows])
    ax.set_ylim(len(rows) - 0.45, -0.55)
    ax.set_xlim(0, 1.12 * most)
    ax.set_xlabel(unit, fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_locator(MaxNLocator(8))
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=4,
        fontsize=FONT,
        frameon=False,
        borderaxespad=0.3,
        columnspacing=1.6,
    )
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _bar(ax, y, left, length, kind):
    colour, hatch, _ = KINDS[kind]
    if length:
        # Not barh: the limits are set by hand, and finding them anew for each bar takes long.
        ax.add_artist(
            Rectangle(
                (left, y - HEIGHT / 2), length, HEIGHT, fc=colour, hatch=hatch, ec="white", lw=0.5
            )
        )


def short(value):
    """Three digits or all before the point: '0.0124', '3.06', '163', '1,443'."""
    return f"{value:,.0f}" if value >= 100 or value == 0 else f"{value:.3g}"


def draw_break_even(ax, outputs, direct, reduced, break_even, chosen, names):
    """MACs of a convolution, and of a 1×1 before a narrower one, against the outputs.

    outputs: from 0 on. direct, reduced: millions of MACs at each. break_even: outputs at which both
    cost the same; None if they never do. chosen: (outputs, direct, reduced) of the marked choice.
    names: of both lines.
    """
    looks = ((VERMILLION, "--", "s"), (BLUE, "-", "o"))
    lines = zip((direct, reduced), looks, names, chosen[1:], strict=True)
    for values, (colour, dash, marker), name, here in lines:
        ax.plot(outputs, values, color=colour, ls=dash, lw=2.4, label=name)
        ax.plot(chosen[0], here, marker, color=colour, ms=9, mec="black", zorder=4)
    never = break_even is None
    if not never:
        ax.axvline(
            break_even, color=BLACK, lw=1.4, ls=":", label=f"break-even: N = {break_even:.3g}"
        )
    ax.axvspan(
        0,
        outputs[-1] if never else break_even,
        color="0.5",
        alpha=0.15,
        lw=0,
        label="here it costs more\nthan it saves",
    )
    ax.set_xlim(0, outputs[-1])
    ax.set_ylim(0, 1.08 * max(*direct, *reduced))
    ax.set_xlabel("output channels N of the convolution after it", fontsize=FONT)
    ax.set_ylabel("MMACs per image", fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    ax.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    ax.grid(alpha=0.25)
    ax.legend(
        loc="upper left",
        bbox_to_anchor=(1.01, 1.02),
        fontsize=FONT,
        frameon=False,
        borderaxespad=0,
        handlelength=2.4,
    )
