"""A record of a training as a table in HTML."""

import dataclasses
import html

from helpers.runs.analysis import failed
from helpers.tables import Markup, html_table


def short_name(run):
    """'plain-20, seed 1'; for dense networks with activation and initialisation."""
    extra = [str(run.options[k]) for k in ("activation", "init") if run.network == "dense"
             and k in run.options]  # fmt: skip
    depth = f"-{run.options['depth']}" if "depth" in run.options else ""
    return ", ".join([f"{run.network}{depth}", *extra, f"seed {run.seed}"])


def rows(run):
    """(name, text) for each line of the table."""
    recipe = [
        f"{f.name.replace('_', ' ')} {getattr(run.recipe, f.name)}"
        for f in dataclasses.fields(run.recipe)
        if getattr(run.recipe, f.name) not in (None, False)
    ]
    options = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in run.options.items())
    speed = f"{run.seconds:.0f} s, {run.images_per_second:.0f} images/s"
    return [
        ("network", f"{run.network} ({options})"),
        ("accuracy", _accuracy(run)),
        ("ended", run.ended or "not recorded"),
        ("size", f"{run.parameters:,} trainable parameters"),
        ("work", f"{run.macs:,} MACs for one image" if run.macs else "MACs not recorded"),
        ("time", speed),
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
    lines = [(Markup(f"<b>{name}</b>"), text) for name, text in rows(run)]
    return f"<b>{title}</b>{html_table(None, lines, left=2)}"
