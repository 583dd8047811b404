"""The pictures of deck 06."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from PIL import Image

from helpers import counting, pretrained
from helpers.figures.architecture_diagram import draw_network
from helpers.figures.maps import draw_map
from helpers.figures.recorded import draw_blocks
from helpers.figures.separable import draw_kernels
from helpers.runs import recorded

from ..sources import network, printed
from ..svg import draw_modules
from ..values.separable import INPUTS, KERNEL, OUTPUTS
from .canvas import frame, full_axes

BLUE, VERMILLION, ORANGE, GREEN = "#0072B2", "#D55E00", "#E69F00", "#009E73"  # Okabe & Ito 2008
PURPLE = "#CC79A7"
PALE, TINT, WARM, MINT, ROSE = "#F2F2F2", "#B5D9EE", "#FBE3A6", "#BFE5D5", "#EBCFE0"
FONT = 12
SHOWN = {  # what a row of runs is called on the slide
    "standard": "standard",
    "alone": "Xception, no shortcut",
    "inception": "reduced Inception",
    "basic": "basic block, shortcut",
    "xception": "Xception, shortcut",
}


def joint(figure):
    """A standard convolution: one kernel through all maps."""
    draw_joint(full_axes(figure), KERNEL, INPUTS, OUTPUTS)


def steps(figure):
    """A separable convolution: a kernel for each map, then 1×1."""
    draw_steps(full_axes(figure), KERNEL, INPUTS, OUTPUTS)


def photograph(figure):
    """Three kernels on the channels of a photograph, and two mixtures of what they give."""
    image = next(p for p in pretrained.photographs() if p.file == "dalmatian.jpg").image
    small = np.asarray(Image.fromarray(image).resize((110, 110), Image.Resampling.LANCZOS)) / 255
    vertical = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    kernels = (vertical, vertical.T, np.full((3, 3), 1 / 9))  # as in the notebook
    maps = [_filtered(small[..., n], kernel) for n, kernel in enumerate(kernels)]
    shown = {
        "photograph": small[1:-1, 1:-1],
        "red: vertical edges": maps[0],
        "green: horizontal edges": maps[1],
        "blue: blur": maps[2],
        "1×1: both edges": maps[0] + maps[1],
        "1×1: edges on blur": -0.5 * maps[0] + 0.5 * maps[1] + maps[2],
    }
    axes = figure.subplots(2, 3).flat
    for ax, (title, picture) in zip(axes, shown.items(), strict=True):
        draw_map(ax, picture, title)
        ax.images[0].set_interpolation("none")  # pixels are not resampled
        ax.title.set_fontsize(FONT)


def patterns(figure):
    """Ten of the kernels on one input: standard, and separable."""
    rng = np.random.default_rng(0)
    free, one = rng.normal(size=(10, 3, 3)), rng.normal(size=(3, 3))
    factors = np.array([0.9, -0.6, 0.35, -1, 0.75, -0.3, 0.55, 1, -0.8, 0.45])
    rows = {"standard": free, "separable": factors[:, None, None] * one}
    draw_patterns(full_axes(figure), rows)


def counts(figure):
    """Parameters of the lecture's example in four ways of counting."""
    separable = counting.separable(KERNEL, INPUTS, OUTPUTS, bias="both")
    first = counting.depthwise(KERNEL, INPUTS, True)
    rows = [
        ("standard", counting.convolution(KERNEL, INPUTS, OUTPUTS), 0),
        ("separable, lecture", first, separable - first),
        ("separable, Keras", first - INPUTS, separable - first),
        ("separable, no bias", first - INPUTS, separable - first - OUTPUTS),
    ]
    draw_counts(figure.subplots(), rows)


def limit(figure):
    """Separable over standard against the outputs, for four kernels."""
    outputs = [2**power for power in range(13)]
    kernels = (2, 3, 5, 7)
    ratios = {k: [counting.separable_ratio(k, n) for n in outputs] for k in kernels}
    chosen = (KERNEL, OUTPUTS, counting.separable_ratio(KERNEL, OUTPUTS))
    draw_kernels(figure.subplots(), outputs, ratios, chosen)
    figure.axes[0].set_ylabel("weights, separable / standard")


def groups(figure):
    """Twelve channels in one group, in three, and each by itself."""
    draw_groups(full_axes(figure), {"standard": 1, "Inception": 3, "Xception": 12})


def modules(figure):
    """Xception's module and MobileNet's block."""
    from helpers.networks import build_block

    names = {"Xception, middle flow": "xception", "MobileNet": "separable"}
    draw_modules(
        figure,
        {
            title: counting.graph(counting.build_shapes_only(build_block, name))
            for title, name in names.items()
        },
    )


def whole(figure):
    """Xception to scale."""
    figure.set_layout_engine("none")
    draw_network(figure.add_axes((0.085, 0.02, 0.79, 0.96)), network("xception").overview)


def easier(figure):
    """Five kinds of module at equal parameters."""
    runs = recorded("xception")
    looks = {"standard": "standard", "basic": "basic", "inception": "reduced"}
    looks |= {"alone": "xception_plain", "xception": "xception"}
    found = {
        SHOWN[name]: [run for run in runs if run.options["block"] == looks[name]] for name in SHOWN
    }
    ax = figure.subplots()
    draw_blocks(ax, found)
    ax.axhline(2.5, color="0.6", lw=1)
    ax.set_xticks(range(20, 40, 5))


def mobilenet(figure):
    """Where MobileNet's MACs and parameters are."""
    parts = {}
    for part in ("stem", "depthwise", "pointwise", "classifier"):
        row = rf"classifier +[\d.]+ +[\d.]+\n(?:.*\n)*{part}" if part != "classifier" else part
        both = [printed("06", rf"{row} +([\d.]+) +[\d.]+(?:\n|$)")]
        both.append(printed("06", rf"{row} +[\d.]+ +([\d.]+)(?:\n|$)"))
        parts[part] = both
    draw_shares(figure.subplots(), ("MACs", "parameters"), parts)


def _filtered(channel, kernel):
    """The sum of `kernel` times each 3×3 patch."""
    height, width = channel.shape
    return sum(
        kernel[i, j] * channel[i : height - 2 + i, j : width - 2 + j]
        for i in range(3)
        for j in range(3)
    )


def _sheet(ax, left, low, cells, side, colour, layer=1):
    """A map or a kernel: a square of cells × cells. layer: what lies on top has a larger one."""
    whole = cells * side
    ax.add_patch(
        Rectangle((left, low), whole, whole, fc=colour, ec="0.2", lw=1, zorder=layer)
    )  # fmt: skip
    for n in range(1, cells):
        at, look = n * side, {"color": "0.35", "lw": 0.6, "zorder": layer}
        ax.plot([left + at] * 2, [low, low + whole], **look)
        ax.plot([left, left + whole], [low + at] * 2, **look)


def _arrow(ax, start, end):
    ax.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=16, lw=1.6, color="0.35",
            shrinkA=0, shrinkB=0,
        )
    )  # fmt: skip


def _label(ax, x, y, *lines):
    for line, text in enumerate(lines):
        ax.text(x, y - 0.23 * line, text, ha="center", va="center_baseline", fontsize=FONT)


def draw_joint(ax, kernel, inputs, outputs):
    """One kernel reaches through all input maps and gives one map."""
    frame(ax, 7.6, 2.7)
    low, sheets, step = 0.72, 8, 0.07
    for n in reversed(range(sheets)):
        at = 0.35 + n * step, low + n * step
        _sheet(ax, *at, 6, 0.19, PALE, 2 + 2 * (sheets - n))
        _sheet(ax, at[0] + 0.38, at[1] + 0.38, kernel, 0.19, WARM, 3 + 2 * (sheets - n))
    _arrow(ax, (2.2, 1.5), (2.75, 1.5))
    for n in reversed(range(sheets)):
        at = 2.95 + n * step * 1.6, 1.0 + n * step * 0.9
        _sheet(ax, *at, kernel, 0.21, WARM, 2 + sheets - n)
    _arrow(ax, (4.65, 1.5), (5.2, 1.5))
    for n in reversed(range(3)):
        _sheet(ax, 5.5 + n * 0.3, low + 0.12 + n * 0.22, 6, 0.19, PALE, 5 - n)
    _sheet(ax, 5.5 + 0.57, low + 0.12 + 0.57, 1, 0.19, WARM, 6)
    _label(ax, 1.15, 0.47, f"{inputs} maps")
    _label(ax, 3.7, 0.47, "one kernel", f"{kernel}·{kernel}·{inputs} weights")
    _label(ax, 6.35, 0.47, f"one of {outputs} maps")


def draw_steps(ax, kernel, inputs, outputs):
    """A kernel for each map, then mixtures of all maps at each pixel."""
    frame(ax, 7.6, 3.1)
    rows = ((2.05, TINT), (1.35, MINT), (0.45, ROSE))
    mixed = 4.55
    for y, colour in rows:
        _sheet(ax, 0.2, y, 4, 0.145, PALE)
        _sheet(ax, 0.2, y + 0.145, kernel, 0.145, colour)
        _arrow(ax, (0.9, y + 0.29), (1.35, y + 0.29))
        _sheet(ax, 1.5, y + 0.07, kernel, 0.145, colour)
        _arrow(ax, (2.05, y + 0.29), (2.5, y + 0.29))
        _sheet(ax, 2.65, y, 4, 0.145, colour)
        _arrow(ax, (3.35, y + 0.29), (mixed - 0.12, 1.42 + 0.25 * (y - 1.25)))
    for x in (0.49, 1.72, 2.94):
        ax.text(x, 1.16, "⋮", ha="center", va="center", fontsize=FONT + 3)
    colours = [TINT] * 2 + [MINT] * 2 + [PALE] * 3 + [ROSE] * 2
    for n, colour in enumerate(colours):
        _sheet(ax, mixed, 2.0 - 0.145 * n, 1, 0.145, colour)
    _arrow(ax, (mixed + 0.3, 1.42), (mixed + 0.95, 1.42))
    for n in reversed(range(4)):
        colour = WARM if n == 0 else PALE
        _sheet(ax, 5.75 + 0.17 * n, 0.95 + 0.17 * n, 4, 0.145, colour, 6 - n)
    for left, right, text in (
        (0.2, 3.25, "in space: depthwise"),
        (3.75, 7.0, "across channels: pointwise"),
    ):
        ax.plot([left, left, right, right], [2.68, 2.74, 2.74, 2.68], color="0.35", lw=1.2)
        ax.text((left + right) / 2, 2.93, text, ha="center", va="center", fontsize=FONT + 1)
    _label(ax, 0.49, 0.18, f"{inputs} maps")
    _label(ax, 1.72, 0.18, f"{inputs} kernels")
    _label(ax, 2.94, 0.18, f"{inputs} maps")
    _label(ax, mixed + 0.07, 0.4, "1×1:", f"{inputs} weights")
    _label(ax, 6.3, 0.4, "one of", f"{outputs} maps")


def draw_patterns(ax, rows):
    """A row of kernels for each of `rows`; the larger a square, the larger the weight."""
    frame(ax, 7.6, 2.5)
    side = 0.17
    for (name, kernels), low in zip(rows.items(), (1.55, 0.55), strict=True):
        ax.text(0.05, low + 1.5 * side, name, va="center", fontsize=FONT)
        most = max(abs(kernel).max() for kernel in kernels)
        for n, kernel in enumerate(kernels):
            left = 1.2 + 0.64 * n
            ax.add_patch(Rectangle((left, low), 3 * side, 3 * side, fc=PALE, ec="0.35", lw=0.8))
            for i, j in np.ndindex(3, 3):
                half = 0.5 * side * max(0.12, (abs(kernel[i, j]) / most) ** 0.5)
                x, y = left + (j + 0.5) * side, low + (2.5 - i) * side
                colour = BLUE if kernel[i, j] > 0 else "#FFFFFF"
                ax.add_patch(
                    Rectangle(
                        (x - half, y - half), 2 * half, 2 * half, fc=colour, ec=BLUE, lw=1.2
                    )
                )  # fmt: skip
    ax.text(1.2, 2.32, "ten of the 40 kernels on one input", va="center", fontsize=FONT)
    ax.text(
        1.2, 0.22, "filled: positive, hollow: negative; size: how large", va="center", fontsize=FONT
    )


def draw_counts(ax, rows):
    """A bar of two parts for each of `rows`: (name, in space, across channels)."""
    looks = ((ORANGE, "//"), (BLUE, ""))
    for place, (_, first, second) in enumerate(rows):
        parts = (first, second) if second else (first,)
        left = 0
        for value, (colour, hatch) in zip(
            parts, looks if second else ((VERMILLION, "xx"),), strict=True
        ):
            ax.barh(place, value, 0.62, left, color=colour, hatch=hatch, ec="white", lw=0)
            left += value
        text = f"{first} + {second} = {left:,}" if second else f"{left:,}"
        ax.text(left + 90, place, text, va="center", fontsize=FONT)
    ax.barh(0, 0, color=ORANGE, hatch="//", ec="white", lw=0, label="in space")
    ax.barh(0, 0, color=BLUE, label="across channels")
    ax.set_yticks(range(len(rows)), [name for name, *_ in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, 8300)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.set_xlabel("parameters")
    ax.tick_params(axis="y", length=0)
    ax.legend(loc="lower right", fontsize=FONT, frameon=False)


def draw_groups(ax, cases):
    """Twelve channels above 3×3 convolutions that see a group of them each."""
    frame(ax, 7.6, 2.35)
    cell, number = 0.175, 12
    tints = (TINT, WARM, MINT)
    for column, (name, count) in enumerate(cases.items()):
        left = 0.2 + 2.58 * column
        right = left + number * cell
        middle = (left + right) / 2
        ax.text(middle, 2.2, name, ha="center", va="center", fontsize=FONT + 1)
        ax.add_patch(
            FancyBboxPatch(
                (left, 1.68), number * cell, 0.3, boxstyle="round,pad=0,rounding_size=0.06",
                fc="#FFFFFF", ec="0.2", lw=1.2,
            )
        )  # fmt: skip
        ax.text(middle, 1.83, "1×1", ha="center", va="center", fontsize=FONT)
        each = number // count
        for group in range(count):
            colour = tints[group % 3]
            start = left + group * each * cell
            for n in range(each):
                at = start + n * cell
                ax.add_patch(Rectangle((at, 1.16), cell, 0.24, fc=colour, ec="0.35", lw=0.8))
            inset = 0.02
            ax.add_patch(
                Rectangle((start + inset, 0.56), each * cell - 2 * inset, 0.36, fc=colour,
                          ec="0.2", lw=1.2)
            )  # fmt: skip
            centre = start + each * cell / 2
            _arrow(ax, (centre, 1.14), (centre, 0.93)) if each > 1 else ax.plot(
                [centre] * 2, [1.14, 0.93], color="0.35", lw=1.2
            )
            if each > 1:
                ax.text(centre, 0.74, "3×3", ha="center", va="center", fontsize=FONT)
        _arrow(ax, (middle, 1.66), (middle, 1.42))
        what = {1: "one group", 3: "a few groups", 12: "3×3 for each channel"}[count]
        ax.text(middle, 0.3, what, ha="center", va="center", fontsize=FONT)


def draw_shares(ax, names, parts):
    """A bar of 100 % for each of `names`; parts: {part: its % in each}."""
    looks = ((PURPLE, ".."), (ORANGE, "//"), (BLUE, ""), (GREEN, "xx"))
    left = np.zeros(len(names))
    for (part, values), (colour, hatch) in zip(parts.items(), looks, strict=True):
        ax.barh(
            range(len(names)), values, 0.6, left, color=colour, hatch=hatch, ec="white", lw=0.5,
            label=part,
        )  # fmt: skip
        left = left + values
    ax.set_yticks(range(len(names)), names)
    ax.invert_yaxis()
    ax.set_xlim(0, 100)
    ax.set_xlabel("share (%)")
    ax.tick_params(axis="y", length=0)
    ax.legend(
        loc="lower center", bbox_to_anchor=(0.45, 1), ncols=4, fontsize=FONT, frameon=False,
        borderaxespad=0.3, columnspacing=1.2, handlelength=1.5,
    )  # fmt: skip


PICTURES = {
    "joint": (joint, (7.6, 2.7)),
    "steps": (steps, (7.6, 3.1)),
    "photograph": (photograph, (5.6, 3.5)),
    "patterns": (patterns, (7.6, 2.5)),
    "counts": (counts, (7.6, 2.3)),
    "limit": (limit, (7.6, 2.6)),
    "groups": (groups, (7.6, 2.35)),
    "modules": (modules, (7.6, 3.4)),
    "whole": (whole, (7.6, 3.2)),
    "easier": (easier, (7.6, 2.6)),
    "mobilenet": (mobilenet, (7.6, 1.8)),
}
