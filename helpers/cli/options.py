"""The one grammar of the commands.

count resnet depth=56 width=8         a network, then its options, one word each
count resnet --option depth=56        the same
train resnet depth=56 epochs=5        in `train` the recipe's fields as well, or as --epochs 5
sweep depth --budget 20m              times: 90s, 20m or 1.5h
count alexnet --input 32x32           images: 224, 32x32 or 28x28x1
"""

import ast
import math
import re
from pathlib import Path

from helpers import paths
from helpers.networks import CATALOG, options_of
from helpers.networks.options import check_options


def add_network(parser, example, nargs=None):
    """NETWORK [KEY=VALUE …], for `network_options`. nargs: "?" if no network need be named."""
    parser.add_argument(
        "network", metavar="NETWORK", nargs=nargs, help=f"one of: {', '.join(CATALOG)}"
    )
    parser.add_argument("words", metavar="KEY=VALUE", nargs="*", help=example)
    parser.add_argument(
        "--option",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="the same, for scripts that put options first; one --option for each",
    )


def add_store(parser):
    parser.add_argument(
        "--store",
        type=Path,
        default=paths.runs_folder(),
        metavar="DIR",
        help=f"folder of the records (default: {paths.runs_folder()})".replace("%", "%%"),
    )


def key_values(args):
    """{key: value} of the words and of --option. ValueError for what is none or is there twice."""
    found = {}
    for text in (*args.words, *args.option):
        key, value = key_value(text)
        if key in found:
            raise ValueError(f"{key} is given twice: write it once.")
        found[key] = value
    return found


def check_network(network, options):
    """ValueError for a network or option that there is not, before Keras is loaded for it."""
    known = options_of(network)
    for unknown in sorted(set(options) - set(known)):
        raise ValueError(f"{network} has no option {unknown!r}; it takes {', '.join(known)}.")
    check_options({key: value for key, value in options.items() if key != "depth"}, known)


def key_value(text):
    """('depth', 56) of 'depth=56'. Raises ValueError without a key and a value."""
    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise ValueError(f"{text!r} is not an option: write it like depth=56.")
    try:
        value = ast.literal_eval(value)
    except (SyntaxError, TypeError, ValueError, MemoryError, RecursionError):  # of nested brackets
        return key, value
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{text!r} is not an option: the number must be finite.")
    return key, value


def image_size(text):
    """(height, width, channels) of '224', '32x48' or '28x28x1'. ValueError for anything else."""
    sides = re.split("[x×]", text)
    if not 1 <= len(sides) <= 3 or not all(re.fullmatch(r"[1-9]\d{0,8}", side) for side in sides):
        raise ValueError(f"{text!r} is not an image size: write it like 224, 32x32 or 28x28x1.")
    numbers = [int(side) for side in sides]
    return tuple(numbers * 2 + [3] if len(numbers) == 1 else (*numbers, 3)[:3])
