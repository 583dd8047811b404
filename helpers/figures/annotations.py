"""Three tasks on one picture: a name for it, boxes around its objects, their pixels.

An annotated picture is whatever has `image` (height, width, 3), `boxes` (N, 4) of x, y, width,
height in px, `labels`, `masks` (N, height, width) bool or None, and `difficult` (N flags).
"""

import numpy as np
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.patches import Rectangle
from matplotlib.patheffects import Normal, Stroke

# Okabe & Ito 2008, each with a line style of its own; grey where more classes than these meet.
STYLES = (
    ("#56B4E9", "-"),
    ("#E69F00", "--"),
    ("#009E73", "-."),
    ("#F0E442", ":"),
    ("#CC79A7", "-"),
    ("#0072B2", "--"),
    ("#D55E00", "-."),
)
OTHERS = ("#BBBBBB", ":")
FONT = 12
WIDTH = 2.5


def draw_classification(ax, image, labels):
    """The picture with the names of what it shows above it; labels: a name or several."""
    _picture(ax, image)
    names = [labels] if isinstance(labels, str) else list(labels)
    ax.set_title(", ".join(names) or "no class", fontsize=FONT + 2)


def draw_detection(ax, annotated):
    """The picture with a box and a class name for each object, a class in one colour.

    Boxes that do not count when detectors are scored are thin, and named as difficult.
    """
    _picture(ax, annotated.image)
    styles = _styles(annotated.labels)
    for box, label, hard in zip(
        annotated.boxes, annotated.labels, annotated.difficult, strict=True
    ):
        colour, line = styles[label]
        x, y, width, height = box
        frame = Rectangle(
            (x - 0.5, y - 0.5),
            width,
            height,
            fill=False,
            ec=colour,
            ls=line,
            lw=WIDTH / 2 if hard else WIDTH,
        )
        frame.set_path_effects(_halo(frame.get_linewidth()))
        ax.add_patch(frame)
        _tag(ax, x, y, f"{label} (difficult)" if hard else label, colour, va="top", ha="left")


def draw_segmentation(ax, annotated):
    """The picture with each object's pixels coloured, outlined and named, a class in one colour.

    Raises ValueError if there are no masks.
    """
    if annotated.masks is None:
        raise ValueError("this picture has no masks; draw_detection draws its boxes")
    _picture(ax, annotated.image)
    styles = _styles(annotated.labels)
    veil = np.zeros((*annotated.image.shape[:2], 4))
    # The smallest last, so that what lies within something else is seen.
    order = sorted(range(len(annotated.labels)), key=lambda n: -int(annotated.masks[n].sum()))
    shown = [number for number in order if annotated.masks[number].any()]
    for number in shown:
        veil[annotated.masks[number]] = to_rgba(styles[annotated.labels[number]][0], 0.5)
    ax.imshow(veil, interpolation="nearest")
    for number in shown:
        mask, label = annotated.masks[number], annotated.labels[number]
        colour, line = styles[label]
        # A rim of nothing around it closes outlines at the picture's edge.
        edge = ax.contour(
            np.arange(-1, mask.shape[1] + 1),
            np.arange(-1, mask.shape[0] + 1),
            np.pad(mask, 1).astype(float),
            levels=[0.5],
            colors=[colour],
            linestyles=[line],
            linewidths=[WIDTH],
        )
        edge.set_path_effects(_halo(WIDTH))
        y, x = _deepest(mask)
        _tag(ax, x, y, label, colour, va="center", ha="center")
    height, width = annotated.image.shape[:2]
    ax.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))


def _picture(ax, image):
    ax.imshow(image)
    ax.set_axis_off()


def _styles(labels):
    """{class name: (colour, line style)} in the order in which classes first occur."""
    names = list(dict.fromkeys(labels))
    return {name: (STYLES[n] if n < len(STYLES) else OTHERS) for n, name in enumerate(names)}


def _halo(width):
    """A dark rim, so that a line is seen on a bright ground as well."""
    return [Stroke(linewidth=width + 2, foreground="black", alpha=0.6), Normal()]


def _tag(ax, x, y, text, colour, **place):
    """The name on a ground of its class's colour, kept inside the picture."""
    red, green, blue = to_rgb(colour)
    bright = 0.299 * red + 0.587 * green + 0.114 * blue > 0.4  # Rec. 601 luma
    ax.text(
        max(x, 0),
        max(y, 0),
        text,
        fontsize=FONT,
        color="black" if bright else "white",
        bbox={"facecolor": colour, "edgecolor": "black", "linewidth": 0.8, "pad": 2.5},
        clip_on=True,
        **place,
    )


def _deepest(mask):
    """(row, column) of a pixel of the mask that is farthest from its edge, in steps along it."""
    while True:
        padded = np.pad(mask, 1)
        inner = mask & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
        if not inner.any():
            rows, columns = np.nonzero(mask)
            middle = len(rows) // 2
            return rows[middle], columns[middle]
        mask = inner
