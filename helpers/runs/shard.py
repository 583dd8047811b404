"""A part of a grid for each of several machines."""

import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Shard:
    """The part `number` of `count`, from 1. Each job is in one part; the parts cost about the same.

    Raises ValueError for a part that there is not.
    """

    number: int
    count: int

    def __post_init__(self):
        if not 1 <= self.number <= self.count:
            raise ValueError(
                f"There is no shard {self}: number the {self.count} shard"
                f"{'s' * (self.count != 1)} from 1, as in 1/{max(1, self.count)}."
            )

    def __str__(self):
        return f"{self.number}/{self.count}"

    @classmethod
    def read(cls, text):
        """The Shard of '3/10'. Raises ValueError for anything else."""
        match = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text)
        if not match:
            raise ValueError(f"{text!r} is no shard: write it like 3/10, the third of ten.")
        return cls(int(match[1]), int(match[2]))

    def of(self, jobs):
        """Its jobs, in their order. Dealt out by cost, as cards are."""
        order = sorted(range(len(jobs)), key=lambda n: jobs[n].cost)
        return [jobs[n] for n in sorted(order[self.number - 1 :: self.count])]
