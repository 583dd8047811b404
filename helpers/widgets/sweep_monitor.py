"""How far is a sweep? Somebody's, on any machine: all that is shown is read from its store."""

import datetime
import html
import pathlib

import anywidget
import ipywidgets
import traitlets

from helpers import paths
from helpers.figures.sweep import draw_counts, draw_running_curves
from helpers.runs import Store, read_grid
from helpers.runs.snapshot import SnapshotReader
from helpers.runs.status import status_of
from helpers.runs.status_tables import FAILED, RUNNING, failed_rows, running_rows, summary_rows
from helpers.tables import Markup, html_table

from .canvas import Canvas, ClickablePicture
from .panel import Hold, Panel, prose

METRICS = ("training error", "test error")
NONE = (
    "No sweep has been started in this store. Start one: "
    "<code>helpers.runs.sweep(jobs, store)</code>, or <code>python -m helpers sweep</code>."
)


class Ticker(anywidget.AnyWidget):
    """A line of text; the page counts `tick` up every so many seconds while it can be seen.

    It waits until `seen` has been set to the tick: who reads slowly is not asked faster.
    """

    _esm = pathlib.Path(__file__).parent / "static" / "ticker.js"
    text = traitlets.Unicode().tag(sync=True)
    every = traitlets.Float(3.0).tag(sync=True)
    tick = traitlets.Int(0).tag(sync=True)
    seen = traitlets.Int(0).tag(sync=True)


class SweepMonitor(Panel):
    """Done, running with their curves, failed, left and the time left of a sweep.

    store: a Store or its folder, by default the user's own; it is only read. jobs: a list of Job,
    or a grid's name or file; by default the sweeps that were called there, the last one first.
    every: seconds between two looks while the panel can be seen.
    """

    def __init__(self, store=None, jobs=None, every=3.0):
        store = store if isinstance(store, Store) else Store(store or paths.runs_folder())
        self._title, self._jobs = "", jobs
        if isinstance(jobs, str | pathlib.Path):
            self._title, self._jobs = read_grid(str(jobs), build=False)
        self._reader, self._hold = SnapshotReader(store), Hold()
        self._snapshot = None
        self.store, self.status = store, None
        self._make_controls(every)
        super().__init__(
            [
                ipywidgets.HBox([self.sweep, self.metric, self.refresh, self.ticker]),
                self.picture,
                self.summary,
                self.running,
                self.failed,
            ]
        )
        self._look()

    def _make_controls(self, every):
        self.sweep = ipywidgets.Dropdown(description="sweep", layout={"width": "260px"})
        self.metric = ipywidgets.Dropdown(
            options=METRICS, description="curves", layout={"width": "220px"}
        )
        for control in (self.sweep, self.metric):
            control.style.description_width = "50px"
        self.refresh = ipywidgets.Button(description="Look again", icon="refresh")
        self.ticker = Ticker(every=every)
        self.picture = ClickablePicture()
        self.summary, self.running, self.failed = (ipywidgets.HTML() for _ in range(3))
        self.refresh.on_click(self._look)
        self.ticker.observe(self._look, names="tick")
        for control in (self.sweep, self.metric):
            control.observe(self._redraw, names="value")

    def __repr__(self):
        counts = self.status.counts
        return f"SweepMonitor({', '.join(f'{count} {state}' for state, count in counts.items())})"

    def _look(self, _change=None):
        """Read the store again and show it."""
        self._snapshot = self._reader.read()
        with self._hold:
            self._list_sweeps()
        self._redraw()
        self.ticker.text = f"as of {datetime.datetime.now():%H:%M:%S}"
        self.ticker.seen = self.ticker.tick

    def _list_sweeps(self):
        """The sweeps of the store; what was chosen stays if it is still there."""
        self.sweep.layout.display = None if self._jobs is None else "none"
        chosen = self.sweep.value
        named = [(_name(one), one.file.name) for one in self._snapshot.sweeps]
        if list(self.sweep.options) != named:
            self.sweep.options = named
            names = [name for _, name in named]
            self.sweep.value = chosen if chosen in names else next(iter(names), None)

    def _redraw(self, _change=None):
        if self._hold:
            return
        self.status = status_of(self._snapshot, *self._chosen())
        self._draw()
        self._write()

    def _chosen(self):
        """(jobs, title) of what is shown."""
        if self._jobs is not None:
            return self._jobs, self._title
        for one in self._snapshot.sweeps:
            if one.file.name == self.sweep.value:
                return one.jobs, one.title
        return (), ""

    def _draw(self):
        canvas = Canvas((820, 380), (0.085, 0.14, 0.7, 0.82))
        bar = canvas.figure.add_axes((0.085, 0.87, 0.615, 0.12))
        draw_counts(bar, self.status.counts)
        draw_running_curves(
            canvas.ax, [entry.run for entry in self.status.of("running")], self.metric.value
        )
        words = ", ".join(f"{count} {state}" for state, count in self.status.counts.items())
        self.picture.alt = f"A sweep: {words}; the {self.metric.value} of those running."
        self.picture.png = canvas.png()

    def _write(self):
        if not self.status.entries:
            self.summary.value = prose(NONE if self._jobs is None else "There are no jobs.")
            self.running.value = self.failed.value = ""
            return
        rows = [(Markup(f"<b>{name}</b>"), text) for name, text in summary_rows(self.status)]
        place = prose(f"Records go to <code>{html.escape(str(self.store.path))}</code>.")
        self.summary.value = html_table(None, rows, left=2) + place
        self.running.value = _table(RUNNING, running_rows(self.status), (0, 5))
        self.failed.value = _table(FAILED, failed_rows(self.status), (0, 2))


def _table(head, rows, left):
    return html_table(head, rows, left=left) if rows else ""


def _name(announcement):
    """'depth (36), 24 Nov 11:02'."""
    when = datetime.datetime.fromtimestamp(announcement.called)
    return f"{announcement.title or 'sweep'} ({len(announcement.jobs):,}), {when:%d %b %H:%M}"
