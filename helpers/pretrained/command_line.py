"""python -m helpers fetch NAME: bring a whole image set or a network's weights into your cache."""

from helpers.datasets import NAMES
from helpers.datasets import command_line as datasets
from helpers.pretrained import PRETRAINED, weights
from helpers.pretrained.weight_files import home


def add_arguments(parser):
    """Those of `helpers.datasets.command_line`, with the networks' names among the names."""
    datasets.add_arguments(parser)
    name = next(action for action in parser._actions if action.dest == "name")
    name.help = f"an image set ({', '.join(NAMES)}) or a network ({', '.join(PRETRAINED)})"
    parser.epilog = f"Weights are kept in {home()}."


def run(args):
    """Fetch unless it is there already, and say where it is. ValueError for an unknown name."""
    if args.name in NAMES:
        return datasets.run(args)
    if args.name not in PRETRAINED:
        raise ValueError(
            f"there is neither an image set nor a network {args.name!r}; choose one of "
            f"{', '.join((*NAMES, *PRETRAINED))}"
        )
    found = weights(args.name, cache=args.cache)
    print(f"{args.name} is verified, {found}")
    return 0
