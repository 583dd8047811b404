"""A game: an Inception module that does what is asked and stays under a budget; its rules, and the
panel's part that shows them. The sliders belong to the panel."""

import dataclasses
import html
import math

import ipywidgets

from .module_costs import Module, total
from .panel import prose

# No reduction of GoogLeNet keeps less than a quarter of the channels that its 3×3 or 5×5 puts out
# (Szegedy et al. 2014, arXiv:1409.4842, Table 1); the game asks the same.
NARROWEST = 4


@dataclasses.dataclass(frozen=True)
class Level:
    """A module to begin with; a budget of a metric; channels that must come out, in all and of
    the 3×3 and the 5×5 at least."""

    title: str
    start: Module
    metric: str
    budget: int
    channels: int
    three: int
    five: int

    def task(self):
        m = self.start
        return (
            f"{self.title}: from {m.height}×{m.width}×{m.inputs} make at least {self.channels:,} "
            f"channels, {self.three} of them by 3×3 and {self.five} by 5×5, with at most "
            f"{self.budget:,} {self.metric}. A reduction must keep at least a quarter of the "
            "channels that the convolution after it puts out."
        )


# Budgets without biases. The paper's own modules need 163,328 parameters, 73.6 million MACs and
# 1,442,816 parameters in levels 1, 3 and 4.
LEVELS = (
    Level(
        "Where the cost is",
        Module(28, 28, 192, 64, 192, 128, 192, 32, 32),
        "parameters",
        200_000,
        256,
        128,
        32,
    ),
    Level("Few inputs", Module(24, 24, 20, 16, 20, 16, 20, 8, 8), "MACs", 1_000_000, 44, 16, 8),
    Level(
        "Cheaper than GoogLeNet",
        Module(14, 14, 480, 192, 240, 208, 120, 48, 64),
        "MACs",
        60_000_000,
        512,
        208,
        48,
    ),
    Level(
        "A small budget",
        Module(7, 7, 832, 384, 384, 384, 208, 128, 128),
        "parameters",
        1_050_000,
        1024,
        384,
        128,
    ),
)


@dataclasses.dataclass(frozen=True)
class LevelResult:
    """points: % of the budget that a module which passes makes use of, else 0."""

    passed: bool
    points: int
    message: str


def floors(module):
    """The fewest channels that each reduction may keep."""
    return {
        "three_reduce": math.ceil(module.three / NARROWEST),
        "five_reduce": math.ceil(module.five / NARROWEST),
    }


KERNEL = {"three_reduce": "3×3", "five_reduce": "5×5"}


def judge(level, module):
    """The LevelResult of a module, with what to change next: channels first, then the budget."""
    failure = _failure(level, module)
    if failure:
        return LevelResult(False, 0, failure)
    cost = total(module, True, level.metric)
    points, left = int(100 * cost / level.budget), level.budget - cost
    name, price = min(prices(level, module).items(), key=lambda pair: pair[1])
    rest = "No reduction can be one channel wider."
    if left >= price:
        rest = (
            f"{left:,} {level.metric} are left. One more channel in the reduction before the "
            f"{KERNEL[name]} costs {price:,}."
        )
    message = f"Passed with {points} points: you used {points} % of the budget. {rest}"
    return LevelResult(True, points, message)


def _failure(level, module):
    """Why a module does not pass and what to do about it, or None."""
    wanted = ("3×3", module.three, level.three), ("5×5", module.five, level.five)
    for kernel, has, asked in wanted:
        if has < asked:
            return f"The {kernel} puts out {has} channels; the task asks for {asked}."
    if module.outputs() < level.channels:
        return (
            f"The module puts out {module.outputs():,} channels; the task asks for "
            f"{level.channels:,}. {_cheapest(level, module)}"
        )
    for name, least in floors(module).items():
        if getattr(module, name) < least:
            return (
                f"The reduction before the {KERNEL[name]} keeps {getattr(module, name)} channels. "
                f"It must keep at least {least}, a quarter of the {KERNEL[name]}'s outputs."
            )
    over = total(module, True, level.metric) - level.budget
    if over > 0:
        return f"{over:,} {level.metric} over the budget. {_advice(level, module, over)}"
    return None


def prices(level, module):
    """{reduction: what one channel of it costs, in the convolution after it as well}."""
    cost = total(module, True, level.metric)
    return {name: total(_more(module, name), True, level.metric) - cost for name in floors(module)}


def _more(module, name, channels=1):
    return dataclasses.replace(module, **{name: getattr(module, name) + channels})


def _cheapest(level, module):
    """Where a channel that comes out costs least."""
    cost = total(module, True, level.metric)
    names = {"one": "1×1 branch", "three": "3×3", "five": "5×5"}
    price = {n: total(_more(module, n), True, level.metric) - cost for n in names}
    costs = ", ".join(f"{price[n]:,} {level.metric} from the {names[n]}" for n in names)
    return f"One more channel costs {costs}."


def _advice(level, module, over):
    """Which reduction to narrow: the one from which most can be had; or that none is enough."""
    least, price = floors(module), prices(level, module)
    room = {name: (getattr(module, name) - least[name]) * price[name] for name in least}
    name = max(room, key=room.get)
    if room[name] == 0:
        return (
            "Both reductions are as narrow as the rules allow. Use fewer outputs in a branch "
            "that has more than it needs."
        )
    enough = (
        ""
        if sum(room.values()) >= over
        else " Narrowing both reductions is not enough: use fewer outputs, too."
    )
    return (
        f"Narrow the reduction before the {KERNEL[name]}. One channel less saves "
        f"{price[name]:,}, in the reduction and in the {KERNEL[name]} itself.{enough}"
    )


class BudgetGame(ipywidgets.VBox):
    """Counts levels and points. take(module) puts a level's module before the player."""

    def __init__(self, take):
        self._take = take
        self.number, self.points = 0, {}
        self.module = LEVELS[0].start
        self.task, self.result = ipywidgets.HTML(), ipywidgets.HTML()
        self.next = ipywidgets.Button(description="Next level", icon="forward")
        self.again = ipywidgets.Button(description="Repeat level", icon="undo")
        self.restart = ipywidgets.Button(description="Restart game", icon="refresh")
        self.progress = ipywidgets.HTML()
        self.next.on_click(lambda _: self._go(self.number + 1))
        self.again.on_click(lambda _: self._go(self.number))
        self.restart.on_click(self._begin)
        row = ipywidgets.HBox([self.next, self.again, self.restart, self.progress])
        super().__init__([self.task, self.result, row])

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
        result = judge(self.level, module)
        if result.passed:
            best = max(result.points, self.points.get(self.number, 0))
            self.points[self.number] = best
        passed = self.number in self.points
        self.next.disabled = not passed or self.number + 1 == len(LEVELS)
        mark = "✓" if result.passed else "✗"
        number = f"<b>Level {self.number + 1}.</b>"
        self.task.value = prose(f"{number} {html.escape(self.level.task())}")
        self.result.value = prose(f"<b>{mark}</b> {html.escape(result.message)}")
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
