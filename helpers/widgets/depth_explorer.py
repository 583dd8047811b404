"""Does a deeper network learn better? Recorded runs, a guess before they show, and one's own."""

import base64
import dataclasses
import html
from collections import Counter

import ipywidgets

from helpers import sweeps
from helpers.figures import depth as figures
from helpers.figures.run_series import AXES, METRICS, chance, describe, failed, result, series
from helpers.figures.run_series import setting as setting_of
from helpers.sweeps.store import SHIPPED, key

from .picture import ClickablePicture, Sheet
from .prediction import GuessSliders, along, verdict
from .provenance import short_name, table
from .training_desk import TrainingDesk

NO_RUNS = (
    "There are no recorded runs here yet: train one below, or run <code>make sweep</code> "
    "and open this panel again."
)
NEAR = 25  # pixels from a point within which a click picks it


class DepthExplorer(ipywidgets.VBox):
    """Error or accuracy against depth, parameters, MACs or seconds; one line a family.

    runs: a list of Run, by default those that ship and those in `store`. store: the student's own
    Store, where trainings from this panel are kept; its runs are drawn as stars.
    """

    def __init__(self, runs=None, store=None):
        self.store = store or sweeps.Store(sweeps.user_store())
        if runs is None:
            runs = [*sweeps.Store(SHIPPED).read(), *self.store.read()]
        self.runs = list({key(run): run for run in reversed(list(runs))}.values())[::-1]
        shipped = sweeps.Store(SHIPPED)
        self._own = {
            key(run) for run in self.runs
            if self.store.file(run).exists() and not shipped.file(run).exists()
        }  # fmt: skip
        self._count = len(self.runs) - len(self._own)
        self._guesses, self._revealed, self._spots = {}, set(), []
        self._sheet = Sheet()
        self._curves = Sheet((440, 280), (0.15, 0.18, 0.97, 0.96))
        self._hold = True
        self._make_controls()
        super().__init__(self._layout())
        self._list_settings()
        self._list_points()
        self._hold = False
        self._redraw()

    def _make_controls(self):
        self.metric = ipywidgets.ToggleButtons(
            options=list(METRICS), value="training error", style={"button_width": "130px"}
        )
        self.axis = ipywidgets.Dropdown(options=list(AXES), description="against")
        self.setting = ipywidgets.Dropdown(description="runs on", layout={"width": "720px"})
        self.point = ipywidgets.Dropdown(description="look at", layout={"width": "380px"})
        self.predict = ipywidgets.ToggleButton(description="Predict first", icon="pencil")
        self.guess_family = ipywidgets.Dropdown(description="my guess for")
        self.reveal = ipywidgets.Button(description="Reveal", button_style="primary")
        self.picture = ClickablePicture()
        self.note, self.details = ipywidgets.HTML(), ipywidgets.HTML()
        self.curves = ipywidgets.Image(format="png")
        self.sliders = GuessSliders(self._guessed)
        self.desk = TrainingDesk(self.add)
        for control in (self.axis, self.metric):
            control.observe(self._redraw, names="value")
        self.setting.observe(self._setting_changed, names="value")
        self.guess_family.observe(self._family_changed, names="value")
        self.predict.observe(self._setting_changed, names="value")
        self.point.observe(self._redraw, names="value")
        self.picture.observe(self._stroke, names="stroke")
        self.reveal.on_click(self._reveal)

    def _layout(self):
        self._guess_box = ipywidgets.VBox(
            [ipywidgets.HBox([self.guess_family, self.reveal]), self.sliders]
        )
        self._look_box = ipywidgets.HBox([self.curves, self.details])
        fold = ipywidgets.Accordion([self.desk], titles=("Train this one now",))
        row = ipywidgets.HBox([self.axis, self.predict, self.point], layout={"flex_flow": "wrap"})
        return [
            self.metric, row, self.setting, self._guess_box, self.picture, self.note,
            self._look_box, fold,
        ]  # fmt: skip

    def __repr__(self):
        return f"DepthExplorer({self._count} run{'s' * (self._count != 1)})"

    def _repr_mimebundle_(self, **kwargs):
        """The live panel, and its present picture for places that show no widgets."""
        bundle = super()._repr_mimebundle_(**kwargs)
        return {**bundle, "image/png": base64.b64encode(self.picture.png).decode()}

    # What is to be seen

    @property
    def shown(self):
        """The runs of the chosen setting."""
        return [run for run in self.runs if setting_of(run) == self.setting.value]

    @property
    def foreign(self):
        """The student's runs of another setting, one list for each: never in the others' lines."""
        groups = {}
        for run in self.runs:
            if key(run) in self._own and setting_of(run) != self.setting.value:
                groups.setdefault(setting_of(run), []).append(run)
        return groups

    @property
    def guessing(self):
        """Whether the lines are hidden until the student has guessed."""
        asked = self.predict.value and bool(self._depths())
        return asked and self._question() not in self._revealed

    def _question(self):
        return self.setting.value, self.metric.value

    def _depths(self):
        return sorted({run.options["depth"] for run in self.shown if "depth" in run.options})

    def _lines(self):
        return series(self.shown, self.axis.value, self.metric.value)

    # What changes it

    def _list_settings(self):
        """The settings, that of the most recorded runs first; the choice stays if it can."""
        found = Counter(setting_of(run) for run in self.runs)
        recorded = Counter(setting_of(run) for run in self.runs if key(run) not in self._own)
        order = sorted(found, key=lambda s: (-recorded[s], repr(s)))
        chosen = self.setting.value
        self.setting.options = list(zip(describe(order), order, strict=True))
        if order:
            self.setting.value = chosen if chosen in order else order[0]

    def _list_points(self):
        """The runs that can be looked at, and the families that can be guessed."""
        others = [run for runs in self.foreign.values() for run in runs]
        listed = sorted(self.shown, key=lambda r: (r.network, r.options.get("depth", 0), r.seed))
        options = [("one of the runs …", None)]
        for run in (*listed, *others):
            name = short_name(run) + (" (yours)" if key(run) in self._own else "")
            options.append((name, key(run)))
        chosen = self.point.value
        self.point.options = options
        self.point.value = chosen if chosen in [k for _, k in options] else None
        lines = [line for line in series(self.shown, "depth", self.metric.value) if line.points]
        families = [(line.label, line.family) for line in lines]
        chosen = self.guess_family.value
        self.guess_family.options = families
        if families:
            kept = chosen in [f for _, f in families]
            self.guess_family.value = chosen if kept else families[0][1]

    def _setting_changed(self, _change):
        if self._hold:
            return
        self._hold = True
        try:
            self._list_points()
        finally:
            self._hold = False
        self._redraw()

    def _family_changed(self, _change):
        self._redraw()

    def _guess(self):
        """{family: {depth: %}} for the present question."""
        return self._guesses.setdefault(self._question(), {})

    def _guessed(self, values):
        self._guess()[self.guess_family.value] = values
        self._redraw()

    def _stroke(self, change):
        points = [self._sheet.data(p) for p in change["new"]]
        if not points:
            return
        self.picture.stroke = []
        if self.guessing:
            drawn = along([(float(x), float(y)) for x, y in points], self._depths())
            self._guessed({**self._guess().get(self.guess_family.value, {}), **drawn})
        else:
            self._pick(points[0])

    def _pick(self, point):
        """Choose the run nearest to a click, if one is near."""
        x, y = self._sheet.pixels(point)
        near = [
            ((x - u) ** 2 + (y - v) ** 2, name)
            for name, (u, v) in ((n, self._sheet.pixels(at)) for n, at in self._spots)
        ]
        distance, name = min(near, default=(None, None))
        if name is not None and distance <= NEAR**2:
            self.point.value = name

    def _reveal(self, _button):
        if any(len(values) > 1 for values in self._guess().values()):
            self._revealed.add(self._question())
        self._redraw()

    def add(self, run):
        """Keep a run in the student's own store and mark it in the picture."""
        self.store.add(run)
        self.runs = [r for r in self.runs if key(r) != key(run)] + [run]
        self._own.add(key(run))
        self._hold = True
        try:
            self._list_settings()
            self._list_points()
            self.point.value = key(run)
        finally:
            self._hold = False
        self._redraw()

    # Drawing

    def _redraw(self, _change=None):
        if self._hold:
            return
        ax = self._sheet.ax
        ax.clear()
        self._spots = []
        asking = bool(self.predict.value and self._depths())
        self.axis.disabled = asking
        self._guess_box.layout.display = None if asking else "none"
        self.picture.drawing = self.guessing
        self.point.disabled = self.guessing
        if self.guessing:
            self._draw_question(ax)
        else:
            self._draw_runs(ax, "depth" if asking else self.axis.value)
        if asking:
            self._draw_guesses(ax)
        self.note.value = " ".join(self._sentences(asking))
        self.picture.alt = f"{self.metric.value} in % against {self.axis.value}"
        self.picture.png = self._sheet.png()
        self._look()

    def _chance(self):
        return chance(self.setting.value.dataset, self.metric.value) if self.setting.value else None

    def _draw_question(self, ax):
        figures.draw_empty_for_guess(ax, self._depths(), self.metric.value, self._chance())
        self.sliders.offer(self._depths(), self._guess().get(self.guess_family.value, {}))

    def _draw_runs(self, ax, axis):
        metric, own = self.metric.value, []
        for setting, runs in self.foreign.items():
            label = describe([setting])[0]
            own += [_renamed(line, label) for line in series(runs, axis, metric)]
        mine = [run for run in self.shown if key(run) in self._own]
        own += series(mine, axis, metric)
        picked, value = self._picked(), AXES[axis][1]
        for run in (*self.shown, *(r for runs in self.foreign.values() for r in runs)):
            at = value(run), result(run, metric)
            if None not in at and run.ended != "stopped":
                self._spots.append((key(run), at))
        ring = dict(self._spots).get(key(picked)) if picked else None
        figures.draw_depth(
            ax, series(self.shown, axis, metric), axis, metric,
            chance=self._chance(), own=own, picked=ring,
        )  # fmt: skip

    def _draw_guesses(self, ax):
        names = {family: label for label, family in self.guess_family.options}
        for family, values in self._guess().items():
            figures.draw_guess(ax, values, names.get(family, ""), family)
        ax.set_ylim(0, 100)
        if self._guess():
            ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), frameon=False, borderaxespad=0)

    def _sentences(self, asking):
        if not self.runs:
            return [NO_RUNS]
        if self.guessing:
            return ["Draw your guess into the picture, or set the sliders (one a depth); at least "
                    "two depths of one network, then Reveal."]  # fmt: skip
        said = []
        if asking:
            truth = {line.family: line for line in series(self.shown, "depth", self.metric.value)}
            for family, values in self._guess().items():
                if family in truth:
                    means = {p.depth: p.mean for p in truth[family].points}
                    said.append(verdict(truth[family].label, values, means, self.metric.value))
        missing = sum(AXES[self.axis.value][1](run) is None for run in self.shown)
        if missing:
            said.append(f"{missing} of the runs did not record {self.axis.value}: not shown.")
        broken = sum(map(failed, self.shown))
        if broken:
            said.append(f"× marks {broken} run{'s' * (broken != 1)} whose loss was not finite.")
        return [html.escape(sentence) for sentence in said]

    def _picked(self):
        return next((run for run in self.runs if key(run) == self.point.value), None)

    def _look(self):
        """Learning curves and provenance of the picked run."""
        run = None if self.guessing else self._picked()
        self._look_box.layout.display = "none" if run is None else None
        if run is None:
            return
        self._curves.ax.clear()
        figures.draw_learning_curves(self._curves.ax, run, self.metric.value)
        self.curves.value = self._curves.png()
        self.details.value = table(run, key(run) in self._own)


def _renamed(line, setting):
    return dataclasses.replace(line, label=f"{line.label}\n{setting}")
