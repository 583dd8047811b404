"""python -m helpers fetch NAME: bring a whole, verified image set into the user's cache."""

from helpers.datasets.fetching import fetch
from helpers.datasets.lookup import locate
from helpers.datasets.specs import NAMES
from helpers.paths import cache_folder


def add_arguments(parser):
    parser.add_argument("name", metavar="NAME", help=f"one of: {', '.join(NAMES)}")
    parser.add_argument(
        "--cache", metavar="DIR", help=f"folder to keep it in (default: {cache_folder()})"
    )


def run(args):
    """Fetch unless it is there already, and say where it is."""
    fetch(args.name, cache=args.cache)
    found = locate(args.name, "full", cache=args.cache)
    print(f"{args.name} is verified, {found}")
    return 0
