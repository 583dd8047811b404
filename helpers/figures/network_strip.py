"""A network to scale: a slab a layer or block, as high as its maps and as wide as its channels.

Takes slabs with the fields of helpers.summaries.Segment and looks at nothing else.
Lengths are in points.
"""

import math

import matplotlib
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from .layered import spread
from .lettering import ems
from .slabs import extent, merged, percent, shares, size, stages

FONT, LINE = 11, 1.3
LEAST = 5  # lower slabs could not be told by their colour
GAP = 5  # between stages
TOP, LEADER = 16, 20  # room above for numbers and beneath for leaders
AUXILIARY = "////"
# From pale to dark in one direction, so that it is told apart without seeing hues as well.
COLOURS = LinearSegmentedColormap.from_list(
    "share", matplotlib.colormaps["YlGnBu"]([0.04, 0.2, 0.4, 0.6, 0.8, 1.0])
)


def draw_network(ax, strip, share="parameters", *, log=False, reach=None, title=None):
    """Draw slabs from input to output, coloured by their share, and beneath them their stages.

    strip: slabs, those of auxiliary heads, which are hatched, last. log: whether heights are
    logarithmic; widths never are. reach: an Extent to draw to, by default the network's own.
    Slabs are at least 5 points high. Leave 7 % of 1000 pixels on the left and 9 % on the right.
    Returns the slabs' places, [(left, right, height)], in the axes' units.
    """
    picture = _Picture(ax, strip, share, log, reach or extent([strip], share))
    picture.frame(title)
    picture.slabs()
    picture.numbers()
    picture.labels()
    return picture.places


class _Picture:
    """One strip in an Axes whose units are points, from its lower left corner."""

    def __init__(self, ax, strip, share, log, reach):
        area, points = ax.get_window_extent(), 72 / ax.figure.dpi
        self.ax, self.strip, self.log, self.reach = ax, strip, log, reach
        self.width, self.foot = area.width * points - 2, LEADER + 3 * LINE * FONT
        self.height = area.height * points - self.foot - TOP
        self.parts, self.groups = shares(strip, share), stages(strip)
        self.channel = (self.width - GAP * (reach.stages - 1)) / reach.channels
        self.places, left = [], 0.0
        for group in self.groups:
            for slab in strip[group.first : group.last + 1]:
                right = left + slab.shape[2] * self.channel
                self.places.append((left, right, self.level(max(slab.shape[:2]))))
                left = right
            left += GAP

    def level(self, pixels):
        """How high so many pixels are drawn."""
        part = pixels / self.reach.resolution
        if self.log:  # one pixel has a height, too
            part = (1 + math.log2(pixels)) / (1 + math.log2(self.reach.resolution))
        return max(LEAST, self.height * part)

    def frame(self, title):
        ax = self.ax
        ax.set_xlim(-1, self.width + 1)
        ax.set_ylim(-self.foot, self.height + TOP)
        for side in ("top", "right", "bottom", "left"):
            ax.spines[side].set_visible(False)
        ax.set_xticks([])
        ticks = {}
        for pixels in sorted({max(slab.shape[:2]) for slab in self.strip}, reverse=True):
            level = self.level(pixels)
            if level > LEAST and all(other - level > FONT for other in ticks.values()):
                ticks[pixels] = level
        ax.set_yticks(list(ticks.values()), list(map(str, ticks)))
        ax.tick_params(labelsize=FONT)
        ax.set_ylabel(f"resolution (pixels{', log' if self.log else ''})", fontsize=FONT)
        ax.yaxis.set_label_coords(-3.4 * FONT, self.height / 2, transform=ax.transData)
        if title:
            ax.set_title(title, fontsize=FONT + 2, loc="left", pad=3)
        self._ruler()

    def _ruler(self):
        """A bar of a round number of channels, in the upper right."""
        most = 0.16 * self.width / self.channel
        ten = 10 ** math.floor(math.log10(most))
        channels = max(n * ten for n in (1, 2, 5) if n * ten <= most)
        right, y = self.width - 2, self.height + TOP - 5
        left = right - channels * self.channel
        self.ax.plot([left, left, left, right, right, right], [y - 3, y + 3, y, y, y + 3, y - 3],
                     color="black", lw=1.2)  # fmt: skip
        self.ax.text(right, y - 5, f"{channels:,} channels", fontsize=FONT, ha="right", va="top")

    def slabs(self):
        norm = Normalize(0, self.reach.share)
        for side in (False, True):
            chosen = [n for n, slab in enumerate(self.strip) if slab.side == side]
            places = [self.places[n] for n in chosen]
            boxes = [Rectangle((left, 0), right - left, top) for left, right, top in places]
            if boxes:
                thin = sum(box.get_width() for box in boxes) < 4 * len(boxes)
                self.ax.add_collection(PatchCollection(
                    boxes, facecolors=COLOURS(norm([self.parts[n] for n in chosen])),
                    edgecolors="0.25", linewidths=0.2 if thin else 0.7,
                    hatch=AUXILIARY if side else None,
                ))  # fmt: skip
        bar = self.ax.inset_axes([1.012, 0.3, 0.014, 0.66])
        bar = self.ax.figure.colorbar(ScalarMappable(norm, COLOURS), cax=bar)
        bar.locator = MaxNLocator(5)
        bar.ax.tick_params(labelsize=FONT)
        bar.set_label("share of a slab (%)", fontsize=FONT)

    def numbers(self):
        """The share of each slab of 10 % or more, where it is wide enough."""
        for (left, right, height), part in zip(self.places, self.parts, strict=True):
            if part >= 10 and right - left > FONT * ems(percent(part)) + 2:
                self.ax.text((left + right) / 2, height + 2, percent(part), ha="center",
                             fontsize=FONT)  # fmt: skip

    def labels(self):
        """Stage and number of slabs, shape, and share, side by side beneath the slabs."""
        groups = self.groups
        while len(groups) > 2 and self._needed(groups) > self.width:
            groups = merged(groups, self.strip, self.parts)
        wish, room = {}, {}
        for place, group in enumerate(groups):
            left, right = self.places[group.first][0], self.places[group.last][1]
            wish[place], room[place] = (left + right) / 2, self._room(group)
        x = spread(list(wish), wish, room, FONT, (0, self.width))
        for place, group in enumerate(groups):
            leader = [wish[place], wish[place], x[place]]
            self.ax.plot(leader, [0, -5, -LEADER + 3], color="0.5", lw=0.8)
            self.ax.text(x[place], -LEADER, "\n".join(self._lines(group)), ha="center", va="top",
                         fontsize=FONT, linespacing=LINE - 0.1)  # fmt: skip

    def _needed(self, groups):
        return sum(map(self._room, groups)) + FONT * (len(groups) - 1)

    def _room(self, group):
        return FONT * max(map(ems, self._lines(group)))

    def _lines(self, group):
        count = group.last - group.first + 1
        total = sum(self.parts[group.first : group.last + 1])
        return (group.name + (f" ×{count}" if count > 1 else ""),
                size(self.strip[group.last].shape), percent(total))  # fmt: skip
