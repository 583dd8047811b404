"""The pictures of deck 01."""

import dataclasses
import re

import matplotlib
import numpy as np
from PIL import Image

from helpers import pretrained
from helpers.datasets import annotated
from helpers.figures import annotations
from helpers.figures.top_k import draw_contest, draw_top_k
from helpers.pretrained.contest import Score, people, winners

from ..sources import cells, shipped
from ..values.classification import CAUSES, GOOGLENET

BLUE, ORANGE, VERMILLION, BLACK = "#0072B2", "#E69F00", "#D55E00", "#000000"
SKY = "#56B4E9"
FONT = 12
AS_THEY_ARE = {"image.interpolation": "none"}  # pixels go into the SVG without being resampled


def reduced(image, width):
    """The image with so many pixels across, uint8."""
    image = Image.fromarray(np.asarray(image))
    height = round(width * image.height / image.width)
    return np.asarray(image.resize((width, height), Image.Resampling.LANCZOS))


def _coffee(width):
    """The annotated photograph, smaller."""
    whole = annotated.example()
    image = reduced(whole.image, width)
    scale = width / whole.image.shape[1]
    masks = [
        np.asarray(Image.fromarray(mask).resize(image.shape[1::-1], Image.Resampling.NEAREST))
        for mask in whole.masks
    ]
    return dataclasses.replace(whole, image=image, boxes=whole.boxes * scale, masks=np.array(masks))


def three_questions(figure):
    """One class, boxes, pixels: the same photograph three times."""
    coffee = _coffee(360)
    left, middle, right = figure.subplots(1, 3)
    with matplotlib.rc_context(AS_THEY_ARE):
        annotations.draw_classification(left, coffee.image, "classification")
        annotations.draw_detection(middle, coffee)
        annotations.draw_segmentation(right, coffee)
    left.text(183, 122, "espresso", ha="center", va="center", fontsize=FONT, bbox={})
    middle.set_title("detection", fontsize=FONT + 2)
    right.set_title("segmentation", fontsize=FONT + 2)
    questions = ("Which one class is it?", "Where is each object?", "Which pixels are its own?")
    for ax, question in zip((left, middle, right), questions, strict=True):
        ax.text(0.5, -0.06, question, transform=ax.transAxes, ha="center", va="top", fontsize=13)
        ax.set(xlim=(-0.5, coffee.image.shape[1] - 0.5), ylim=(coffee.image.shape[0] - 0.5, -0.5))
        for text in ax.texts[:-1]:
            text.set_in_layout(False)
    for text in (text for ax in (left, middle, right) for text in ax.texts[:-1]):
        edge = "black" if text.get_text() == "espresso" else text.get_bbox_patch().get_facecolor()
        # On white, so that the name can be read in dark colours as well.
        text.set(color="black")
        text.set_bbox({"facecolor": "white", "edgecolor": edge, "linewidth": 2, "pad": 2.5})


def image_sets(figure):
    """How many images and classes each set of the lecture has."""
    draw_image_sets(figure.subplots(), shipped("image_sets.json"))


def draw_image_sets(ax, sets):
    """A bar a set on a logarithmic axis; sets: each has name, images and classes."""
    for place, row in enumerate(sets):
        contest = row["name"].startswith("ILSVRC")
        ax.barh(
            place,
            row["images"],
            height=0.72,
            color=ORANGE if contest else SKY,
            hatch="//" if contest else None,
            edgecolor="black",
            lw=0.8,
        )
        kinds = f"{row['classes']:,} classes"
        ax.text(
            row["images"] * 1.15, place, f"{row['images']:,} · {kinds}", va="center", fontsize=FONT
        )
    names = [row["name"].replace("ILSVRC-2012 (“ImageNet”)", "ILSVRC 2012") for row in sets]
    ax.set_yticks(range(len(sets)), names, fontsize=FONT)
    ax.set_ylim(len(sets) - 0.45, -0.55)
    ax.set_xscale("log")
    ax.set_xlim(1e3, 3e9)
    ticks = {10**3: "10³", 10**4: "10⁴", 10**5: "10⁵", 10**6: "10⁶", 10**7: "10⁷"}
    ax.set_xticks(list(ticks), list(ticks.values()), fontsize=FONT)
    ax.set_xticks([], minor=True)
    ax.set_xlabel("images with labels (logarithmic)", x=0.31)
    ax.tick_params(axis="y", length=0)


def car(figure):
    """Photograph 8."""
    ax = figure.add_subplot()
    with matplotlib.rc_context(AS_THEY_ARE):
        ax.imshow(reduced(pretrained.photographs()[7].image, 420))
    ax.set_axis_off()


def top_5(figure):
    """Photograph 8 and the first five answers of two networks."""
    photograph = pretrained.photographs()[7]
    axes = figure.subplots(1, 3, width_ratios=(0.8, 1, 1))
    with matplotlib.rc_context(AS_THEY_ARE):
        axes[0].imshow(reduced(photograph.image, 260))
    axes[0].set_axis_off()
    for ax, name in zip(axes[1:], ("mobilenet", "resnet50"), strict=True):
        draw_top_k(ax, pretrained.recorded(name).top_k(photograph.file, 5), photograph.truth)
        ax.set_title({"mobilenet": "MobileNet", "resnet50": "ResNet-50"}[name], fontsize=FONT + 1)
        ax.set_xlim(0, 108)
        ax.set_xticks((0, 50, 100))


def contest(figure):
    """The winners, year by year, and two people."""
    draw_contest(figure.subplots(), winners(), people())


def human(figure):
    """Two people, GoogLeNet on the same images, and the winners, with what chance allows."""
    rows = [
        (
            f"person {p.who}, {p.images:,} images",
            Score(round(p.error / 100 * p.images), p.images),
            "o",
        )
        for p in people()
    ]
    same = people()[0].images
    rows.append(
        ("GoogLeNet, the same 1,500", Score(round(GOOGLENET.value / 100 * same), same), "s")
    )
    images = 100_000  # of the contest's test set
    rows += [
        (f"winner of {w.year}", Score(round(w.error / 100 * images), images), "^")
        for w in winners()
        if w.year >= 2015
    ]
    draw_intervals(figure.subplots(), rows)


def draw_intervals(ax, rows):
    """A marker a row at its error, and its 95 % interval. rows: (name, Score, marker)."""
    low, high = rows[0][1].interval
    ax.axvspan(low, high, color="#b5d9ee", lw=0)
    for place, (_, score, marker) in enumerate(rows):
        colour = {"o": BLACK, "s": ORANGE, "^": BLUE}[marker]
        left, right = score.interval
        ax.plot((left, right), (place, place), color=colour, lw=3, solid_capstyle="butt")
        for end in (left, right):
            ax.plot((end, end), (place - 0.17, place + 0.17), color=colour, lw=2)
        ax.plot(score.error, place, marker, color=colour, ms=9, mec="black", mew=0.8)
    ax.set_yticks(range(len(rows)), [name for name, _, _ in rows], fontsize=FONT)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(0, 18)
    ax.set_xticks(range(0, 19, 3))
    ax.set_xlabel("top-5 error (%)")
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", alpha=0.3)


def causes(figure):
    """What went wrong, for the person and for GoogLeNet."""
    draw_causes(figure.subplots(), CAUSES)


def draw_causes(ax, found):
    """Two bars for each cause; found: (cause, % of the person's errors, % of the network's)."""
    for place, (_, person, network) in enumerate(found):
        for up, value, colour, hatch in (
            (-0.2, person, SKY, None),
            (0.2, network, ORANGE, "//"),
        ):
            if value is None:
                ax.text(0.5, place + up, "not given", va="center", fontsize=11, color="0.35")
                continue
            ax.barh(
                place + up, value, height=0.38, color=colour, hatch=hatch, edgecolor="black", lw=0.8
            )
            ax.text(value + 0.5, place + up, f"{value} %", va="center", fontsize=11)
    ax.barh(0, 0, color=SKY, edgecolor="black", label="person A1")
    ax.barh(0, 0, color=ORANGE, hatch="//", edgecolor="black", label="GoogLeNet")
    ax.set_yticks(range(len(found)), [cause for cause, _, _ in found], fontsize=FONT)
    ax.set_ylim(len(found) - 0.45, -0.55)
    ax.set_xlim(0, 42)
    ax.set_xlabel("share of the errors (%)")
    ax.tick_params(axis="y", length=0)
    ax.legend(loc="lower right", fontsize=FONT)


def parts(figure):
    """What is inside each box, and what MobileNet calls it."""
    coffee = annotated.example()
    said = "\n".join(text for kind, _, text in cells("01") if kind == "code")
    answers = {name: re.search(rf"{name} +is named (.+)", said)[1] for name in coffee.labels}
    axes = figure.subplots(1, 3)
    with matplotlib.rc_context(AS_THEY_ARE):
        for ax, label, part in zip(axes, coffee.labels, coffee.crops(), strict=True):
            square = np.asarray(Image.fromarray(part).resize((224, 224)))  # as the network sees it
            ax.imshow(reduced(square, 320))
            ax.set_axis_off()
            ax.set_title(f"box of the {label}", fontsize=FONT + 1)
            ax.text(
                0.5, -0.04, f"→ {answers[label]}", transform=ax.transAxes, ha="center", va="top",
                fontsize=FONT + 3, fontweight="bold",
            )  # fmt: skip


PICTURES = {
    "questions": (three_questions, (7.6, 2.3)),
    "sets": (image_sets, (7.6, 3.4)),
    "car": (car, (3.2, 3.2)),
    "top-5": (top_5, (7.8, 2.7)),
    "contest": (contest, (8.5, 3.3)),
    "human": (human, (7.6, 2.6)),
    "causes": (causes, (7.6, 2.75)),
    "parts": (parts, (7.2, 2.9)),
}
