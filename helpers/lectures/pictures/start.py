"""The pictures of deck 00."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers import datasets, summaries
from helpers.networks import CATALOG

BLUE, ORANGE, VERMILLION, BLACK = "#0072B2", "#E69F00", "#D55E00", "#000000"
GREEN, PURPLE, SKY = "#009E73", "#CC79A7", "#56B4E9"
FAMILIES = (  # title, colour, marker, line, its networks
    ("AlexNet", BLACK, "P", "-", ("alexnet",)),
    ("VGG", VERMILLION, "s", ":", ("vgg16", "vgg19")),
    (
        "Inception",
        ORANGE,
        "^",
        "-.",
        ("googlenet", "inception_v2", "inception_v3", "inception_v4", "inception_resnet_v2"),
    ),
    ("ResNet", BLUE, "o", "-", ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")),
    ("Xception", PURPLE, "v", "-", ("xception",)),
    ("MobileNet", GREEN, "D", "-", ("mobilenet",)),
)
SHORT = {
    "inception_v2": "v2",
    "inception_v3": "v3",
    "inception_v4": "v4",
    "inception_resnet_v2": "Inception-\nResNet v2",
}
SIDES = {  # where a name stands, in points from its marker
    "alexnet": (9, 0, "left", "center"),
    "vgg16": (-8, 0, "right", "center"),
    "vgg19": (9, 0, "left", "center"),
    "googlenet": (-9, 0, "right", "center"),
    "inception_v2": (8, -4, "left", "center"),
    "inception_v3": (6, -21, "left", "center"),
    "inception_v4": (-2, 9, "right", "bottom"),
    "inception_resnet_v2": (10, 0, "left", "center"),
    "resnet18": (-9, 2, "right", "center"),
    "resnet34": (-9, 3, "right", "center"),
    "resnet50": (10, -6, "left", "center"),
    "resnet101": (2, -9, "left", "top"),
    "resnet152": (0, 10, "center", "bottom"),
    "xception": (0, 10, "center", "bottom"),
    "mobilenet": (9, 0, "left", "center"),
}
FONT = 11


def networks(figure):
    """Parameters against depth, each network with its year."""
    ax = figure.subplots()
    draw_networks(ax, {name: _entry(name) for _, _, _, _, names in FAMILIES for name in names})


def _entry(name):
    summary, known = summaries.read(name), CATALOG[name]
    title = SHORT.get(name, known.title.partition(" (")[0])
    return title, known.year, summary.depths.path, summary.trainable


def draw_networks(ax, found):
    """A marker for each network; found: {name: (title, year, depth, parameters)}."""
    for _, colour, marker, line, names in FAMILIES:
        depths = [found[name][2] for name in names]
        millions = [found[name][3] / 1e6 for name in names]
        ax.plot(
            depths, millions, line, color=colour, marker=marker, ms=9, lw=1.6, mec="black", mew=0.7
        )
        for name in names:
            title, year, depth, parameters = found[name]
            x, y, across, up = SIDES[name]
            ax.annotate(
                f"{title} {year}",
                (depth, parameters / 1e6),
                (x, y),
                textcoords="offset points",
                ha=across,
                va=up,
                fontsize=FONT,
            )
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(6.5, 330)
    ax.set_ylim(3.2, 220)
    for axis, ticks in ((ax.xaxis, (8, 16, 32, 64, 128)), (ax.yaxis, (5, 10, 20, 50, 100, 200))):
        axis.set_ticks(ticks, [f"{tick}" for tick in ticks], fontsize=FONT)
        axis.set_ticks([], minor=True)
    ax.set_xlabel("depth (layers on the longest path)")
    ax.set_ylabel("million parameters")
    ax.grid(alpha=0.3)


def fewer(figure):
    """Layers, parameters and MACs of AlexNet and GoogLeNet."""
    found = [summaries.read(name) for name in ("alexnet", "googlenet")]
    rows = (
        ("layers", [s.depths.path for s in found], "{:.0f}"),
        ("million parameters", [s.trainable / 1e6 for s in found], "{:.1f}"),
        ("billion MACs for an image", [s.macs / 1e9 for s in found], "{:.2f}"),
    )
    draw_pairs(figure.subplots(3, 1), ("AlexNet 2012", "GoogLeNet 2014"), rows)


def draw_pairs(axes, names, rows):
    """Two bars in each Axes. rows: (title, two values, format)."""
    for ax, (title, values, form) in zip(axes, rows, strict=True):
        for place, (value, colour, hatch) in enumerate(
            zip(values, (SKY, ORANGE), (None, "//"), strict=True)
        ):
            ax.barh(place, value, height=0.72, color=colour, hatch=hatch, edgecolor="black", lw=0.8)
            ax.text(
                value + 0.015 * max(values), place, form.format(value), va="center", fontsize=12
            )
        ax.set_yticks((0, 1), names, fontsize=12)
        ax.set_ylim(1.55, -0.55)
        ax.set_xlim(0, 1.12 * max(values))
        ax.set_xticks([])
        ax.tick_params(axis="y", length=0)
        ax.spines["bottom"].set_visible(False)
        ax.set_title(title, loc="left", fontsize=13)


def glance(figure):
    """An image as numbers, a network, a score for each class."""
    cifar = datasets.load("cifar10")
    label = cifar.classes.index("ship")
    image = cifar.train.images[np.flatnonzero(cifar.train.labels == label)[0]]
    figure.set_layout_engine("none")
    ax = figure.add_axes((0, 0, 1, 1))
    draw_glance(ax, image, cifar.classes, label)


def draw_glance(ax, image, classes, label):
    """The image, a box for the network, the names of all classes with the right one marked."""
    ax.set_axis_off()
    ax.set_xlim(0, 7.6)
    ax.set_ylim(0, 3.3)
    ax.set_aspect("equal")
    ax.imshow(image, extent=(0.2, 2.4, 0.75, 2.95), interpolation="nearest", zorder=2)
    ax.set_xlim(0, 7.6)
    ax.set_ylim(0, 3.3)
    ax.text(1.3, 0.6, "numbers", ha="center", va="top", fontsize=14)
    ax.text(1.3, 0.32, "height × width × colours", ha="center", va="top", fontsize=11)
    for n in range(5):
        shift = 0.1 * n
        ax.add_patch(
            Rectangle((3.22 + shift, 1.05 + shift), 1.1, 1.2, fc="white", ec=BLUE, lw=1.6, zorder=n)
        )
    ax.text(4.17, 2.05, "layers", ha="center", va="center", fontsize=14, zorder=9)
    ax.text(4.0, 0.6, "a network", ha="center", va="top", fontsize=14)
    ax.text(4.0, 0.32, "learns its weights", ha="center", va="top", fontsize=11)
    for left, right in ((2.5, 3.12), (4.86, 5.48)):
        ax.add_patch(
            FancyArrowPatch(
                (left, 1.85),
                (right, 1.85),
                arrowstyle="-|>",
                mutation_scale=18,
                lw=2,
                color="#000000",
            )
        )
    for place, name in enumerate(classes):
        y, hit = 3.08 - 0.235 * place, place == label
        if hit:
            ax.add_patch(Rectangle((5.58, y - 0.12), 1.6, 0.24, fc="white", ec=VERMILLION, lw=2.4))
        ax.text(
            5.68,
            y,
            f"✓ {name}" if hit else name,
            va="center_baseline",
            fontsize=12,
            fontweight="bold" if hit else "normal",
            color="#000000",
        )
    ax.text(6.38, 0.6, "a score for each class", ha="center", va="top", fontsize=14)
    ax.text(6.38, 0.32, "the highest is the answer", ha="center", va="top", fontsize=11)


PICTURES = {
    "glance": (glance, (7.6, 3.3)),
    "fewer": (fewer, (7.6, 3.4)),
    "networks": (networks, (7.8, 3.5)),
}
