"""The descriptions that ship, in data/networks: a JSON file a network, with all its variants."""

import dataclasses
import functools
import json

from helpers import paths
from helpers.atomic import write_text
from helpers.counting import build_shapes_only
from helpers.networks import CATALOG, build

from .network_summary import NetworkSummary, summarize

SHIPPED = paths.SHIPPED / "networks"
COMMAND = "python -m helpers count --record"


def names(folder=SHIPPED):
    """The networks of CATALOG that are described, in its order."""
    return [name for name in CATALOG if (folder / f"{name}.json").exists()]


@functools.lru_cache(64)
def read_all(name, folder=SHIPPED):
    """The NetworkSummaries of a network, one a variant, the first as in its paper.

    Raises ValueError for a network that is not described, and for a file that is torn.
    """
    file = folder / f"{name}.json"
    if name not in names(folder):
        raise ValueError(
            f"No network {name!r} is described; choose one of {', '.join(names(folder))}."
        )
    try:
        return tuple(map(NetworkSummary.from_json, json.loads(file.read_text(encoding="utf-8"))))
    except (json.JSONDecodeError, UnicodeDecodeError, ValueError) as error:
        raise ValueError(f"{file.name} is torn: write it again with {COMMAND}.") from error


def read(name, **options):
    """The NetworkSummary of a network, built with these options; by default the first.

    Raises ValueError for a network or options that are not described, naming those that are.
    """
    known = read_all(name)
    for summary in known:
        if not options or summary.options == options:
            return summary
    told = "; ".join(variant(summary.options) for summary in known)
    raise ValueError(f"{name} is not described with {variant(options)}, but with: {told}.")


def variant(options):
    """'depth=56', as one writes it in `build`; 'its defaults' for none."""
    return ", ".join(f"{key}={value!r}" for key, value in options.items()) or "its defaults"


def variants(name):
    """The options of `build` to describe a network with: its defaults, then those published."""
    found = [{}]
    for published in CATALOG[name].published:
        if published.options not in found:
            found.append(published.options)
    return found


def rebuilt(name, skip=()):
    """The NetworkSummaries of a network, computed anew; without those of the options in `skip`."""
    found = {}
    for options in variants(name):
        if options in skip:
            continue
        summary = summarize(build_shapes_only(build, name, **options))
        # Where published options are the defaults, they are named, and there is one of them.
        key = tuple(sorted(summary.options.items()))
        found[key] = dataclasses.replace(summary, options=options)
    return tuple(found.values())


def write(folder=SHIPPED, only=None):
    """Describe the networks with a published count, or `only` these; return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name in only or [name for name in CATALOG if CATALOG[name].published]:
        file = folder / f"{name}.json"
        write_text(file, text(rebuilt(name)))
        files.append(file)
    read_all.cache_clear()
    return files


def text(summaries):
    """JSON with a line for each row of a table."""
    records = []
    for summary in summaries:
        fields = [
            f'"{key}": '
            + (
                _rows(value)
                if key in ("stages", "overview")
                else json.dumps(value, ensure_ascii=False)
            )
            for key, value in summary.to_json().items()
        ]
        records.append("{\n " + ",\n ".join(fields) + "\n}")
    return "[" + ",\n".join(records) + "]\n"


def _rows(rows):
    return "[\n  " + ",\n  ".join(map(json.dumps, rows)) + "\n ]"
