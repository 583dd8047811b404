"""python -m helpers train NETWORK: train one network and keep the record."""

import dataclasses

from tqdm.auto import tqdm

from helpers import paths
from helpers.training.record import Recipe

from .grid import Job
from .store import Store
from .sweep import outcome, perform


def add_arguments(parser):
    parser.add_argument("network", help="plain, resnet or dense")
    parser.add_argument("--depth", type=int, default=20)
    parser.add_argument("--width", type=int)
    parser.add_argument("--size", default="small", choices=("small", "full"), help="of CIFAR-10")
    for field in dataclasses.fields(Recipe):
        flag = f"--{field.name.replace('_', '-')}"
        if isinstance(field.default, bool):
            parser.add_argument(flag, action="store_true", default=field.default)
        else:
            kind = {"clip": float, "images": int}.get(field.name, type(field.default))
            parser.add_argument(flag, type=kind, default=field.default, help=f"{field.default}")


def run(args):
    from helpers.networks import options_of

    known = options_of(args.network)
    recipe = Recipe(**{f.name: getattr(args, f.name) for f in dataclasses.fields(Recipe)})
    options = {"depth": args.depth, "seed": args.seed}
    if args.width is not None and "width" in known:
        options["width"] = args.width
    job = Job(args.network, options, "cifar10", args.size, recipe)
    with tqdm(unit=" steps") as bar:

        def on_step(done, steps):
            bar.total = steps
            bar.update(done - bar.n)

        result = perform(
            job, on_step=on_step, on_epoch=lambda run: bar.write(f"epoch: {outcome(run)}")
        )
    print(f"{result}\nKept in {Store(paths.runs_folder()).add(result)}")
    return 0
