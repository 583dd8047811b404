"""A network to scale: a segment a layer or block, as high as its maps, as wide as its channels.

A segment is whatever has stage, name, shape (height, width, channels), parameters, macs and side
(whether it belongs to an auxiliary head). Lengths are in points.
"""

import dataclasses
import itertools
import math

import matplotlib
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from .layered_layout import spread, text_width

FONT, LINE = 11, 1.3
LEAST = 5  # lower segments could not be told by their colour
GAP = 5  # between stages
TOP, LEADER = 16, 20  # room above for numbers and beneath for leaders
AUXILIARY = "////"
# From pale to dark in one direction, so that it is told apart without seeing hues as well.
COLOURS = LinearSegmentedColormap.from_list(
    "share", matplotlib.colormaps["YlGnBu"]([0.04, 0.2, 0.4, 0.6, 0.8, 1.0])
)

SHARES = {"parameters": "parameters", "MACs": "macs"}  # name: the segment's field


@dataclasses.dataclass(frozen=True)
class Extent:
    """What pictures on one scale reach to: channels and stages side by side, pixels, share (%)."""

    channels: int
    stages: int
    resolution: int
    share: float


@dataclasses.dataclass(frozen=True)
class Group:
    """Segments that follow one another and are labelled together, from place `first` to `last`."""

    name: str
    first: int
    last: int


def shares(segments, share="parameters"):
    """The share of each segment in %, of the parameters or the MACs of the whole network."""
    if share not in SHARES:
        raise ValueError(f"share is {share!r}; choose one of {', '.join(SHARES)}.")
    values = [getattr(segment, SHARES[share]) for segment in segments]
    return [100 * value / (sum(values) or 1) for value in values]


def extent(networks, share="parameters"):
    """The Extent that takes in all of these networks."""
    return Extent(
        max(sum(segment.shape[2] for segment in segments) for segments in networks),
        max(len(stages(segments)) for segments in networks),
        max(max(segment.shape[:2]) for segments in networks for segment in segments),
        max(max(shares(segments, share)) for segments in networks),
    )


def stages(segments):
    """A Group for each stage."""
    found = []
    for place, segment in enumerate(segments):
        if found and found[-1].name == segment.stage:
            found[-1] = dataclasses.replace(found[-1], last=place)
        else:
            found.append(Group(segment.stage, place, place))
    return found


def merged(groups, segments, parts):
    """One label fewer: two neighbours become one, of one shape if any, else of the least share."""

    def cost(pair):
        one, other = pair
        same = segments[one.last].shape == segments[other.last].shape
        return not same, sum(parts[one.first : other.last + 1])

    one, other = min(itertools.pairwise(groups), key=cost)
    place = groups.index(one)
    name = f"{one.name.partition(' – ')[0]} – {other.name.rpartition(' – ')[2]}"
    return [*groups[:place], Group(name, one.first, other.last), *groups[place + 2 :]]


def percent(value):
    """'12 %', '3.4 %', '<0.1 %'."""
    if 0 < value < 0.05:
        return "<0.1 %"
    return f"{value:.0f} %" if value >= 9.95 or value == 0 else f"{value:.1f} %"


def size(shape):
    """'14×14×1024'; '4096' for so many neurons."""
    return "×".join(map(str, shape)) if shape[:2] != (1, 1) else str(shape[2])


def draw_network(ax, segments, share="parameters", *, log=False, reach=None, title=None):
    """Draw segments from input to output, coloured by their share, and beneath them their stages.

    segments: those of auxiliary heads, which are hatched, stand last. log: whether heights are
    logarithmic; widths never are. reach: an Extent to draw to, by default the network's own.
    Segments are at least 5 points high. Leave 7 % of 1000 pixels on the left and 9 % on the right.
    Returns the segments' places, [(left, right, height)], in the axes' units.
    """
    picture = _Picture(ax, segments, share, log, reach or extent([segments], share))
    picture.draw_frame(title)
    picture.draw_segments()
    picture.draw_numbers()
    picture.draw_labels()
    return picture.places


class _Picture:
    """One network in an Axes whose units are points, from its lower left corner."""

    def __init__(self, ax, segments, share, log, reach):
        area, points = ax.get_window_extent(), 72 / ax.figure.dpi
        self.ax, self.segments, self.log, self.reach = ax, segments, log, reach
        self.width, self.foot = area.width * points - 2, LEADER + 3 * LINE * FONT
        self.height = area.height * points - self.foot - TOP
        self.parts, self.groups = shares(segments, share), stages(segments)
        self.channel = (self.width - GAP * (reach.stages - 1)) / reach.channels
        self.places, left = [], 0.0
        for group in self.groups:
            for segment in segments[group.first : group.last + 1]:
                right = left + segment.shape[2] * self.channel
                self.places.append((left, right, self.level(max(segment.shape[:2]))))
                left = right
            left += GAP

    def level(self, pixels):
        """How high so many pixels are drawn."""
        part = pixels / self.reach.resolution
        if self.log:  # one pixel has a height, too
            part = (1 + math.log2(pixels)) / (1 + math.log2(self.reach.resolution))
        return max(LEAST, self.height * part)

    def draw_frame(self, title):
        ax = self.ax
        ax.set_xlim(-1, self.width + 1)
        ax.set_ylim(-self.foot, self.height + TOP)
        for side in ("top", "right", "bottom", "left"):
            ax.spines[side].set_visible(False)
        ax.set_xticks([])
        ticks = {}
        for pixels in sorted({max(segment.shape[:2]) for segment in self.segments}, reverse=True):
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
        self.ax.plot(
            [left, left, left, right, right, right],
            [y - 3, y + 3, y, y, y + 3, y - 3],
            color="black",
            lw=1.2,
        )
        self.ax.text(right, y - 5, f"{channels:,} channels", fontsize=FONT, ha="right", va="top")

    def draw_segments(self):
        norm = Normalize(0, self.reach.share)
        for side in (False, True):
            chosen = [n for n, segment in enumerate(self.segments) if segment.side == side]
            places = [self.places[n] for n in chosen]
            boxes = [Rectangle((left, 0), right - left, top) for left, right, top in places]
            if boxes:
                thin = sum(box.get_width() for box in boxes) < 4 * len(boxes)
                self.ax.add_collection(
                    PatchCollection(
                        boxes,
                        facecolors=COLOURS(norm([self.parts[n] for n in chosen])),
                        edgecolors="0.25",
                        linewidths=0.2 if thin else 0.7,
                        hatch=AUXILIARY if side else None,
                    )
                )
        bar = self.ax.inset_axes([1.012, 0.3, 0.014, 0.66])
        bar = self.ax.figure.colorbar(ScalarMappable(norm, COLOURS), cax=bar)
        bar.locator = MaxNLocator(5)
        bar.ax.tick_params(labelsize=FONT)
        bar.set_label("share of a segment (%)", fontsize=FONT)

    def draw_numbers(self):
        """The share of each segment of 10 % or more, where it is wide enough."""
        for (left, right, height), part in zip(self.places, self.parts, strict=True):
            if part >= 10 and right - left > FONT * text_width(percent(part)) + 2:
                self.ax.text(
                    (left + right) / 2, height + 2, percent(part), ha="center", fontsize=FONT
                )

    def draw_labels(self):
        """Stage and number of segments, shape, and share, side by side beneath the segments."""
        groups = self.groups
        while len(groups) > 2 and self._needed(groups) > self.width:
            groups = merged(groups, self.segments, self.parts)
        wish, room = {}, {}
        for place, group in enumerate(groups):
            left, right = self.places[group.first][0], self.places[group.last][1]
            wish[place], room[place] = (left + right) / 2, self._room(group)
        x = spread(list(wish), wish, room, FONT, (0, self.width))
        for place, group in enumerate(groups):
            leader = [wish[place], wish[place], x[place]]
            self.ax.plot(leader, [0, -5, -LEADER + 3], color="0.5", lw=0.8)
            self.ax.text(
                x[place],
                -LEADER,
                "\n".join(self._lines(group)),
                ha="center",
                va="top",
                fontsize=FONT,
                linespacing=LINE - 0.1,
            )

    def _needed(self, groups):
        return sum(map(self._room, groups)) + FONT * (len(groups) - 1)

    def _room(self, group):
        return FONT * max(map(text_width, self._lines(group)))

    def _lines(self, group):
        count = group.last - group.first + 1
        total = sum(self.parts[group.first : group.last + 1])
        return (
            group.name + (f" ×{count}" if count > 1 else ""),
            size(self.segments[group.last].shape),
            percent(total),
        )
