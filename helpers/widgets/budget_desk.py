"""The game's task, verdict and progress; the sliders belong to the panel."""

import html

import ipywidgets

from .budget_game import LEVELS, judge
from .tables import prose


class BudgetDesk(ipywidgets.VBox):
    """Counts levels and points. take(module) puts a level's module before the player."""

    def __init__(self, take):
        self._take = take
        self.number, self.points = 0, {}
        self.module = LEVELS[0].start
        self.task, self.verdict = ipywidgets.HTML(), ipywidgets.HTML()
        self.next = ipywidgets.Button(description="Next level", icon="forward")
        self.again = ipywidgets.Button(description="Level again", icon="undo")
        self.restart = ipywidgets.Button(description="Game again", icon="refresh")
        self.progress = ipywidgets.HTML()
        self.next.on_click(lambda _: self._go(self.number + 1))
        self.again.on_click(lambda _: self._go(self.number))
        self.restart.on_click(self._begin)
        row = ipywidgets.HBox([self.next, self.again, self.restart, self.progress])
        super().__init__([self.task, self.verdict, row])

    @property
    def level(self):
        return LEVELS[self.number]

    @property
    def score(self):
        """The best points of each level passed so far, together."""
        return sum(self.points.values())

    def __repr__(self):
        return f"game, level {self.number + 1} of {len(LEVELS)}, {self.score} points"

    def judge(self, module):
        """Say how the module does, and keep the points."""
        self.module = module
        verdict = judge(self.level, module)
        if verdict.passed:
            best = max(verdict.points, self.points.get(self.number, 0))
            self.points[self.number] = best
        passed = self.number in self.points
        self.next.disabled = not passed or self.number + 1 == len(LEVELS)
        mark = "✓" if verdict.passed else "✗"
        number = f"<b>Level {self.number + 1}.</b>"
        self.task.value = prose(f"{number} {html.escape(self.level.task())}")
        self.verdict.value = prose(f"<b>{mark}</b> {html.escape(verdict.said)}")
        done = "All levels passed. " if len(self.points) == len(LEVELS) else ""
        self.progress.value = (
            f"{done}{len(self.points)} of {len(LEVELS)} levels, {self.score} of "
            f"{100 * len(LEVELS)} points"
        )

    def _go(self, number):
        if number > self.number and self.next.disabled:
            return
        self.number = number
        self._take(self.level.start)

    def _begin(self, _button):
        self.points = {}
        self._go(0)
