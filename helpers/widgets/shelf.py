"""The runs of a panel, sorted by what may be compared, and which of them are the student's own."""

import dataclasses
from collections import Counter

from helpers.figures.run_series import describe, difference, series, setting
from helpers.sweeps.store import SHIPPED, Store, key

from .provenance import short_name


class Shelf:
    """Runs under their keys. `store` holds the student's own; what ships as well is not theirs.

    Keys and settings are worked out once a run: doing so for each picture takes too long.
    """

    def __init__(self, runs, store):
        self.runs, self.own, self._settings = {}, set(), {}
        shipped = Store(SHIPPED)
        for run in runs:
            self.take(run, store.file(run).exists() and not shipped.file(run).exists())
        self.recorded = len(self.runs) - len(self.own)

    def take(self, run, own):
        """Add a run and return its key."""
        name = key(run)
        self.runs[name], self._settings[name] = run, setting(run)
        if own:
            self.own.add(name)
        return name

    def settings(self):
        """(description, Setting) of each, that of the most recorded runs first."""
        recorded = Counter(s for name, s in self._settings.items() if name not in self.own)
        order = sorted(set(self._settings.values()), key=lambda s: (-recorded[s], repr(s)))
        return list(zip(describe(order), order, strict=True))

    def of(self, chosen):
        """{key: run} of one setting."""
        return {name: run for name, run in self.runs.items() if self._settings[name] == chosen}

    def elsewhere(self, chosen):
        """{setting: {key: run}} of the student's own runs of other settings."""
        groups = {}
        for name in self.runs:
            if name in self.own and self._settings[name] != chosen:
                groups.setdefault(self._settings[name], {})[name] = self.runs[name]
        return groups

    def visible(self, chosen):
        """{key: run} of all that a picture of one setting shows."""
        groups = self.of(chosen), *self.elsewhere(chosen).values()
        return {name: run for group in groups for name, run in group.items()}

    def names(self, chosen):
        """(text, key) of the visible runs, by network, depth and seed."""

        def rank(name):
            run = self.runs[name]
            return name in self.own, run.network, run.options.get("depth", 0), run.seed

        return [
            (short_name(self.runs[name]) + (" (yours)" if name in self.own else ""), name)
            for name in sorted(self.visible(chosen), key=rank)
        ]

    def depths(self, chosen):
        """The depths of a setting's runs."""
        found = (run.options.get("depth") for run in self.of(chosen).values())
        return sorted({depth for depth in found if depth is not None})

    def lines(self, chosen, axis, metric):
        """The Series of one setting."""
        return series(self.of(chosen).values(), axis, metric)

    def own_lines(self, chosen, axis, metric):
        """The Series of the student's runs, setting by setting; the label says what differs."""
        mine = [run for name, run in self.of(chosen).items() if name in self.own]
        lines = series(mine, axis, metric)
        for other, runs in self.elsewhere(chosen).items():
            lines += [
                dataclasses.replace(line, label=f"{line.label}\n{difference(other, chosen)}")
                for line in series(runs.values(), axis, metric)
            ]
        return lines
