"""A grid of one's own: every combination of what is named, checked before anything trains."""

import dataclasses
import itertools
import tomllib
from pathlib import Path

from helpers.datasets import NAMES, SIZES
from helpers.networks import options_of
from helpers.networks.options import check_options
from helpers.training.record import Recipe

from . import announced
from .grid import GRIDS
from .job import Job

RECIPE = [field.name for field in dataclasses.fields(Recipe) if field.name != "seed"]
SIDES = {"stl10": 96}  # pixels of an image, where it is not 32


def make_grid(network, *, seeds=1, dataset="cifar10", size="small", build=True, **axes):
    """A Job for every combination of the values, cheap ones first, all of one seed before the next.

    network, and any option of the networks and field of the Recipe by its name: one value, or a
    list of them. seeds: how many, from 0, or a list. build: also build each network, without
    values, which loads Keras; what only a network itself knows, such as its depths, is refused
    then.

        make_grid(network=["plain", "resnet"], depth=[8, 20], rate=[0.05, 0.1], epochs=3, seeds=2)

    Raises ValueError with one sentence for a name or a value that there is not.
    """
    _check_choice("dataset", dataset, NAMES)
    _check_choice("size", size, SIZES)
    networks = _values(network)
    chances = list(range(seeds)) if _is_count(seeds) else _values(seeds)
    if not networks or not chances:
        raise ValueError("This grid is empty: name at least one network, and one seed or more.")
    _check_names(networks, axes)
    jobs = [
        _job(name, dict(zip(axes, combination, strict=True)), seed, dataset, size)
        for seed in chances
        for name in networks
        for combination in itertools.product(*map(_values, axes.values()))
    ]
    if not jobs:
        empty = next(axis for axis, value in axes.items() if not _values(value))
        raise ValueError(f"{empty} has no value: give it one, or leave it out.")
    if build:
        _check_built(jobs, SIDES.get(dataset, 32))
    return sorted(jobs, key=lambda job: (chances.index(job.recipe.seed), job.cost))


def read_grid(name, build=True):
    """(its title, its jobs) of a grid of the course, or of a file that holds one.

    A .toml file has the words of `make_grid`, a .json file is one that a sweep left in its store.
    Raises ValueError for a name that is neither, and OSError for a file that cannot be read.
    """
    if name in GRIDS:
        return name, GRIDS[name]()
    file = Path(name)
    if file.suffix == ".json":
        found = announced.load(file)
        return found.title, list(found.jobs)
    if file.suffix != ".toml":
        raise ValueError(
            f"There is no grid {name!r}; choose one of {', '.join(GRIDS)}, or name a .toml file."
        )
    try:
        words = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file} is no TOML: {error}.") from error
    if "network" not in words or "build" in words:
        raise ValueError(f"{file} names no network: write network = ['plain', 'resnet'], or one.")
    return file.stem, make_grid(**words, build=build)


def _values(value):
    """The values of an axis."""
    return list(value) if isinstance(value, list | tuple | range) else [value]


def _is_count(seeds):
    return isinstance(seeds, int) and not isinstance(seeds, bool)


def _check_choice(name, value, known):
    if value not in known:
        raise ValueError(f"{name} is {value!r}; choose one of {', '.join(known)}.")


def _check_names(networks, axes):
    """ValueError for the first name that is neither an option of all networks nor of a recipe."""
    for axis in axes:
        if axis == "seed":
            raise ValueError("Write seeds, not seed: how many, from 0, or a list of them.")
        for network in networks:
            options = [name for name in options_of(network) if name != "seed"]
            if axis not in (*options, *RECIPE):
                raise ValueError(
                    f"{network} has no option {axis!r}; it takes {', '.join(options)}. "
                    f"A recipe takes {', '.join(RECIPE)}."
                )


def _job(network, values, seed, dataset, size):
    """One Job; ValueError for values of another kind than the network or the recipe takes."""
    recipe = Recipe(seed=seed, **{k: v for k, v in values.items() if k in RECIPE})
    options = {k: v for k, v in values.items() if k not in RECIPE}
    check_options({k: v for k, v in options.items() if k != "depth"}, options_of(network))
    return Job(network, {**options, "seed": seed}, dataset, size, recipe)


def _check_built(jobs, side):
    """ValueError for the first network that there is not with these options."""
    from helpers.counting import build_shapes_only
    from helpers.networks import build

    seen = []
    for job in jobs:
        options = {k: v for k, v in job.options.items() if k != "seed"}
        if (job.network, options) not in seen:
            seen.append((job.network, options))
            build_shapes_only(build, job.network, 10, (side, side, 3), **options)
