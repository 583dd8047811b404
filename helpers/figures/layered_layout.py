"""Where to put the boxes of a diagram: layers from top to bottom, few crossings, straight chains.

After Sugiyama, Tagawa & Toda 1981: a box's rank is its longest way from the input; an edge over
several ranks has a place of its own in each, so that it runs through no box.
"""

import dataclasses
import functools
import itertools
import math
from collections import defaultdict

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

SWEEPS = 60
FONT_SIZE = 10  # any: widths are in its unit


@dataclasses.dataclass
class Plan:
    """ranks: lists of names from left to right; (source, target, rank) is a place of an edge.

    up, down: {name: names in the rank above or below that it is joined to}. x: {name: centre}.
    """

    ranks: list
    up: dict
    down: dict
    x: dict = dataclasses.field(default_factory=dict)

    def path(self, source, target):
        """The names that the edge from one box to another goes through, both ends included."""
        place = {name: r for r, names in enumerate(self.ranks) for name in names}
        between = range(place[source] + 1, place[target])
        return [source, *((source, target, r) for r in between), target]


def arrange(inputs, width, gap):
    """The Plan of a graph.

    inputs: {name: names of those that feed it}, each after what feeds it. width: {name: width of
    its box}. gap: the least distance of two boxes. Places of edges have width 0.
    """
    plan = layer(inputs)
    untangle(plan)
    straighten(plan, width, gap)
    return plan


def layer(inputs):
    """The Plan with ranks filled from left to right in the order in which branches are joined."""
    rank = {}
    for name, sources in inputs.items():
        rank[name] = 1 + max((rank[source] for source in sources), default=-1)
    plan = Plan([[] for _ in range(max(rank.values()) + 1)], defaultdict(list), defaultdict(list))
    fed = {source for sources in inputs.values() for source in sources}
    seen = set()
    # Depth first from the ends, without recursion: a whole branch is placed before the next.
    stack = [(name, ()) for name in reversed(list(inputs)) if name not in fed]
    while stack:
        name, targets = stack.pop()
        for target in targets:
            below = target
            for height in range(rank[target] - 1, rank[name], -1):
                plan.ranks[height].append((name, target, height))
                _join(plan, (name, target, height), below)
                below = (name, target, height)
            _join(plan, name, below)
        if name not in seen:
            seen.add(name)
            plan.ranks[rank[name]].append(name)
            stack += [(source, (name,)) for source in reversed(dict.fromkeys(inputs[name]))]
    return plan


def _join(plan, above, below):
    plan.down[above].append(below)
    plan.up[below].append(above)


def crossings(plan):
    """How many pairs of edges cross between neighbouring ranks."""
    found = 0
    for upper, lower in itertools.pairwise(plan.ranks):
        place = {name: number for number, name in enumerate(lower)}
        ends = [sorted(place[below] for below in plan.down[name]) for name in upper]
        for number, left in enumerate(ends):
            found += sum(a > b for right in ends[number + 1 :] for a in left for b in right)
    return found


def untangle(plan, sweeps=8):
    """Sort each rank by the mean place of its neighbours, down and up; the best order stays."""
    best, fewest = [list(names) for names in plan.ranks], crossings(plan)
    for sweep in range(sweeps):
        if fewest == 0:
            break
        down = sweep % 2 == 0
        order = range(1, len(plan.ranks)) if down else range(len(plan.ranks) - 2, -1, -1)
        for r in order:
            place = {n: i for i, n in enumerate(plan.ranks[r - 1 if down else r + 1])}
            joined = plan.up if down else plan.down
            mean = {n: _mean([place[m] for m in joined[n]], i) for i, n in enumerate(plan.ranks[r])}
            plan.ranks[r].sort(key=mean.get)
        if crossings(plan) < fewest:
            best, fewest = [list(names) for names in plan.ranks], crossings(plan)
    plan.ranks = best


def _mean(values, otherwise):
    return sum(values) / len(values) if values else otherwise


def straighten(plan, width, gap):
    """Fill in x: members of a chain one below another, other boxes amid their neighbours."""
    for names in plan.ranks:
        plan.x.update(spread(names, dict.fromkeys(names, 0.0), width, gap))
    chain = {
        name: [m for m in plan.up[name] if len(plan.up[name]) == len(plan.down[m]) == 1]
        + [m for m in plan.down[name] if len(plan.down[name]) == len(plan.up[m]) == 1]
        for names in plan.ranks
        for name in names
    }
    for sweep in range(SWEEPS):
        for names in plan.ranks if sweep % 2 == 0 else reversed(plan.ranks):
            wish = {
                n: _mean([plan.x[m] for m in chain[n] or plan.up[n] + plan.down[n]], plan.x[n])
                for n in names
            }
            plan.x.update(spread(names, wish, width, gap))


def spread(names, wish, width, gap, within=None):
    """{name: x} as near as possible to `wish` with `gap` between neighbours, in the given order.

    Least squares: neighbours that would overlap are moved together as one (isotonic regression).
    within (low, high): what nothing may reach beyond, as far as there is room for all.
    """
    blocks, offset = [], 0.0  # each: [sum of wishes less offsets, names, their offsets]
    for before, name in zip([None, *names], names, strict=False):
        if before is not None:
            offset += (width.get(before, 0) + width.get(name, 0)) / 2 + gap
        blocks.append([wish[name] - offset, [name], [offset]])
        while len(blocks) > 1 and _level(blocks[-2]) > _level(blocks[-1]):
            total, more, offsets = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += more
            blocks[-1][2] += offsets
    low, high = -math.inf, math.inf
    if within and names:
        low = within[0] + width.get(names[0], 0) / 2
        high = max(low, within[1] - width.get(names[-1], 0) / 2 - offset)
    return {
        name: min(max(_level(block), low), high) + place
        for block in blocks
        for name, place in zip(block[1], block[2], strict=True)
    }


def _level(block):
    return block[0] / len(block[1])


@functools.lru_cache(4096)
def text_width(text):
    """Width of one line in ems, so in points for a font of one point."""
    font = FontProperties(size=FONT_SIZE)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / FONT_SIZE
