"""Published numbers of parameters beside the computed ones."""

import dataclasses
import re

from helpers.networks import CATALOG, options_of

UNITS = {"K": 10**3, "M": 10**6, "": 1}


@dataclasses.dataclass(frozen=True)
class Comparison:
    """One Published and the number that was computed for the same variant and the same weights."""

    published: object
    computed: int

    @property
    def agrees(self):
        """Whether the computed number is the printed one, or gives it with fewer digits."""
        return self.verdict.startswith("agrees")

    @property
    def verdict(self):
        """In a few words."""
        printed = self.published.count
        if isinstance(printed, int):
            if printed == self.computed:
                return "agrees"
        else:
            number, unit = parts(printed)
            shift = 10 ** len(number.partition(".")[2])
            if round(self.computed / UNITS[unit] * shift) == float(number) * shift:
                return "agrees, rounded"
            if self.computed // (UNITS[unit] // shift) == float(number) * shift:
                return "agrees, digits cut off"
        off = 100 * (self.computed / value(printed) - 1)
        return f"{abs(off):.2g} % {'more' if off > 0 else 'fewer'} computed"


def counted(summary, what):
    """The parameters of a NetworkSummary that a Published takes in, by its word `counted`."""
    counts = {
        "all": summary.parameters,
        "trainable": summary.trainable,
        "trainable, no convolution bias": summary.trainable - summary.convolution_biases,
    }
    if what not in counts:
        raise ValueError(f"counted is {what!r}; choose one of: {'; '.join(counts)}.")
    return counts[what]


def compare(summaries):
    """A Comparison for each published count of a variant that is among `summaries`.

    None for a network that is not in CATALOG, such as a student's own.
    """
    found = []
    for summary in summaries:
        network = CATALOG.get(summary.network)
        if network is None:
            continue
        usual = options_of(summary.network)  # which may be left out or written out
        for published in network.published:
            if {**usual, **published.options} == {**usual, **summary.options}:
                found.append(Comparison(published, counted(summary, published.counted)))
    return found


def value(printed):
    """The number that is printed: 270,000 of "0.27M"."""
    if isinstance(printed, int):
        return printed
    number, unit = parts(printed)
    return float(number) * UNITS[unit]


def parts(printed):
    """('0.27', 'M') of '0.27M'. Raises ValueError for anything else."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([KM]?)", printed)
    if not match:
        raise ValueError(f"{printed!r} is no printed count: write it like 60M or 0.27M.")
    return match.groups()
