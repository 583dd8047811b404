"""python -m helpers train NETWORK [KEY=VALUE …]: train one network and keep the record."""

import dataclasses

from tqdm.auto import tqdm

from helpers import datasets, runs
from helpers.training.record import Recipe

from .options import add_network, add_store, check_network, key_values

FIELDS = dataclasses.fields(Recipe)


def add_arguments(parser):
    add_network(
        parser, "options of the network and fields of the recipe, e.g. depth=20 width=8 epochs=5"
    )
    parser.add_argument("--dataset", default="cifar10", choices=datasets.NAMES)
    parser.add_argument("--size", default="small", choices=datasets.SIZES, help="of the data set")
    add_store(parser)
    recipe = parser.add_argument_group("recipe")
    for field in FIELDS:
        flag = f"--{field.name.replace('_', '-')}"
        if isinstance(field.default, bool):
            recipe.add_argument(flag, action="store_true", default=None)
        else:
            kind = {"clip": float, "images": int}.get(field.name, type(field.default))
            recipe.add_argument(flag, type=kind, help=f"default: {field.default}")


def run(args):
    options = key_values(args)
    flags = {field.name: getattr(args, field.name) for field in FIELDS}
    given = {name: value for name, value in flags.items() if value is not None}
    for name in set(options) & set(flags):
        if name in given:
            raise ValueError(f"{name} is given twice: write it once.")
        given[name] = options.pop(name)
    recipe = Recipe(**given)
    options["seed"] = recipe.seed  # one seed for the weights and for the order of the images
    check_network(args.network, options)
    job = runs.Job(args.network, options, args.dataset, args.size, recipe)
    store = runs.Store(args.store)
    with tqdm(unit=" steps") as bar:
        result = runs.perform(
            job,
            store,
            on_step=runs.progress(bar),
            on_epoch=lambda run: bar.write(f"epoch {len(run.train_loss)}: {runs.outcome(run)}"),
        )
    print(f"{result}\nKept in {store.file(result)}")
    return 0
