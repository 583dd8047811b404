"""An Inception module, naive and with 1×1 reductions: what each costs, and a game with it."""

import ipywidgets

from helpers.figures.budget import BranchCost, draw_branches

from . import module_costs
from .budget_game import BudgetGame
from .canvas import Canvas, ClickablePicture
from .module_costs import METRICS, Module
from .module_fields import ModuleFields
from .panel import Hold, Panel
from .reduction_view import ReductionView
from .timing import TimingControls

VIEWS = {
    "Inception module": "module",
    "one 1×1 before a layer": "reduction",
    "game: stay under a budget": "game",
}


class BottleneckBudget(Panel):
    """Parameters, MACs, memory and measured time of both modules, branch by branch.

    view: "module", "reduction" (one 1×1 before one layer, the lecture's example) or "game".
    The keywords preset the module: height, width, inputs, one, three_reduce, three, five_reduce,
    five, pool; by default GoogLeNet's (3a). Keras is loaded when the time is measured.
    """

    def __init__(self, view="module", **fields):
        if view not in VIEWS.values():
            raise ValueError(f"view is {view!r}; choose one of {', '.join(VIEWS.values())}.")
        for name in fields:
            if name not in Module.__dataclass_fields__:
                known = ", ".join(Module.__dataclass_fields__)
                raise ValueError(f"There is no {name!r}; preset {known}.")
        self._hold = Hold()
        with self._hold:
            self._canvas = Canvas((1000, 420), (0.115, 0.13, 0.985, 0.905))
            self.fields = ModuleFields(Module(**fields), self._redraw)
            self._own = self.fields.module  # what the game must not change
            self.one = ReductionView(self._redraw)
            self.game = BudgetGame(self.fields.take)
            self.timing = TimingControls(self._redraw)
            self._make_controls(view)
            super().__init__(
                [
                    self.view,
                    self.game,
                    self.one,
                    self.fields,
                    self._row,
                    self.picture,
                    self.note,
                    self.reading,
                ]
            )
        self._change_view()

    def _make_controls(self, view):
        self.view = ipywidgets.ToggleButtons(options=VIEWS, value=view)
        self.view.style.button_width = "215px"
        self.metric = ipywidgets.ToggleButtons(options=list(METRICS))
        self.metric.style.button_width = "110px"
        self.biases = ipywidgets.Checkbox(
            False, description="count biases", indent=False, layout={"width": "120px"}
        )
        self._row = ipywidgets.HBox(
            [self.metric, self.biases, self.timing], layout={"align_items": "center"}
        )
        self.picture = ClickablePicture()
        self.note, self.reading = ipywidgets.HTML(), ipywidgets.HTML()
        self.view.observe(self._change_view, names="value")
        for control in (self.metric, self.biases):
            control.observe(self._redraw, names="value")
        self.picture.observe(self._click, names="stroke")

    def __repr__(self):
        if self.view.value == "reduction":
            return f"BottleneckBudget({self.one!r})"
        if self.view.value == "game":
            return f"BottleneckBudget({self.game!r})"
        m = self.fields.module
        return f"BottleneckBudget({m.height}×{m.width}×{m.inputs}, widths={m.widths})"

    def _change_view(self, change=None):
        """Show what belongs to the view; the game plays with a module of its own."""
        view = self.view.value
        if change and change["old"] == "module":
            self._own = self.fields.module
        for widget, shown in (
            (self.one, view == "reduction"),
            (self.game, view == "game"),
            (self.fields, view != "reduction"),
            (self._row, view == "module"),
        ):
            widget.layout.display = None if shown else "none"
        self.fields.lock(view == "game")
        self.fields.take(self.game.module if view == "game" else self._own)

    def _redraw(self, _change=None):
        if self._hold:
            return
        view = self.view.value
        if view == "reduction":
            self.picture.png, self.picture.alt = self.one.draw(), self.one.alt()
            self.note.value = "Click in the picture to choose N."
            self.reading.value = self.one.text()
            return
        module, metric, biases, budget = self.fields.module, self.metric.value, False, None
        if view == "game":
            self.game.judge(module)
            metric, budget = self.game.level.metric, self.game.level.budget
        else:
            biases = self.biases.value
        self._rows = rows(module, metric, biases)
        self._draw(metric, budget)
        self.note.value = module_costs.pays(module)
        timing = self.timing.look(module, biases)
        self.reading.value = module_costs.report(module, metric, biases, timing)

    def _draw(self, metric, budget):
        self._unit, one = METRICS[metric]
        self._canvas.clear()
        draw_branches(self._canvas.ax, self._rows, self._unit, budget and budget / one)
        self.picture.png = self._canvas.png()
        whole = self._rows[-1]
        self.picture.alt = (
            f"Costs by branch in {self._unit}: {whole.naive:.4g} naive, {whole.reduced:.4g} with "
            "1×1 reductions; all numbers are in the tables below."
        )

    def _click(self, change):
        """Take over the outputs, or tell the share of the branch, that was clicked on."""
        if not change["new"]:
            return
        point = change["new"][-1]
        self.picture.stroke = []
        if self.view.value == "reduction":
            self.one.click(point)
            return
        place = round(float(self._canvas.data(point)[1]))
        if 0 <= place < len(self._rows):
            row, whole = self._rows[place], self._rows[-1]
            self.note.value = module_costs.share(row, whole, self._unit)


def rows(module, metric, biases=False):
    """A BranchCost for each branch, the whole module last, in the unit of the metric."""
    parts, unit = {}, METRICS[metric][1]
    for reduced in (False, True):
        for layer, count in module_costs.costs(module, reduced, metric, biases):
            row = parts.setdefault(layer.branch, {"naive": 0, "reduction": 0, "rest": 0})
            row["naive" if not reduced else "reduction" if layer.added else "rest"] += int(count)
    whole = {kind: sum(row[kind] for row in parts.values()) for kind in BranchCost.KINDS}
    parts["whole module"] = whole
    return [
        BranchCost(name, *(row[kind] / unit for kind in BranchCost.KINDS))
        for name, row in parts.items()
    ]
