"""The pictures of deck 07."""

import matplotlib
import numpy as np
from matplotlib.patches import FancyBboxPatch
from PIL import Image

from helpers import pretrained
from helpers.figures.accuracy_cost import draw_accuracy_cost
from helpers.figures.top_k import draw_top_k
from helpers.pretrained.costs import costs

from ..sources import shipped
from ..values.pretrained import LECTURE

BLUE, VERMILLION, ORANGE, BLACK = "#0072B2", "#D55E00", "#E69F00", "#000000"  # Okabe & Ito 2008
PALE, TINT, WARM, MINT = "#F2F2F2", "#B5D9EE", "#FBE3A6", "#BFE5D5"
FONT = 12
WAYS = {  # a key of the record: (its name on the axis, colour, hatch)
    "from_nothing": ("ResNet-20, all of it trained", ORANGE, "//"),
    "random_body": ("MobileNet, random weights", VERMILLION, "xx"),
    "tuned": ("MobileNet, ImageNet's weights", BLUE, ""),
}


def years(figure):
    """The forty networks by year, the lecture's marked."""
    rows = [(entry.year, name in LECTURE) for name, entry in pretrained.PRETRAINED.items()]
    draw_years(figure.subplots(), rows)


def cost(figure):
    """Accuracy against MACs of all forty."""
    networks = {
        name: (entry.top1, entry.parameters, costs()[name].macs)
        for name, entry in pretrained.PRETRAINED.items()
    }
    ax = figure.subplots()
    draw_accuracy_cost(ax, networks, named=("vgg16", "xception", "mobilenet", "resnet152"))
    ax.set(xlim=(0.04, 150), ylim=(67, 89.5))
    ax.set_xlabel("GMACs for one image (area: parameters)")
    ax.set_ylabel("top-1 accuracy (%)")
    handles, names = ax.get_legend_handles_labels()
    ax.legend(
        handles, names, fontsize=11, loc="upper left", bbox_to_anchor=(1.01, 1.04), frameon=False,
        labelspacing=0.12, borderaxespad=0,
    )  # fmt: skip


def layouts(figure):
    """AlexNet and VGG-16, layer by layer."""
    from helpers import counting
    from helpers.networks import build

    figure.set_layout_engine("none")
    kinds = {"Conv2D": "conv", "MaxPooling2D": "pool", "Dense": "dense"}
    found = {}
    for title, name in (("AlexNet", "alexnet"), ("VGG-16", "vgg16")):
        graph = counting.graph(counting.build_shapes_only(build, name))
        found[title] = [
            (kinds[node.kind], _said(node.layer)) for node in graph if node.kind in kinds
        ]
    draw_layouts(figure.add_axes((0, 0, 1, 1)), found)


def wrong(figure):
    """One photograph, and ResNet-50's answers to its own pixels and to MobileNet's."""
    photograph = pretrained.photographs()[0]
    axes = figure.subplots(1, 3, width_ratios=(1, 0.9, 0.9))
    image = Image.fromarray(np.asarray(photograph.image))
    width = 200
    small = image.resize((width, round(width * image.height / image.width)))
    with matplotlib.rc_context({"image.interpolation": "none"}):  # pixels are not resampled
        axes[0].imshow(np.asarray(small))
    axes[0].set_axis_off()
    titles = {"caffe": "its own pixels", "tf": "MobileNet's pixels"}
    for ax, (convention, title) in zip(axes[1:], titles.items(), strict=True):
        answers = pretrained.recorded("resnet50").top_k(photograph.file, 5, convention)
        draw_top_k(ax, answers, photograph.truth)
        ax.set_title(title, fontsize=FONT + 1)
        ax.set_xlabel("probability (%)")
        ax.set_xticks((0, 50, 100))
        ax.set_xlim(0, 130)


def few(figure):
    """New images right after training on 200, in three ways."""
    record = shipped("fine_tuning.json")
    found = {way: [100 * test for _, test in record[way]["accuracy"]] for way in WAYS}
    draw_few(figure.subplots(), found)


def _said(layer):
    """What stands in the box of a layer."""
    if hasattr(layer, "kernel_size"):
        return "×".join(map(str, layer.kernel_size))
    return f"{layer.units:,}" if hasattr(layer, "units") else "pool"


def draw_years(ax, rows):
    """A marker for each network above its year. rows: (year, whether the lecture names it)."""
    looks = {True: (BLUE, "s", "named in the lecture"), False: ("white", "o", "the others")}
    for named, (colour, marker, label) in looks.items():
        at = []
        for year in sorted({year for year, _ in rows}):
            of_year = sorted((row for row in rows if row[0] == year), key=lambda row: not row[1])
            at += [(year, n + 0.5) for n, row in enumerate(of_year) if row[1] == named]
        ax.plot(
            *zip(*at, strict=True), marker, ls="", ms=8, mfc=colour, mec=BLUE, mew=1.8,
            label=f"{label} ({len(at)})",
        )  # fmt: skip
    ax.set_xticks(sorted(range(min(year for year, _ in rows), max(year for year, _ in rows) + 1)))
    ax.set_ylim(0, 10.6)
    ax.set_yticks((0, 5, 10))
    ax.set_ylabel("networks")
    ax.set_xlabel("year of the paper")
    ax.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, fontsize=FONT, frameon=False,
        borderaxespad=0.2,
    )  # fmt: skip


def draw_layouts(ax, networks):
    """A row of boxes for each of {title: [(kind, text)]}, with their dense layers in line."""
    width, height = 7.6, 2.75
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    ax.set_aspect("equal")
    ax.set_axis_off()
    looks = {"conv": TINT, "pool": PALE, "dense": WARM}
    across, gap = 0.275, 0.03
    for row, (title, layers) in enumerate(networks.items()):
        low = 1.5 - 1.3 * row
        ax.text(0.05, low + 0.45, title, va="center", fontsize=FONT + 1)
        dense = [layer for layer in layers if layer[0] == "dense"]
        first, start = layers[: -len(dense)], 0.98
        places = [start + n * (across + gap) for n in range(len(first))]
        places += [width - 0.05 - (len(dense) - n) * (across + gap) for n in range(len(dense))]
        for (kind, text), left in zip(layers, places, strict=True):
            colour = looks[kind]
            ax.add_patch(
                FancyBboxPatch(
                    (left, low), across, 0.92, boxstyle="round,pad=0,rounding_size=0.05",
                    fc=colour, ec="0.2", lw=1.1,
                )
            )  # fmt: skip
            ax.text(
                left + across / 2, low + 0.46, text, ha="center", va="center", fontsize=FONT - 0.5,
                rotation=90,
            )  # fmt: skip
        end, after = places[len(first) - 1] + across, places[len(first)]
        if after - end > 0.2:
            ax.annotate(
                "", (after - 0.03, low + 0.46), (end + 0.03, low + 0.46),
                arrowprops={"arrowstyle": "-|>", "color": "0.35", "lw": 1.4, "shrinkA": 0,
                            "shrinkB": 0},
            )  # fmt: skip
    ax.text(2.9, 2.6, "convolutions and max pooling", ha="center", va="center", fontsize=FONT)
    ax.text(width - 0.53, 2.6, "dense", ha="center", va="center", fontsize=FONT)


def draw_few(ax, found):
    """A bar for each way, single seeds as dots, and the line of chance; found: {way: % right}."""
    for place, (way, values) in enumerate(found.items()):
        _, colour, hatch = WAYS[way]
        middle = sum(values) / len(values)
        ax.barh(place, middle, 0.6, color=colour, hatch=hatch, ec="white", lw=0, alpha=0.9)
        ax.plot(values, [place] * len(values), "o", color=BLACK, ms=6, mfc="white", mew=1.6)
        ax.text(max(values) + 2, place, f"{middle:.1f} %", va="center", fontsize=FONT)
    ax.axvline(10, color=BLACK, lw=2, ls="--")
    ax.text(11, len(found) - 0.42, "chance", va="center", fontsize=FONT)
    ax.set_yticks(range(len(found)), [WAYS[way][0] for way in found])
    ax.set_ylim(-0.5, len(found) - 0.25)
    ax.set_xlim(0, 100)
    ax.set_xlabel("right on new images (%); dots: three seeds")
    ax.tick_params(axis="y", length=0)


PICTURES = {
    "years": (years, (7.6, 2.7)),
    "cost": (cost, (8.2, 3.5)),
    "layouts": (layouts, (7.6, 2.75)),
    "wrong": (wrong, (8, 2.4)),
    "few": (few, (7.6, 2.5)),
}
