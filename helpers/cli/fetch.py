"""python -m helpers fetch NAME: bring a whole image set or a network's weights into your cache."""

from helpers import datasets, pretrained
from helpers.paths import cache_folder


def add_arguments(parser):
    sets, networks = ", ".join(datasets.NAMES), ", ".join(pretrained.PRETRAINED)
    parser.add_argument(
        "name", metavar="NAME", help=f"an image set ({sets}) or a network ({networks})"
    )
    parser.add_argument(
        "--cache",
        metavar="DIR",
        help=f"folder to keep it in (default: {cache_folder()})".replace("%", "%%"),
    )


def run(args):
    """Fetch unless it is there already, and say where it is. ValueError for an unknown name."""
    if args.name in datasets.NAMES:
        datasets.fetch(args.name, cache=args.cache)
        found = datasets.locate(args.name, "full", cache=args.cache)
    elif args.name in pretrained.PRETRAINED:
        found = pretrained.weights(args.name, cache=args.cache, full=True)
    else:
        raise ValueError(
            f"{args.name!r} is neither an image set nor a network; choose one of "
            f"{', '.join((*datasets.NAMES, *pretrained.PRETRAINED))}"
        )
    print(f"{args.name} is verified, {found}")
    return 0
