"""The runs of a panel, sorted by what may be compared, and what a record says of itself."""

import dataclasses
import html
from collections import Counter

from helpers.runs.analysis import (
    describe_settings,
    difference,
    failed,
    is_variant,
    series,
    setting,
)
from helpers.runs.store import SHIPPED, Store, key
from helpers.tables import Markup, html_table


class RunSelection:
    """Runs under their keys. `store` holds the student's own; what ships as well is not theirs.

    variants: whether those that are built otherwise are shown beside the usual networks.
    Keys and settings are worked out once a run: doing so for each picture takes too long.
    """

    def __init__(self, runs, store, variants=True):
        self.variants = variants
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
        """(description, Setting) of each: those with residual nets, then those of most runs."""
        recorded = Counter(s for name, s in self._settings.items() if name not in self.own)
        residual = {self._settings[n] for n, run in self.runs.items() if run.network == "resnet"}
        order = sorted(
            set(self._settings.values()),
            key=lambda s: (not recorded[s], s not in residual, -recorded[s], repr(s)),
        )
        return list(zip(describe_settings(order), order, strict=True))

    def of(self, chosen):
        """{key: run} of one setting."""
        found = {name: run for name, run in self.runs.items() if self._settings[name] == chosen}
        if self.variants or not self.has_variants(chosen):
            return found
        return {name: run for name, run in found.items() if not is_variant(run)}

    def has_variants(self, chosen):
        """Whether a setting holds usual networks and variants of them."""
        kinds = {is_variant(self.runs[n]) for n, s in self._settings.items() if s == chosen}
        return len(kinds) == 2

    def elsewhere(self, chosen):
        """{setting: {key: run}} of the student's runs of the same networks, set otherwise."""
        networks = {(run.dataset, run.network) for run in self.of(chosen).values()}
        groups = {}
        for name, run in self.runs.items():
            same = (run.dataset, run.network) in networks
            if name in self.own and same and self._settings[name] != chosen:
                groups.setdefault(self._settings[name], {})[name] = run
        return groups

    def home(self, name, chosen):
        """`chosen` if its picture shows the run of this key, else the run's own setting."""
        return chosen if name in self.visible(chosen) else self._settings[name]

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


def short_name(run):
    """'plain-20, seed 1'; for dense networks with activation and initialisation."""
    extra = [
        str(run.options[k])
        for k in ("activation", "init")
        if run.network == "dense" and k in run.options
    ]
    depth = f"-{run.options['depth']}" if "depth" in run.options else ""
    return ", ".join([f"{run.network}{depth}", *extra, f"seed {run.seed}"])


def rows(run, own=False):
    """(name, text) for each line of the table; the time only of one's own runs, as the machine
    that recorded the others did other work as well."""
    recipe = [
        f"{f.name.replace('_', ' ')} {getattr(run.recipe, f.name)}"
        for f in dataclasses.fields(run.recipe)
        if getattr(run.recipe, f.name) not in (None, False)
    ]
    options = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in run.options.items())
    time = f"{run.seconds:.0f} s, {run.images_per_second:.0f} images/s"
    return [
        ("network", f"{run.network} ({options})"),
        ("accuracy", _accuracy(run)),
        ("ended", run.ended or "not recorded"),
        ("size", f"{run.parameters:,} trainable parameters"),
        ("work", f"{run.macs:,} MACs for one image" if run.macs else "MACs not recorded"),
        *([("time", time)] if own else []),
        ("data", f"{run.dataset} {run.size}"),
        ("recipe", ", ".join(recipe)),
        ("device", f"{run.device or 'not recorded'}, {run.backend}"),
        ("versions", ", ".join(f"{k} {v}" for k, v in run.versions.items()) or "not recorded"),
        ("when", run.when or "not recorded"),
    ]


def _accuracy(run):
    if run.ended != "stopped" and failed(run):
        return "none: the training broke down"
    if not run.test_accuracy:
        return "none: no epoch was completed"
    return f"{run.train_accuracy[-1]:.1%} training, {run.test_accuracy[-1]:.1%} test"


def details(run, own=False):
    """The record as an HTML table under its short name."""
    title = html.escape(short_name(run)) + (" (yours)" if own else "")
    lines = [(Markup(f"<b>{name}</b>"), text) for name, text in rows(run, own)]
    return f"<b>{title}</b>{html_table(None, lines, left=2)}"
