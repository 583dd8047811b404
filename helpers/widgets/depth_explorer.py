"""Does a deeper network learn better? Recorded runs, a guess before they show, and one's own."""

import base64
import html

import ipywidgets

from helpers import paths
from helpers.figures import depth as figures
from helpers.runs import SHIPPED, Store
from helpers.runs.analysis import AXES, METRICS, chance, failed, result

from .canvas import Canvas, ClickablePicture
from .guess import GuessControls
from .kept_lines import KeptLines
from .panel import Hold, Panel
from .run_selection import RunSelection, details
from .training_controls import TrainingControls

NO_RUNS = "There are no recorded runs here yet. Train one below, or run <code>make sweep</code>."
HOW_TO_GUESS = (
    "The measured lines are hidden. Drag a line in the picture, or set the sliders (one a depth): "
    "at least two depths of one network, then press Reveal."
)
NEAR = 25  # pixels from a point within which a click picks it


class DepthExplorer(Panel):
    """Error or accuracy against depth, parameters or MACs; one line a family.

    runs: a list of Run, by default those that ship and those in `store`, of which it first shows
    the usual networks, without those that bypass another number of layers. store: the student's own
    Store, where trainings from this panel are kept; its runs are drawn as stars. predict: name of a
    prediction such as "04-depth", under which the drawn guess is kept. Lines over depth are hidden
    until a guess is made, or Show me is pressed.
    """

    def __init__(self, runs=None, store=None, predict=None):
        self.kept = KeptLines(predict)
        self.store = store or Store(paths.runs_folder())
        known = [*Store(SHIPPED).read(), *self.store.read()] if runs is None else runs
        self.selection = RunSelection(known, self.store, variants=runs is not None)
        self._spots = {}  # where the runs are in the picture, in the axes' units
        self._hold = Hold()
        with self._hold:
            self._canvas = Canvas()
            self._curves = Canvas((440, 280), (0.15, 0.18, 0.97, 0.96))
            self._make_controls()
            super().__init__(self._arranged())
            self._list_choices()
            self._choose_axis()
        self._redraw()

    def _make_controls(self):
        self.metric = ipywidgets.ToggleButtons(options=list(METRICS), value="training error")
        self.metric.style.button_width = "135px"
        self.axis = ipywidgets.Dropdown(options=list(AXES), description="against")
        self.setting = ipywidgets.Dropdown(description="runs on", layout={"width": "720px"})
        self.point = ipywidgets.Dropdown(description="look at")
        self.predict = ipywidgets.ToggleButton(
            value=True, description="Predict first", icon="pencil"
        )
        self.variants = ipywidgets.ToggleButton(
            value=self.selection.variants, description="Other blocks too"
        )
        self.guess = GuessControls(self._redraw, self._keep_guess)
        self.picture = ClickablePicture()
        self.note, self.details = ipywidgets.HTML(), ipywidgets.HTML()
        self.curves = ipywidgets.Image(format="png")
        self.training = TrainingControls(self.store, self.show)
        for control in (self.metric, self.axis, self.point, self.predict):
            control.observe(self._redraw, names="value")
        for control in (self.setting, self.variants):
            control.observe(self._choice_changed, names="value")
        self.picture.observe(self._stroke, names="stroke")

    def _arranged(self):
        self._look = ipywidgets.HBox([self.curves, self.details])
        fold = ipywidgets.Accordion([self.training], titles=("Train this one now",))
        row = ipywidgets.HBox([self.axis, self.point, self.predict, self.variants])
        return [
            self.metric,
            row,
            self.setting,
            self.guess,
            self.picture,
            self.note,
            self._look,
            fold,
        ]

    def __repr__(self):
        """The same for all students: it counts what was recorded, without their own runs."""
        count = self.selection.recorded
        return f"DepthExplorer({count} run{'s' * (count != 1)})"

    def show(self, run):
        """Mark a run of the student's own, which is in the store, in the picture."""
        self.predict.value = False
        name = self.selection.take(run, own=True)
        with self._hold:
            self._list_choices()
            self.setting.value = self.selection.home(name, self.setting.value)
            self._list_choices()
            self.point.value = name
        self._redraw()

    def _repr_mimebundle_(self, **kwargs):
        """The live panel; readers that have no kernel, and can make no guess, see the lines."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if self.picture.drawing:  # the lines are hidden
            apart, axis = Canvas(), self.axis.value
            lines = self.selection.lines(self.setting.value, axis, self.metric.value)
            self._draw(apart.ax, lines, axis, None, False)
            bundle["image/png"] = base64.b64encode(apart.png()).decode()
        return bundle

    def _keep_guess(self):
        """Keep what was drawn for the training error, with the measured means of these lines."""
        chosen, metric = self.setting.value, self.metric.value
        if metric == "training error":
            lines = {line.family: line for line in self.selection.lines(chosen, "depth", metric)}
            guess = {lines[f].label: g for f, g in self.guess.guesses.items() if f in lines and g}
            truth = {line.label: {p.depth: p.mean for p in line.points} for line in lines.values()}
            self.kept.keep(guess, {label: truth[label] for label in guess})

    def _list_choices(self):
        """The settings and the runs that can be looked at; what was chosen stays if it can."""
        chosen, settings = self.setting.value, self.selection.settings()
        self.selection.variants = self.variants.value
        self.setting.options = settings
        if settings:
            known = [value for _, value in settings]
            self.setting.value = chosen if chosen in known else known[0]
        several = self.selection.has_variants(self.setting.value)
        self.variants.layout.display = None if several else "none"
        chosen, names = self.point.value, self.selection.names(self.setting.value)
        self.point.options = [("one of the runs …", None), *names]
        if chosen in dict(names).values():
            self.point.value = chosen
        else:
            self.point.index = 0  # the value None would show a blank

    def _choice_changed(self, _change):
        if self._hold:
            return
        with self._hold:
            self._list_choices()
            self._choose_axis()
        self._redraw()

    def _choose_axis(self):
        """Networks without a depth are shown against their parameters."""
        if self.axis.value == "depth" and not self.selection.depths(self.setting.value):
            self.axis.value = "parameters" if self.selection.of(self.setting.value) else "depth"

    def _stroke(self, change):
        """What the page sends: a click picks a run, a drag is a guess."""
        if not change["new"]:
            return
        points = [tuple(map(float, self._canvas.data(point))) for point in change["new"]]
        self.picture.stroke = []
        if self.picture.drawing:
            self.guess.draw(points)
            return
        x, y = self._canvas.pixels(points[-1])
        near = []
        for name, spot in self._spots.items():
            u, v = self._canvas.pixels(spot)
            near.append(((x - u) ** 2 + (y - v) ** 2, name))
        if near and min(near)[0] <= NEAR**2:
            self.point.value = min(near)[1]

    def _redraw(self, _change=None):
        if self._hold:
            return
        chosen, metric = self.setting.value, self.metric.value
        depths = self.selection.depths(chosen)
        asking = self.predict.value and bool(depths)
        axis = "depth" if asking else self.axis.value
        lines = self.selection.lines(chosen, axis, metric)
        if asking:
            self.guess.ask((chosen, metric), lines, depths, self._kept_guess(lines))
        hidden = asking and not self.guess.revealed
        self.axis.disabled, self.point.disabled, self.picture.drawing = asking, hidden, hidden
        self.guess.layout.display = None if asking else "none"
        self._canvas.clear()
        self._spots = {} if hidden else self._places(axis, metric)
        self._draw(self._canvas.ax, lines, axis, depths if asking else None, hidden)
        self.note.value = (
            NO_RUNS
            if chosen is None
            else HOW_TO_GUESS
            if hidden
            else " ".join(
                html.escape(sentence) for sentence in self._sentences(lines, axis, asking)
            )
        )
        self.picture.alt = f"{metric} in % against {axis}; the runs are listed under 'look at'"
        self.picture.png = self._canvas.png()
        self._show_run(None if hidden else self.selection.runs.get(self.point.value))

    def _kept_guess(self, lines):
        """{family: {depth: %}} of a guess that was kept before."""
        if self.metric.value != "training error":
            return {}
        kept = self.kept.lines()
        return {line.family: kept[line.label] for line in lines if line.label in kept}

    def _places(self, axis, metric):
        """{key: (x, y)} of the runs that have a value and were not stopped."""
        places = {
            name: (AXES[axis][1](run), result(run, metric))
            for name, run in self.selection.visible(self.setting.value).items()
            if run.ended != "stopped"
        }
        return {name: place for name, place in places.items() if None not in place}

    def _draw(self, ax, lines, axis, depths, hidden):
        chosen, metric = self.setting.value, self.metric.value
        level = chance(chosen.dataset, metric) if chosen else None
        guesses = [
            (line.label, line.family, self.guess.guesses[line.family])
            for line in lines
            if depths and line.family in self.guess.guesses
        ]
        if hidden:
            figures.draw_question(ax, depths, metric, guesses, chance=level)
            return
        own = self.selection.own_lines(chosen, axis, metric)
        figures.draw_depth(
            ax,
            lines,
            axis,
            metric,
            chance=level,
            own=own,
            guesses=guesses,
            picked=self._spots.get(self.point.value),
        )

    def _sentences(self, lines, axis, asking):
        sentences = self.guess.comparisons(lines, self.metric.value) if asking else []
        shown = self.selection.of(self.setting.value).values()
        missing = sum(AXES[axis][1](run) is None for run in shown)
        if missing:
            sentences.append(f"{missing} of the runs did not record {axis} and are not shown.")
        broken = sum(map(failed, shown))
        if broken:
            sentences.append(
                f"× marks {broken} run{'s' * (broken != 1)} whose loss was not finite."
            )
        return sentences

    def _show_run(self, run):
        """Learning curves and provenance of a run, or nothing."""
        self._look.layout.display = "none" if run is None else None
        if run is not None:
            self._curves.clear()
            figures.draw_learning_curves(self._curves.ax, run, self.metric.value)
            self.curves.value = self._curves.png()
            self.details.value = details(run, self.point.value in self.selection.own)
