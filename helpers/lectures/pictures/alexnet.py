"""The pictures of deck 02."""

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from helpers import paths
from helpers.figures.filters import draw_filters
from helpers.figures.recorded import draw_curves, draw_rates
from helpers.runs import recorded

from ..sources import network
from ..values.alexnet import best_runs, contest

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "0.6"
PALE_BLUE, PALE_ORANGE, PALE = "#b5d9ee", "#f3c6a5", "#f2f2f2"
SMALL = 11
TIMES = 4  # pixels that a weight is drawn with: no browser blurs it then


def errors(figure):
    """Top-5 errors of the contest, 2010 to 2013."""
    ax = figure.subplots()
    rows = contest()
    for place, (_, _, error, convolutional) in enumerate(rows):
        if convolutional:
            ax.barh(place, error, color=BLUE)
        else:
            _hatched(ax, place, error, "0.35")
        ax.text(error + 0.5, place, f"{error:g} %", va="center", fontsize=12)
    ax.set_yticks(range(len(rows)), [f"{year} {who}" for year, who, *_ in rows], fontsize=12)
    ax.invert_yaxis()
    ax.set_xlim(0, 34)
    ax.set_xlabel("top-5 error of the contest (%)", fontsize=12)
    hand, deep = ax.patches[0], ax.patches[-1]  # the first and the last bar
    figure.legend(
        (hand, deep),
        ("hand-made features", "convolutional network"),
        loc="outside upper center",
        ncols=2,
        frameon=False,
        fontsize=SMALL,
        columnspacing=1,
        handlelength=1.4,
    )


def layers(figure):
    """AlexNet as in the paper's picture: slabs, their sides to scale of the maps."""
    draw_slabs(figure.subplots(), (("image", (224, 224, 3)), *_layers()))


def shares(figure):
    """Parameters and MACs of each layer, in % of the network's."""
    overview = network("alexnet").overview
    draw_shares(figure.subplots(1, 2, sharey=True), [name for name, _ in _layers()], overview)


def padding(figure):
    """Maps of three 3×3 convolutions with and without padding, and what padding does to ones."""
    left, right = figure.subplots(1, 2, width_ratios=(5, 3))
    draw_sides(left, {"with padding": (13, 13, 13, 13), "without": (13, 11, 9, 7)})
    draw_border(right)


def groups(figure):
    """Which maps a map sees: without groups, and in two groups."""
    axes = figure.subplots(1, 2)
    for ax, (title, parts) in zip(axes, (("without groups", 1), ("two groups", 2)), strict=True):
        draw_groups(ax, 8, 6, parts)
        ax.set_title(title)


def filters(figure):
    """The 64 kernels of a first layer, from edges to colours."""
    kernels = np.load(paths.SHIPPED / "filters" / "alexnet.npy")
    grey = kernels.mean(axis=2, keepdims=True)
    colour = ((kernels - grey) ** 2).sum(axis=(0, 1, 2)) / (kernels**2).sum(axis=(0, 1, 2))
    ax = figure.subplots()
    draw_filters(ax, kernels[..., np.argsort(colour, kind="stable")])
    picture = ax.images[0]
    pixels = np.round(255 * np.asarray(picture.get_array())).astype("uint8")
    picture.set_data(pixels.repeat(TIMES, 0).repeat(TIMES, 1))
    picture.set_interpolation("none")


def activations(figure):
    """Sigmoid, tanh and ReLU: at three rates, and over the epochs at the best one."""
    left, right = figure.subplots(1, 2)
    draw_rates(left, recorded("activations"))
    left.get_legend().remove()
    left.set_xlabel("peak learning rate", fontsize=SMALL)
    left.set_xticks((0.003, 0.01, 0.03, 0.1, 0.3))
    draw_curves(right, best_runs())
    right.set_xlabel("epoch, each at its best rate", fontsize=SMALL)
    right.set_ylabel("")
    for ax in (left, right):
        ax.set_ylim(0, 90)


def _hatched(ax, place, value, colour):
    """A bar of lines; without a fill, which dark slides could not change in a hatched bar."""
    ax.barh(place, value, facecolor="none", edgecolor=colour, hatch="////", linewidth=1.5)


def _layers():
    """(name, shape) of each of the eight layers."""
    found, counts = [], {"conv": 0, "dense": 0}
    for segment in network("alexnet").overview:
        kind = "conv" if segment.name.endswith("conv") else "dense"
        counts[kind] += 1
        found.append((f"{kind} {counts[kind]}", segment.shape))
    return found


def draw_slabs(ax, named):
    """Slabs side by side: front as high as the maps, as deep as there are channels.

    named: (name, (height, width, channels)) from input to output; dense layers are bars.
    """
    x, skew = 0.0, 0.42
    for name, (side, _, channels) in named:
        high = 34 * side**0.5 if side > 1 else 36 * channels**0.25
        wide = 10 + 1.6 * channels**0.5 if side > 1 else 22
        colour = PALE if name == "image" else PALE_BLUE if side > 1 else PALE_ORANGE
        deep = skew * high if side > 1 else 10
        corners = (
            ((x, 0), (x + wide, 0), (x + wide, high), (x, high)),
            ((x, high), (x + deep, high + deep), (x + wide + deep, high + deep), (x + wide, high)),
            (
                (x + wide, 0),
                (x + wide + deep, deep),
                (x + wide + deep, high + deep),
                (x + wide, high),
            ),
        )
        for corner in corners:
            ax.add_patch(Polygon(corner, facecolor=colour, edgecolor="0.25", linewidth=1))
        lines = (f"{side}×{side}", "RGB" if name == "image" else f"{channels} maps")
        lines = lines if side > 1 else (f"{channels:,}", "neurons")
        middle, width = x + wide / 2, 92
        ax.text(middle, -22, name, ha="center", va="top", fontsize=SMALL, weight="bold")
        for low, line in zip((-72, -116), lines, strict=True):
            ax.text(middle, low, line, ha="center", va="top", fontsize=10.5)
        x += max(wide + 0.62 * deep, width) + 34
    ax.set_xlim(-45, x - 10)
    ax.set_ylim(-165, 34 * 224**0.5 * (1 + skew) + 6)
    ax.set_axis_off()


def draw_shares(axes, names, segments):
    """Bars of the share of each segment in the parameters (left) and the MACs (right)."""
    for ax, field, title in zip(
        axes,
        ("parameters", "macs"),
        ("share of the parameters (%)", "share of the MACs (%)"),
        strict=True,
    ):
        values = np.array([getattr(segment, field) for segment in segments], float)
        values *= 100 / values.sum()
        dense = [name.startswith("dense") for name in names]
        for place, (value, is_dense) in enumerate(zip(values, dense, strict=True)):
            if is_dense:
                _hatched(ax, place, value, ORANGE)
            else:
                ax.barh(place, value, color=BLUE)
            text = f"{value:.0f}" if value >= 0.95 else f"{value:.1f}"
            ax.text(value + 1, place, text, va="center", fontsize=SMALL)
        ax.set_xlabel(title, fontsize=12)
        ax.set_xlim(0, 72)
        ax.tick_params(labelsize=SMALL)
    axes[0].set_yticks(range(len(names)), names, fontsize=12)
    axes[0].invert_yaxis()


def draw_sides(ax, rows):
    """Squares to scale, a row for each name: the sides of maps one convolution after another."""
    for row, (name, sides) in enumerate(rows.items()):
        bottom = -row * 19
        ax.text(-2, bottom + 6.5, name, ha="right", va="center", fontsize=12)
        for place, side in enumerate(sides):
            left, low = 19 * place + (13 - side) / 2, bottom + (13 - side) / 2
            ax.add_patch(
                Rectangle((left, low), side, side, facecolor=PALE_BLUE, edgecolor="0.25", lw=1.2)
            )
            ax.text(left + side / 2, low + side / 2, side, ha="center", va="center", fontsize=13)
            if place:
                ax.annotate(
                    "",
                    (19 * place - 1, bottom + 6.5),
                    (19 * place - 5, bottom + 6.5),
                    arrowprops={"arrowstyle": "->", "color": "0.35", "lw": 1.4},
                )
    ax.set_title("side of the maps (pixels)")
    ax.set_xlim(-23, 19 * 3 + 14)
    ax.set_ylim(-20, 14)
    ax.set_aspect("equal")
    ax.set_axis_off()


def draw_border(ax, side=5):
    """What an averaging 3×3 kernel makes of an image of ones, with padding: numbers in squares."""
    ones = np.pad(np.ones((side, side)), 1)
    for row in range(side):
        for column in range(side):
            value = ones[row : row + 3, column : column + 3].mean()
            ax.add_patch(
                Rectangle(
                    (column, -row),
                    1,
                    1,
                    facecolor="white" if value == 1 else PALE_ORANGE if value < 0.5 else PALE,
                    edgecolor="0.35",
                )
            )
            ax.text(
                column + 0.5,
                -row + 0.5,
                f"{value:.2f}".rstrip("0").rstrip("."),
                ha="center",
                va="center",
                fontsize=SMALL,
            )
    ax.set_title("the mean over 3×3 of ones")
    ax.set_xlim(-0.1, side + 0.1)
    ax.set_ylim(-side + 0.9, 1.1)
    ax.set_aspect("equal")
    ax.set_axis_off()


def draw_groups(ax, inputs, outputs, parts):
    """Input maps on the left, output maps on the right, a line where one sees the other."""
    looks = ((BLUE, "-", PALE_BLUE), (ORANGE, (0, (5, 2)), PALE_ORANGE))
    spots = [np.linspace(0, 1, count) for count in (inputs, outputs)]
    for one, y in enumerate(spots[0]):
        for other, end in enumerate(spots[1]):
            group = other * parts // outputs
            if one * parts // inputs == group:
                colour, dash, _ = looks[group] if parts > 1 else ("0.35", "-", PALE)
                ax.plot((0.05, 0.95), (1 - y, 1 - end), color=colour, ls=dash, lw=1, zorder=1)
    for x, places in zip((0, 1), spots, strict=True):
        for number, y in enumerate(places):
            face = looks[number * parts // len(places)][2] if parts > 1 else PALE
            ax.plot(x, 1 - y, "s", ms=13, mfc=face, mec="0.25", zorder=2)
    ax.text(0, -0.13, "input maps", ha="center", va="top", fontsize=SMALL)
    ax.text(1, -0.13, "output maps", ha="center", va="top", fontsize=SMALL)
    ax.set_xlim(-0.3, 1.3)
    ax.set_ylim(-0.3, 1.08)
    ax.set_axis_off()


PICTURES = {
    "errors": (errors, (4.9, 3.3)),
    "layers": (layers, (7.6, 3.2)),
    "shares": (shares, (7.6, 3.1)),
    "padding": (padding, (7.6, 3)),
    "groups": (groups, (5, 3.3)),
    "filters": (filters, (7.6, 2)),
    "activations": (activations, (7.6, 3.1)),
}
