"""What a strip of slabs says in numbers: shares, stages, and how far it reaches.

Takes slabs with the fields of helpers.summaries.Segment and looks at nothing else.
"""

import dataclasses
import itertools

SHARES = {"parameters": "parameters", "MACs": "macs"}  # name: the slab's field


@dataclasses.dataclass(frozen=True)
class Extent:
    """What pictures on one scale reach to: channels and stages side by side, pixels, share (%)."""

    channels: int
    stages: int
    resolution: int
    share: float


@dataclasses.dataclass(frozen=True)
class Group:
    """Slabs that follow one another and are labelled together, from place `first` to `last`."""

    name: str
    first: int
    last: int


def shares(strip, share="parameters"):
    """The share of each slab in %, of the parameters or the MACs of the whole network."""
    if share not in SHARES:
        raise ValueError(f"share is {share!r}; choose one of {', '.join(SHARES)}.")
    values = [getattr(slab, SHARES[share]) for slab in strip]
    return [100 * value / (sum(values) or 1) for value in values]


def extent(strips, share="parameters"):
    """The Extent that takes in all of these networks."""
    return Extent(
        max(sum(slab.shape[2] for slab in strip) for strip in strips),
        max(len(stages(strip)) for strip in strips),
        max(max(slab.shape[:2]) for strip in strips for slab in strip),
        max(max(shares(strip, share)) for strip in strips),
    )


def stages(strip):
    """A Group for each stage."""
    found = []
    for place, slab in enumerate(strip):
        if found and found[-1].name == slab.stage:
            found[-1] = dataclasses.replace(found[-1], last=place)
        else:
            found.append(Group(slab.stage, place, place))
    return found


def merged(groups, strip, parts):
    """One label fewer: two neighbours become one, of one shape if any, else of the least share."""

    def cost(pair):
        one, other = pair
        same = strip[one.last].shape == strip[other.last].shape
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
