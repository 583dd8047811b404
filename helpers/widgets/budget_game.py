"""A game: an Inception module that does what is asked and stays under a budget."""

import dataclasses
import math

from .module_costs import Module, total

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
            f"channels, {self.three} of them by 3×3 and {self.five} by 5×5, for at most "
            f"{self.budget:,} {self.metric}. Reductions keep at least a quarter of the channels "
            "that come out of the convolution after them."
        )


# Budgets without biases. The paper's own modules need 163,328 parameters, 73.6 million MACs and
# 1,442,816 parameters in levels 1, 3 and 4.
LEVELS = (
    Level("Where the cost sits", Module(28, 28, 192, 64, 192, 128, 192, 32, 32),
          "parameters", 200_000, 256, 128, 32),
    Level("Few inputs", Module(24, 24, 20, 16, 20, 16, 20, 8, 8),
          "MACs", 1_000_000, 44, 16, 8),
    Level("Cheaper than GoogLeNet", Module(14, 14, 480, 192, 240, 208, 120, 48, 64),
          "MACs", 60_000_000, 512, 208, 48),
    Level("No room", Module(7, 7, 832, 384, 384, 384, 208, 128, 128),
          "parameters", 1_050_000, 1024, 384, 128),
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Verdict:
    """points: % of the budget that a module which passes makes use of, else 0."""

    passed: bool
    points: int
    said: str


def floors(module):
    """The fewest channels that each reduction may keep."""
    return {
        "three_reduce": math.ceil(module.three / NARROWEST),
        "five_reduce": math.ceil(module.five / NARROWEST),
    }


KERNEL = {"three_reduce": "3×3", "five_reduce": "5×5"}


def judge(level, module):
    """The Verdict on a module, with what to change next: channels first, then the budget."""
    for kernel, has, asked in (
        ("3×3", module.three, level.three), ("5×5", module.five, level.five),
    ):  # fmt: skip
        if has < asked:
            said = f"The {kernel} puts out {has} channels; {asked} are asked for."
            return Verdict(False, 0, said)
    if module.outputs() < level.channels:
        return Verdict(False, 0, f"{module.outputs():,} channels come out; {level.channels:,} are "
                       f"asked for. {_cheapest(level, module)}")  # fmt: skip
    for name, least in floors(module).items():
        if getattr(module, name) < least:
            return Verdict(False, 0, f"The reduction before the {KERNEL[name]} keeps "
                           f"{getattr(module, name)} channels, too few to feed it: at least "
                           f"{least}, a quarter of what comes out of it.")  # fmt: skip
    cost = total(module, True, level.metric)
    if cost > level.budget:
        return Verdict(False, 0, f"{cost - level.budget:,} {level.metric} over the budget. "
                       f"{_advice(level, module, cost - level.budget)}")  # fmt: skip
    points, left = int(100 * cost / level.budget), level.budget - cost
    said = f"Passed with {points} points: you made use of {points} % of the budget. "
    name, price = min(prices(level, module).items(), key=lambda pair: pair[1])
    if left >= price:
        return Verdict(True, points, f"{said}{left:,} {level.metric} are left; one channel more in "
                       f"the reduction before the {KERNEL[name]} costs {price:,}.")  # fmt: skip
    return Verdict(True, points, f"{said}No reduction can be a channel wider: well spent.")


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
    told = ", ".join(f"{price[n]:,} {level.metric} from the {names[n]}" for n in names)
    return f"One channel more costs {told}."


def _advice(level, module, over):
    """Which reduction to narrow: the one from which most can be had; or that none is enough."""
    least, price = floors(module), prices(level, module)
    room = {name: (getattr(module, name) - least[name]) * price[name] for name in least}
    name = max(room, key=room.get)
    if room[name] == 0:
        return (
            "Both reductions are as narrow as they may be: let fewer channels come out of a branch "
            "that has more than it needs."
        )
    enough = (
        "" if sum(room.values()) >= over else
        " That and the other reduction will not be enough: let fewer channels come out as well."
    )  # fmt: skip
    return (
        f"Narrow the reduction before the {KERNEL[name]}: each channel fewer saves "
        f"{price[name]:,}, there and in the {KERNEL[name]} itself.{enough}"
    )
