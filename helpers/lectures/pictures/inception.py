"""The pictures of deck 05."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from helpers.counting import break_even_outputs, convolution, convolution_macs, dense
from helpers.figures.architecture_diagram import draw_network
from helpers.figures.budget import draw_break_even
from helpers.figures.recorded import draw_blocks
from helpers.networks.inception_widths import INCEPTION_3A, STAGES
from helpers.runs import recorded

from ..sources import network, printed
from ..svg import draw_modules
from .canvas import frame, full_axes

BLUE, VERMILLION, ORANGE, BLACK = "#0072B2", "#D55E00", "#E69F00", "#000000"  # Okabe & Ito 2008
PALE, TINT, WARM = "#F2F2F2", "#B5D9EE", "#FBE3A6"
FONT = 12
INPUTS, REDUCED, SIDE = 20, 10, 24  # the lecture's example
MODULES = [
    (f"{stage}{letter}", pixels, widths)
    for (stage, modules), pixels in zip(STAGES.items(), (28, 14, 7), strict=True)
    for letter, widths in zip("abcde", modules, strict=False)
]


def naive(figure):
    """The module of the first idea, (3a)."""
    draw_modules(figure, {"": _built("inception_naive")}, lines=True)


def reduced(figure):
    """The module of the second idea, (3a)."""
    draw_modules(figure, {"": _built("inception_reduced")}, lines=True)


def growth(figure):
    """Channels and MACs of GoogLeNet's nine modules, naive and reduced."""
    axes = figure.subplots(1, 2)
    found = {"naive": _nine(False), "reduced": _nine(True)}
    draw_growth(axes[0], [name for name, *_ in MODULES], {k: v[0] for k, v in found.items()})
    draw_growth(axes[1], [name for name, *_ in MODULES], {k: v[1] for k, v in found.items()})
    axes[0].set_ylabel("channels out")
    axes[1].set_ylabel("million multiply–accumulates")
    axes[0].legend(frameon=False, fontsize=FONT - 1)


def pixel(figure):
    """A 1×1 convolution as a matrix product."""
    draw_pixel(full_axes(figure), INPUTS, REDUCED, SIDE)


def pays(figure):
    """The lecture's example, before a 3×3 convolution of more and more outputs."""
    outputs = range(13)

    def macs(n, kernel, inputs):
        return n and convolution_macs(kernel, inputs, n, SIDE, SIDE) / 1e6

    itself = macs(REDUCED, 1, INPUTS)
    direct = [macs(n, 3, INPUTS) for n in outputs]
    both = [itself + macs(n, 3, REDUCED) for n in outputs]
    draw_break_even(
        figure.subplots(), list(outputs), direct, both, break_even_outputs(3, INPUTS, REDUCED),
        (10, direct[10], both[10]), ("3×3 alone", "1×1 and 3×3"),
    )  # fmt: skip
    figure.axes[0].set_ylabel("million MACs")
    figure.axes[0].set_xlabel("output channels N of the 3×3 convolution")


def branches(figure):
    """Weights of the module (3a), branch by branch."""
    w, inputs = INCEPTION_3A, 192

    def weights(kernel, before, after):
        return convolution(kernel, before, after, bias=False) / 1e3

    rows = [
        ("1×1", weights(1, inputs, w.one), 0, weights(1, inputs, w.one)),
        ("3×3", weights(3, inputs, w.three), weights(1, inputs, w.three_reduce),
         weights(3, w.three_reduce, w.three)),
        ("5×5", weights(5, inputs, w.five), weights(1, inputs, w.five_reduce),
         weights(5, w.five_reduce, w.five)),
        ("pooling", 0, weights(1, inputs, w.pool), 0),
    ]  # fmt: skip
    rows.append(("module", *(sum(row[n] for row in rows) for n in (1, 2, 3))))
    draw_savings(figure.subplots(), rows)


def googlenet(figure):
    """GoogLeNet to scale."""
    figure.set_layout_engine("none")
    ax = figure.add_axes((0.085, 0.02, 0.79, 0.96))
    draw_network(ax, network("googlenet").overview)


def causes(figure):
    """Parameters with each saving taken away."""
    classes = dense(4096, 4096) + dense(4096, 1000)
    last = {True: _nine(True)[0][-1], False: _nine(False)[0][-1]}
    rows = {}
    for kind, title in ((True, "reduced modules"), (False, "naive modules")):
        word = "reduced" if kind else "naive"
        average = printed("05", rf"{word} +([\d,]+) parameters")
        large = average - dense(last[kind], 1000) + dense(49 * last[kind], 4096) + classes
        rows[f"{title}, average"] = average / 1e6
        rows[f"{title}, dense layers"] = large / 1e6
    draw_causes(figure.subplots(), rows, network("alexnet").trainable / 1e6)


def budget(figure):
    """Naive and reduced modules at equal parameters and MACs."""
    groups = {}
    for run in recorded("inception"):
        name = f"{run.options['block'].removeprefix('inception_')}, width {run.options['width']}"
        groups.setdefault(name, []).append(run)
    order = sorted(groups, key=lambda name: groups[name][0].parameters)
    draw_blocks(figure.subplots(), {name: groups[name] for name in order})


def patch(figure):
    """What one 5×5 convolution and two 3×3 see."""
    draw_patches(full_axes(figure))


def joins(figure):
    """How a module of Inception v4 and one of Inception-ResNet end."""
    draw_joins(full_axes(figure))


def _built(kind):
    from helpers import counting
    from helpers.networks import build_block

    return counting.graph(counting.build_shapes_only(build_block, kind))


def _nine(reduced):
    """(channels out, millions of MACs) of each module."""
    channels, macs, inputs = [], [], 192
    for _, pixels, w in MODULES:
        steps = [(1, inputs, w.one)]
        if reduced:
            steps += [(1, inputs, w.three_reduce), (3, w.three_reduce, w.three)]
            steps += [(1, inputs, w.five_reduce), (5, w.five_reduce, w.five), (1, inputs, w.pool)]
        else:
            steps += [(3, inputs, w.three), (5, inputs, w.five)]
        macs.append(sum(convolution_macs(*step, pixels, pixels) for step in steps) / 1e6)
        inputs = w.one + w.three + w.five + (w.pool if reduced else inputs)
        channels.append(inputs)
    return channels, macs


def draw_growth(ax, names, lines):
    """A line each of `lines`, {label: values}, over the modules `names`."""
    looks = ((VERMILLION, "s", "--"), (BLUE, "o", "-"))
    for (label, values), (colour, marker, dash) in zip(lines.items(), looks, strict=True):
        ax.plot(names, values, color=colour, marker=marker, ls=dash, lw=2.2, ms=7, label=label)
    ax.set_ylim(0)
    ax.set_xlabel("module")
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.grid(alpha=0.25)


def draw_causes(ax, rows, line):
    """A bar for each of `rows`, {name: millions of parameters}, and AlexNet's as a line."""
    colours = (BLUE, ORANGE, ORANGE, VERMILLION)
    hatches = ("", "//", "//", "xx")
    order = sorted(rows, key=rows.get)
    for place, (name, colour, hatch) in enumerate(zip(order, colours, hatches, strict=True)):
        ax.barh(place, rows[name], 0.6, color=colour, hatch=hatch, ec="white", lw=0)
        free = line if 0 < line - rows[name] < 100 else rows[name]  # not across the line
        ax.text(free + 12, place, f"{rows[name]:,.1f}", va="center", fontsize=FONT)
    ax.axvline(line, color=BLACK, lw=2, ls="--")
    ax.text(line + 10, -0.72, f"AlexNet {line:.1f}", va="center", fontsize=FONT)
    ax.set_yticks(range(len(order)), order)
    ax.set_ylim(len(order) - 0.55, -1.05)
    ax.set_xlim(0, 1.13 * max(rows.values()))
    ax.set_xlabel("million parameters")
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")


def draw_savings(ax, rows):
    """Two bars for each of `rows`: (name, naive, added 1×1, rest), in thousands of weights."""
    most = max(row[1] for row in rows)
    looks = (
        ("naive", VERMILLION, "//"),
        ("reduced: the 1×1 added", ORANGE, ""),
        ("reduced: the rest", BLUE, ""),
    )
    for place, (_, naive, added, rest) in enumerate(rows):
        bars = ((-0.2, 0, naive), (0.2, 0, added), (0.2, added, rest))
        for (y, left, length), (label, colour, hatch) in zip(bars, looks, strict=True):
            look = {"color": colour, "hatch": hatch, "ec": "white", "lw": 0.5}
            ax.barh(place + y, length, 0.36, left, label=None if place else label, **look)
        for y, value in ((-0.22, naive), (0.22, added + rest)):
            ax.text(value + 0.01 * most, place + y, f"{value:,.0f}", va="center", fontsize=10.5)
    ax.axhline(len(rows) - 1.5, color="0.6", lw=1)
    ax.set_yticks(range(len(rows)), [row[0] for row in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, 1.1 * most)
    ax.set_xlabel("thousand weights")
    ax.tick_params(axis="y", length=0)
    ax.legend(
        loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=FONT - 1, frameon=False,
        borderaxespad=0.3,
    )  # fmt: skip


def _cells(ax, left, low, columns, rows, side, colour=PALE, lw=0.8):
    """A grid of squares."""
    ax.add_patch(Rectangle((left, low), columns * side, rows * side, fc=colour, ec="none"))
    for n in range(columns + 1):
        ax.plot([left + n * side] * 2, [low, low + rows * side], color="0.35", lw=lw)
    for n in range(rows + 1):
        ax.plot([left, left + columns * side], [low + n * side] * 2, color="0.35", lw=lw)


def _arrow(ax, start, end, **options):
    ax.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=16, lw=1.6, color="0.35",
            shrinkA=0, shrinkB=0, **options,
        )
    )  # fmt: skip


def _stack(ax, left, low, sheets, colour):
    """Maps one behind the other with one pixel marked; returns its place."""
    step, side, grid = 0.055, 0.19, 6
    for n in reversed(range(sheets)):
        at = left + n * step, low + n * step
        ax.add_patch(Rectangle(at, grid * side, grid * side, fc=PALE, ec="0.35", lw=0.8))
        mark = at[0] + 3 * side, at[1] + 3 * side
        ax.add_patch(Rectangle(mark, side, side, fc=colour, ec="0.2", lw=0.8))
    _cells(ax, left, low, grid, grid, side, "none", 0.5)
    ax.add_patch(Rectangle((left + 3 * side, low + 3 * side), side, side, fc=colour, ec="0.2"))
    return left + 3.5 * side, low + 3.5 * side


def draw_pixel(ax, inputs, outputs, side):
    """One pixel's channels, a matrix, and the channels that come out."""
    frame(ax, 7.6, 3.1)
    cell, low = 0.112, 0.78
    middle = low + inputs * cell / 2
    x, y = _stack(ax, 0.1, middle - 0.665, 10, WARM)
    column = 2.35
    _cells(ax, column, low, 1, inputs, cell, WARM)
    _arrow(ax, (x + 0.1, y), (column - 0.08, middle))
    matrix = column + 0.95
    _cells(ax, matrix, low, outputs, inputs, cell, TINT, 0.5)
    ax.text(column + 0.53, middle, "×", ha="center", va="center", fontsize=22)
    result = matrix + outputs * cell + 0.8
    ax.text(result - 0.4, middle, "=", ha="center", va="center", fontsize=22)
    _cells(ax, result, middle - outputs * cell / 2, 1, outputs, cell, WARM)
    x, y = _stack(ax, 6.05, middle - 0.665, 5, WARM)
    _arrow(ax, (result + cell + 0.08, middle), (x - 0.1, y))
    for at, *lines in (
        (0.95, f"{side}×{side}×{inputs}"),
        (column + cell / 2, f"{inputs} numbers", "of one pixel"),
        (matrix + outputs * cell / 2, f"{inputs}×{outputs} matrix,", "the same everywhere"),
        (result + cell / 2, f"{outputs} mixtures", "of them"),
        (6.75, f"{side}×{side}×{outputs}"),
    ):
        for line, text in enumerate(lines):
            ax.text(at, 0.5 - 0.22 * line, text, ha="center", fontsize=FONT)


def draw_patches(ax):
    """One 5×5 convolution beside two of 3×3, layer by layer."""
    frame(ax, 7.6, 3.2)
    cell, middle = 0.3, 1.75

    def layer(left, grid, marked, label):
        low = middle - grid * cell / 2
        _cells(ax, left, low, grid, grid, cell, TINT if grid > 1 else PALE, 1)
        inner = (grid - marked) / 2 * cell
        if grid > 1:
            ax.add_patch(
                Rectangle((left + inner, low + inner), marked * cell, marked * cell, fc=WARM,
                          ec=BLACK, lw=2)
            )  # fmt: skip
            _cells(ax, left + inner, low + inner, marked, marked, cell, "none", 1)
        ax.text(left + grid * cell / 2, 0.52, label, ha="center", va="top", fontsize=FONT)
        return left + grid * cell

    right = layer(0.1, 5, 5, "input")
    _arrow(ax, (right + 0.1, middle), (right + 0.75, middle))
    ax.text(right + 0.43, middle + 0.16, "5×5", ha="center", va="bottom", fontsize=FONT)
    layer(right + 0.85, 1, 1, "output")
    ax.plot([3.1] * 2, [0.3, 3.0], color="0.6", lw=1)
    right = layer(3.45, 5, 3, "input")
    _arrow(ax, (right + 0.1, middle), (right + 0.5, middle))
    ax.text(right + 0.3, middle + 0.16, "3×3", ha="center", va="bottom", fontsize=FONT)
    right = layer(right + 0.6, 3, 3, "between")
    _arrow(ax, (right + 0.1, middle), (right + 0.5, middle))
    ax.text(right + 0.3, middle + 0.16, "3×3", ha="center", va="bottom", fontsize=FONT)
    layer(right + 0.6, 1, 1, "output")
    for at, text in ((1.4, "one 5×5: 25 weights"), (5.3, "two 3×3: 9 + 9 weights")):
        ax.text(at, 3.12, text, ha="center", va="top", fontsize=FONT + 1)


def _box(ax, x, y, width, text, colour):
    """A box around (x, y)."""
    ax.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - 0.17), width, 0.34, boxstyle="round,pad=0,rounding_size=0.06",
            fc=colour, ec="0.2", lw=1.2, zorder=2,
        )
    )  # fmt: skip
    ax.text(x, y, text, ha="center", va="center_baseline", fontsize=FONT, zorder=3)


def draw_joins(ax):
    """Two modules from top to bottom: concatenation alone, and an addition around it."""
    frame(ax, 7.6, 2.75)
    for left, title, residual in ((0.2, "Inception v4", False), (4.0, "Inception-ResNet v2", True)):
        middle = left + 1.35
        ax.text(middle, 2.72, title, ha="center", va="top", fontsize=FONT + 1)
        _box(ax, middle, 2.2, 0.9, "input", PALE)
        for n in (-1, 0, 1):
            x = middle + 0.9 * n
            _box(ax, x, 1.58, 0.76, "branch", TINT)
            _arrow(ax, (middle + 0.2 * n, 2.03), (x, 1.75))
            _arrow(ax, (x, 1.41), (middle + 0.2 * n, 1.13))
        _box(ax, middle, 0.96, 0.9, "concat", "#FFFFFF")
        if not residual:
            _arrow(ax, (middle, 0.79), (middle, 0.1))
            continue
        _box(ax, middle, 0.3, 2.3, "1×1, then scaled, then +", "#BFE5D5")
        _arrow(ax, (middle, 0.79), (middle, 0.47))
        side = middle + 1.65
        ax.plot([middle + 0.45, side, side], [2.2, 2.2, 0.3], color="0.35", lw=1.6)
        _arrow(ax, (side, 0.3), (middle + 1.15, 0.3))
        ax.text(side + 0.08, 1.25, "shortcut", va="center", fontsize=FONT, rotation=270)


PICTURES = {
    "naive": (naive, (6.7, 2.9)),
    "growth": (growth, (7.6, 3.1)),
    "pixel": (pixel, (7.6, 3.1)),
    "pays": (pays, (7.6, 2.3)),
    "reduced": (reduced, (7.6, 3.45)),
    "branches": (branches, (7.6, 3.05)),
    "googlenet": (googlenet, (7.6, 3.3)),
    "causes": (causes, (7.6, 2.9)),
    "budget": (budget, (7.6, 3)),
    "patch": (patch, (7.6, 3.2)),
    "joins": (joins, (7.6, 2.75)),
}
