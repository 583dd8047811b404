"""How long a sweep may take."""

import math
import re
import time

SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}
JUDGED_AFTER = 3  # seconds of steps; fewer would judge a training by one hiccup of the machine


def duration(text):
    """Seconds of '90', '90s', '20m' or '1.5h'. ValueError for anything else, and for no time."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if not match:
        raise ValueError(f"{text!r} is no time: write it like 90s, 20m or 1.5h.")
    seconds = float(match[1]) * SECONDS[match[2]]
    if not seconds:
        raise ValueError(f"{text!r} leaves no time for anything: write it like 90s, 20m or 1.5h.")
    return seconds


class Budget:
    """So much time from now on: seconds, a text for `duration`, or None for no limit.

    `spent`: something would end after it.
    """

    def __init__(self, time_allowed):
        seconds = duration(time_allowed) if isinstance(time_allowed, str) else time_allowed
        self.end = math.inf if seconds is None else time.monotonic() + seconds
        self.spent = False

    def exceeded(self, seconds=0):
        """Whether work that takes so long from now would end too late; remembered as `spent`."""
        self.spent = self.spent or time.monotonic() + seconds > self.end
        return self.spent

    def watch(self, show):
        """The on_step of one training: calls `show` and judges the end by the training's speed."""
        first = []

        def on_step(done, steps):
            show(done, steps)
            now = time.monotonic()
            if not first:  # until here it compiled
                first.extend((now, done))
            elif now - first[0] > JUDGED_AFTER and done > first[1]:
                self.exceeded((now - first[0]) / (done - first[1]) * (steps - done))

        return on_step
