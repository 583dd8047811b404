"""The small file that says how a sweep runs on a cluster (hub/cluster.toml is an example)."""

import dataclasses
import reprlib
import tomllib
from pathlib import Path

from .budget import duration

MOST_MINUTES = 365 * 24 * 60


@dataclasses.dataclass(frozen=True)
class Cluster:
    """What each element of the job array asks for; an empty text or 0: Slurm's own default.

    shards: how many elements, at most. parallel: how many of them at once. gpus, cpus, memory:
    of each. time: until it is ended and queued anew. warning: how long before that it is told.
    setup: lines of shell before it. python: the command that starts Python on a node.
    """

    partition: str = ""
    account: str = ""
    qos: str = ""
    constraint: str = ""
    shards: int = 10
    parallel: int = 100
    gpus: int = 0
    cpus: int = 2
    memory: str = ""
    time: str = "4h"
    warning: str = "2m"
    setup: tuple = ()
    python: str = ""

    def __post_init__(self):
        for field in dataclasses.fields(self):
            _check(field.name, getattr(self, field.name), type(field.default))
        if self.shards < 1 or self.parallel < 1 or self.cpus < 1:
            raise ValueError("shards, parallel and cpus of a cluster are whole numbers from 1.")
        if not self.warning_seconds < 60 * self.minutes <= 60 * MOST_MINUTES:
            raise ValueError(
                f"time is {self.time!r} and warning {self.warning!r}: the warning comes before the "
                "time is up, and the time is at most a year."
            )

    @property
    def minutes(self):
        """The time, in whole minutes as Slurm counts."""
        return max(1, round(duration(self.time) / 60))

    @property
    def warning_seconds(self):
        return round(duration(self.warning))

    @classmethod
    def read(cls, file):
        """The Cluster in a TOML file. ValueError for what is none, OSError if it is not there."""
        file = Path(file)
        try:
            words = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"{file} is no TOML: {error}.") from error
        except OSError as error:
            raise OSError(
                f"The cluster's file {file} cannot be read ({error.strerror}): "
                "hub/cluster.toml is an example."
            ) from error
        known = [field.name for field in dataclasses.fields(cls)]
        for name in sorted(set(words) - set(known)):
            raise ValueError(f"{file} has {name!r}, but takes only {', '.join(known)}.")
        if isinstance(words.get("setup"), list):
            words["setup"] = tuple(words["setup"])
        try:
            return cls(**words)
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from error


def _check(name, value, kind):
    if kind is tuple:
        fits, words = isinstance(value, tuple), "a list of lines"
        fits = fits and all(isinstance(line, str) for line in value)
    elif kind is int:
        fits, words = isinstance(value, int) and not isinstance(value, bool), "a whole number"
        fits = fits and 0 <= value < 10**6
    else:
        fits, words = isinstance(value, str) and "\n" not in value, "a text of one line"
    if not fits:
        raise ValueError(f"{name} is {reprlib.repr(value)}; a cluster takes {words}.")
