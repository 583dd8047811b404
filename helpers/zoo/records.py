"""The descriptions that ship, in data/networks: a JSON file a network, with all its variants."""

import dataclasses
import functools
import json

from helpers import paths
from helpers.atomic import write_text
from helpers.counting import bare
from helpers.networks import CATALOG, FAMILIES, build

from .portrait import Portrait, describe

SHIPPED = paths.SHIPPED / "networks"
COMMAND = "python -m helpers count --record"


def names(folder=SHIPPED):
    """The networks of CATALOG that are described, in its order."""
    return [name for name in CATALOG if (folder / f"{name}.json").exists()]


@functools.lru_cache(64)
def portraits(name, folder=SHIPPED):
    """The Portraits of a network, one a variant, the first as in its paper.

    Raises ValueError for a network that is not described, and for a file that is torn.
    """
    file = folder / f"{name}.json"
    if name not in names(folder):
        raise ValueError(
            f"No network {name!r} is described; choose one of {', '.join(names(folder))}."
        )
    try:
        return tuple(map(Portrait.from_json, json.loads(file.read_text(encoding="utf-8"))))
    except (json.JSONDecodeError, UnicodeDecodeError, ValueError) as error:
        raise ValueError(f"{file.name} is torn: write it again with {COMMAND}.") from error


def read(name, **options):
    """The Portrait of a network, built with these options; by default the first.

    Raises ValueError for a network or options that are not described, naming those that are.
    """
    known = portraits(name)
    for portrait in known:
        if not options or portrait.options == options:
            return portrait
    told = "; ".join(variant(portrait.options) for portrait in known)
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
    """The Portraits of a network, computed anew; those of the options in `skip` are left out."""
    found = {}
    for options in variants(name):
        if options in skip:
            continue
        portrait = describe(bare(build, name, **options))
        # Where published options are the defaults, they are named, and there is one of them.
        key = tuple(sorted(portrait.options.items()))
        found[key] = dataclasses.replace(portrait, options=options)
    return tuple(found.values())


def write(folder=SHIPPED, only=None):
    """Describe all networks of CATALOG, or `only` these, and return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name in only or [name for name in CATALOG if name in FAMILIES]:
        file = folder / f"{name}.json"
        write_text(file, text(rebuilt(name)))
        files.append(file)
    portraits.cache_clear()
    return files


def text(found):
    """JSON with a line for each row of a table."""
    records = []
    for portrait in found:
        fields = [
            f'"{key}": '
            + (
                _rows(value)
                if key in ("stages", "strip")
                else json.dumps(value, ensure_ascii=False)
            )
            for key, value in portrait.to_json().items()
        ]
        records.append("{\n " + ",\n ".join(fields) + "\n}")
    return "[" + ",\n".join(records) + "]\n"


def _rows(rows):
    return "[\n  " + ",\n  ".join(map(json.dumps, rows)) + "\n ]"
