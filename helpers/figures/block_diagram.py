"""Block diagram of a module of a network, laid out from its graph."""

import dataclasses

from matplotlib.patches import FancyBboxPatch

from .block_boxes import boxes
from .layered_layout import arrange, text_width

# Pale tints of Okabe & Ito's palette; what a box does is said in words as well.
COLOURS = {
    "input": "#F2F2F2",
    "1×1": "#FBE3A6",
    "conv": "#B5D9EE",
    "depthwise": "#F3C6A5",
    "pool": "#BFE5D5",
    "join": "#FFFFFF",
    "dense": "#EBCFE0",
    "other": "#F2F2F2",
}
LARGEST = 14  # points; a small module is not blown up
# Lengths in ems of the title's font.
SMALL, LINE, PADDING, GAP, RISE, STUB, PORT = 0.85, 1.25, 0.55, 1.1, 1.9, 0.6, 1.1
MARGIN = 0.5  # of the whole, both sides together: the outermost edges are not cut in half


class Layout:
    """Boxes and edges of a graph in ems, y upwards from the lowest box's lower edge.

    boxes: {name: Box}. frame: {name: (left, bottom, width, height)}. edges: {(source, target):
    [(x, y), …]}, from box to box. width, height: of the whole. lines: of text in a box, False:
    all in one, without the shape.
    """

    def __init__(self, graph, lines=True):
        found = boxes(graph) if lines else map(_in_one_line, boxes(graph))
        self.boxes = {box.name: box for box in found}
        size = {name: _size(box) for name, box in self.boxes.items()}
        inputs = {name: box.inputs for name, box in self.boxes.items()}
        plan = arrange(inputs, {name: w for name, (w, _) in size.items()}, GAP)
        tall = [max(size[n][1] if n in size else 0 for n in names) for names in plan.ranks]
        self.height = sum(tall) + RISE * (len(tall) - 1)
        top, self._bands = self.height, {}  # (bottom, top) of each rank
        for names, height in zip(plan.ranks, tall, strict=True):
            self._bands.update(dict.fromkeys(names, (top - height, top)))
            top -= height + RISE
        left = min(x - size.get(n, (0, 0))[0] / 2 for n, x in plan.x.items())
        right = max(x + size.get(n, (0, 0))[0] / 2 for n, x in plan.x.items())
        self.width = right - left
        self._x = {name: x - left for name, x in plan.x.items()}
        self.frame = {name: self._frame(name, *size[name]) for name in self.boxes}
        self.edges = {
            (source, name): self._edge(plan, source, name)
            for name, sources in inputs.items()
            for source in dict.fromkeys(sources)
        }

    def _frame(self, name, width, height):
        low, high = self._bands[name]
        return self._x[name] - width / 2, (low + high - height) / 2, width, height

    def _port(self, plan, name, joined, other):
        """x at which the edge to `other` leaves or enters a box: side by side, in their order."""
        neighbours = sorted(joined[name], key=self._x.get)
        step = min(PORT, 0.8 * self.frame[name][2] / len(neighbours))
        return self._x[name] + step * (neighbours.index(other) - (len(neighbours) - 1) / 2)

    def _edge(self, plan, source, target):
        """Slanted only between two ranks, upright along them."""
        path = plan.path(source, target)
        x = self._port(plan, source, plan.down, path[1])
        points = [(x, self.frame[source][1]), (x, self._bands[source][0])]
        for place in path[1:-1]:
            points += [(self._x[place], y) for y in reversed(self._bands[place])]
        x = self._port(plan, target, plan.up, path[-2])
        _, bottom, _, height = self.frame[target]
        return [*points, (x, self._bands[target][1] + STUB), (x, bottom + height)]

    def font(self, width, height):
        """The size of the titles, in points, with which all fits into `width` × `height` points."""
        return min(LARGEST, width / (self.width + MARGIN), height / (self.height + MARGIN))


def _in_one_line(box):
    """For a slide: larger type, and no shapes."""
    title = ", ".join(filter(None, (box.title, box.after)))
    return dataclasses.replace(box, title=title, after="", shape="")


def _size(box):
    widths = [text_width(text) * (SMALL if n else 1) for n, text in enumerate(box.lines)]
    lines = LINE * (1 + SMALL * (len(box.lines) - 1))
    return max(widths) + 2 * PADDING, lines + PADDING


def module_size(graph, font=12):
    """(width, height) in inches of a figure in which a module's titles have `font` points."""
    layout = Layout(graph)
    return tuple((side + 2) * font / 72 for side in (layout.width, layout.height))


def draw_module(ax, graph, lines=True):
    """Draw a module from input (top) to output, a box a layer with what follows it.

    graph: of a small model, as helpers.counting.graph gives it. Text is as large as fits the axes,
    up to 14 points; `module_size` says how large a figure need be. Shapes are height × width ×
    channels. lines: False for a single line in each box, without the shape.
    """
    layout = Layout(graph, lines)
    area = ax.get_window_extent()
    points = 72 / ax.figure.dpi
    em = layout.font(area.width * points, area.height * points)
    ax.set_axis_off()
    width, height = area.width * points / em, area.height * points / em
    ax.set_xlim((layout.width - width) / 2, (layout.width + width) / 2)
    ax.set_ylim((layout.height - height) / 2, (layout.height + height) / 2)
    for points in layout.edges.values():
        *line, before, end = points
        ax.plot(
            *zip(*line, before, strict=True),
            color="0.35",
            lw=1.3,
            zorder=1,
            solid_joinstyle="round",
        )
        ax.annotate(
            "",
            end,
            before,
            zorder=1,
            arrowprops={
                "arrowstyle": "-|>",
                "color": "0.35",
                "lw": 1.3,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
    for name, box in layout.boxes.items():
        _draw_box(ax, box, layout.frame[name], em)


def _draw_box(ax, box, frame, em):
    left, bottom, width, height = frame
    ax.add_patch(
        FancyBboxPatch(
            (left, bottom),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.3",
            lw=1.2,
            facecolor=COLOURS[box.kind],
            edgecolor="0.2",
            zorder=2,
        )
    )
    y = bottom + height - PADDING / 2
    for number, text in enumerate(box.lines):
        scale = SMALL if number else 1
        y -= LINE * scale / 2
        ax.text(
            left + width / 2,
            y,
            text,
            ha="center",
            va="center_baseline",
            zorder=3,
            fontsize=em * scale,
            color="black" if number == 0 else "0.25",
        )
        y -= LINE * scale / 2
