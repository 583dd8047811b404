"""Pictures for slides: drawn by matplotlib as SVG whose text is text, and put into the page."""

import base64
import html
import importlib
import io
import re

import matplotlib
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from PIL import Image

from helpers.exercises.topics import PREDICTING
from helpers.figures.block_diagram import draw_module

from .deck import FOLDER

FIGURES = FOLDER / "figures"
FONTS = "'Source Sans 3', 'Noto Sans', 'Segoe UI', sans-serif"
# The widths of DejaVu Sans, which comes with matplotlib, are never less than those of FONTS.
PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
COLOUR = re.compile(r"""(?<=[:\s"])#([0-9a-fA-F]{6})\b(?=[;"\s])""")
LEAST = 11  # points
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "axes.titlesize": 13,
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.formatter.use_mathtext": False,
    "svg.fonttype": "none",
    "figure.facecolor": "white",
}


def names(number):
    """Of all pictures of a deck, as "04-depth"."""
    return tuple(f"{number}-{name}" for name in _module(number).PICTURES)


def _module(number):
    return importlib.import_module(f".pictures.{PREDICTING[number]}", __package__)


def draw_modules(figure, graphs, lines=False):
    """Block diagrams side by side, each as large as it can be.

    graphs: {title: Graph of a small model}. lines: as of draw_module.
    """
    figure.set_layout_engine("none")
    top = 1 if set(graphs) == {""} else 0.92
    for column, (title, graph) in enumerate(graphs.items()):
        ax = figure.add_axes((column / len(graphs), 0, 1 / len(graphs), top))
        draw_module(ax, graph, lines)
        if title:
            ax.set_title(title)


def draw(name):
    """The SVG of a picture, "04-depth", as text; the same text each time it is drawn.

    PICTURES of the deck's module has (function of a Figure, (width, height) in inches). On a slide
    7.6 inches are about 1,150 of its 1,280 pixels, and 10 points 21 pixels.
    """
    function, size = _module(name[:2]).PICTURES[name[3:]]
    with matplotlib.rc_context({**STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=size, dpi=72, layout="constrained")  # 72: as SVG has it
        function(figure)
        _enlarge(figure)
        _one_line_each(figure)
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(PNG, _photograph, written.getvalue())
    text = re.sub(r"'DejaVu Sans'(?:, [^;\"]*)?", FONTS, text)
    text = re.sub(r" <metadata>.*?</metadata>\n", "", text, flags=re.DOTALL)
    return re.sub(r"<!DOCTYPE.*?>\n", "", text, flags=re.DOTALL)


def _enlarge(figure):
    """No axis, legend or title has letters that are too small for the last row."""
    for ax in figure.axes:
        texts = [ax.title, ax.xaxis.label, ax.yaxis.label]
        texts += ax.legend_.get_texts() if ax.legend_ else []
        for text in texts:
            text.set_fontsize(max(LEAST, text.get_fontsize()))
        for axis in (ax.xaxis, ax.yaxis):
            size = max([LEAST, *(tick.label1.get_fontsize() for tick in axis.get_major_ticks())])
            axis.set_tick_params(labelsize=size)


def _one_line_each(figure):
    """Split texts of several lines: of one line SVG keeps the alignment, whatever the font."""
    figure.draw_without_rendering()
    for ax in figure.axes:
        for text in filter(_can_be_split, tuple(ax.texts)):
            box, lines = text.get_window_extent(), text.get_text().split("\n")
            x = {"left": box.x0, "center": (box.x0 + box.x1) / 2, "right": box.x1}[text.get_ha()]
            for number, line in enumerate(lines):
                y = box.y1 - (number + 0.5) * box.height / len(lines)
                one = figure.text(0, 0, line)
                one.update_from(text)
                one.set(x=x, y=y, transform=None, va="center_baseline", in_layout=False)
            text.remove()


def _can_be_split(text):
    lone = not isinstance(text, Annotation) and text.get_bbox_patch() is None
    return lone and "\n" in text.get_text() and not text.get_rotation()


def _photograph(found):
    """An image in the SVG as JPEG where that is much smaller; matplotlib writes PNG."""
    image = Image.open(io.BytesIO(base64.b64decode(found[1])))
    if image.mode == "RGBA" and image.getextrema()[3][0] < 255:
        return found[0]
    packed = io.BytesIO()
    image.convert("RGB").save(packed, "JPEG", quality=85)
    if packed.tell() > len(found[1]) / 3:
        return found[0]
    return f"data:image/jpeg;base64,{base64.b64encode(packed.getvalue()).decode()}"


def write(name, folder=FIGURES):
    """Draw a picture into `folder` and return its path."""
    path = folder / f"{name}.svg"
    path.write_text(draw(name), encoding="utf-8")
    return path


def inline(text, name, alt):
    """An SVG for inside a page: named `alt`, its ids its own, its colours variables.

    Raises ValueError if it has an id twice or no frame.
    """
    body = re.search(r"<svg\b.*</svg>", text, re.DOTALL)[0]
    body = re.sub(r"<style\b.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    frame = re.search(r'viewBox="[^"]*"', body)
    if not frame:
        raise ValueError(f"The picture {name} has no viewBox.")
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", body)
    body = re.sub(COLOUR, lambda found: _variable(found[1]), body)
    head = (
        f'<svg role="img" aria-label="{html.escape(alt)}" {frame[0]} '
        'style="fill: var(--c000000, #000000); stroke-linejoin: round" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    )
    return " ".join((head + body[body.index(">") + 1 :]).split("\n"))


def _variable(colour):
    return f"var(--c{colour.lower()}, #{colour.lower()})"
