"""The lecture's networks, one or two at a time: to scale, counted by stage, beside the papers."""

import html

import ipywidgets

from helpers import summaries
from helpers.figures.architecture_diagram import (
    SHARES,
    draw_network,
    extent,
    percent,
    shares,
    size,
)
from helpers.networks import CATALOG
from helpers.summaries.records import variant

from .canvas import Canvas, ClickablePicture
from .network_table import card, side_by_side, title
from .panel import Hold, Panel

WIDTH, HEIGHT = 1000, 340  # pixels of one diagram
HEIGHTS = {"to scale": False, "logarithmic": True}
HOW_TO_READ = (
    "Each segment is a layer or a whole block. Its width shows the channels, its height the height "
    "of the maps, with a minimum. Hatched: auxiliary heads. Click a segment to read about it."
)
ALONE = ""  # None would be shown as a choice not made yet
NOTHING = "No network is described yet. Run <code>python -m helpers count --record</code>."


class NetworkBrowser(Panel):
    """A network, or two on one scale; everything is read from data/networks, nothing is built.

    own: NetworkSummaries of one's own models, as `helpers.summaries.summarize(model)` makes them.
    first, second: networks to open with; second may be None.
    """

    def __init__(self, first="resnet50", second=None, own=()):
        self._known = {name: summaries.read_all(name) for name in summaries.names()}
        self._shipped = len(self._known)
        self._known.update({f"{summary.network} (yours)": (summary,) for summary in own})
        for name in (first, second):
            if name is not None and name not in self._known:
                raise ValueError(f"There is no {name!r}; choose one of {', '.join(self._known)}.")
        self._drawn = []  # (axes, summary, places of its segments) of each diagram
        self._hold = Hold()
        with self._hold:
            self._make_controls(first, second)
            super().__init__(
                [
                    ipywidgets.HBox([self.first, self.first_variant]),
                    ipywidgets.HBox([self.second, self.second_variant]),
                    ipywidgets.HBox(
                        [
                            ipywidgets.Label("colour: share of"),
                            self.share,
                            ipywidgets.Label("height"),
                            self.height,
                        ]
                    ),
                    self.picture,
                    self.note,
                    self.cards,
                ]
            )
        self._choose()

    def _make_controls(self, first, second):
        names = [(self._title(name), name) for name in self._known]
        narrow = {"width": "210px"}
        self.first = ipywidgets.Dropdown(options=names, value=first, description="network")
        self.second = ipywidgets.Dropdown(
            options=[("no other", ALONE), *names], value=second or ALONE, description="beside it"
        )
        self.first_variant = ipywidgets.Dropdown(layout=narrow)
        self.second_variant = ipywidgets.Dropdown(layout=narrow)
        self.share = ipywidgets.ToggleButtons(options=list(SHARES))
        self.height = ipywidgets.ToggleButtons(options=HEIGHTS)
        for buttons in (self.share, self.height):
            buttons.style.button_width, buttons.layout.margin = "110px", "0 24px 0 4px"
        self.picture = ClickablePicture()
        self.note, self.cards = ipywidgets.HTML(), ipywidgets.HTML()
        for control in (self.first, self.second):
            control.observe(self._choose, names="value")
        for control in (self.first_variant, self.second_variant, self.share, self.height):
            control.observe(self._redraw, names="value")
        self.picture.observe(self._click, names="stroke")

    def _title(self, name):
        network = CATALOG.get(name)
        return f"{network.title} ({network.year})" if network else name

    def __repr__(self):
        """The same on all machines: what ships, without one's own."""
        return f"NetworkBrowser({self._shipped} networks)"

    @property
    def shown(self):
        """The NetworkSummaries in the picture."""
        chosen = (self.first_variant.value, self.second_variant.value)
        return [summary for summary in chosen if summary is not None]

    def _choose(self, _change=None):
        """Offer the variants of what is chosen."""
        with self._hold:
            pairs = ((self.first, self.first_variant), (self.second, self.second_variant))
            for network, variants in pairs:
                found = self._known.get(network.value, ())
                options = [(variant(summary.options), summary) for summary in found]
                if tuple(options) != tuple(variants.options):
                    variants.options = options
                    variants.index = 0 if options else None
                variants.layout.display = None if len(found) > 1 else "none"
        self._redraw()

    def _redraw(self, _change=None):
        if self._hold:
            return
        shown, share = self.shown, self.share.value
        # From the top: a diagram has 7 % of the width for its axis, and 9 % for the colours.
        frames = [
            (0.07, 1 - (n - 0.012) / len(shown), 0.91, 1 - (n - 0.912) / len(shown))
            for n in range(1, len(shown) + 1)
        ]
        canvas = Canvas((WIDTH, HEIGHT * max(1, len(shown))), *frames[:1])
        axes = [canvas.ax]
        for left, bottom, right, top in frames[1:]:
            axes.append(canvas.figure.add_axes((left, bottom, right - left, top - bottom)))
        reach = extent([summary.overview for summary in shown], share) if shown else None
        self._drawn = []
        for ax, summary in zip(axes, shown, strict=False):
            places = draw_network(
                ax,
                summary.overview,
                share,
                log=self.height.value,
                reach=reach,
                title=f"{title(summary)}: share of {share}",
            )
            self._drawn.append((ax, summary, places))
        if not shown:
            canvas.ax.set_axis_off()
        self.picture.alt = " ".join(self._in_words(summary, share) for summary in shown)
        self.picture.png = canvas.png()
        both = " Both are on one scale." if len(shown) > 1 else ""
        self.note.value = HOW_TO_READ + both if shown else NOTHING
        self.cards.value = side_by_side(card(summary, self._variants(summary)) for summary in shown)

    def _variants(self, summary):
        return next(found for found in self._known.values() if summary in found)

    @staticmethod
    def _in_words(summary, share):
        """The picture for those who do not see it."""
        parts, segments = shares(summary.overview, share), summary.overview
        most = max(range(len(parts)), key=parts.__getitem__)
        return (
            f"{title(summary)}: {len(segments)} segments from {size(segments[0].shape)} to "
            f"{size(segments[-1].shape)}; the largest share of {share}, {percent(parts[most])}, is "
            f"in {segments[most].name}. The table below has all stages."
        )

    def _click(self, change):
        """Say what was clicked on."""
        if not change["new"]:
            return
        width, height = self._drawn[0][0].figure.bbox.size if self._drawn else (1, 1)
        point = change["new"][-1][0] * width, change["new"][-1][1] * height
        self.picture.stroke = []
        for ax, summary, places in self._drawn:
            x, y = ax.transData.inverted().transform(point)
            for segment, (left, right, top) in zip(summary.overview, places, strict=True):
                if left <= x <= right and -2 <= y <= top + 4:
                    self.note.value = self._read(summary, segment)

    @staticmethod
    def _read(summary, segment):
        part, work = segment.parameters / summary.parameters, segment.macs / (summary.macs or 1)
        return (
            f"<b>{html.escape(segment.name)}</b>, {size(segment.shape)}: "
            f"{segment.parameters:,} parameters ({percent(100 * part)}), "
            f"{segment.macs / 1e6:,.1f} MMACs ({percent(100 * work)})"
        )
