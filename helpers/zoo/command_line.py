"""python -m helpers count NETWORK: its parameters, MACs and memory, layer by layer."""

import ast
import dataclasses
import os
import re
import shutil

from helpers.counting import build_shapes_only, graph, ledger
from helpers.networks import CATALOG, build, family, options_of
from helpers.summaries.network_summary import summarize
from helpers.summaries.published import compare
from helpers.summaries.records import write

NO_TERMINAL = (160, 24)  # columns and lines, where the output goes to a file


def add_arguments(parser):
    known = ", ".join(CATALOG)
    parser.add_argument("name", metavar="NETWORK", nargs="?", help=f"one of: {known}")
    parser.add_argument("--by-stage", action="store_true", help="a row a stage, not a layer")
    parser.add_argument("--classes", type=int, help="outputs of the last layer")
    parser.add_argument("--input", metavar="SIZE", help="of the images: 224, 32x32 or 28x28x1")
    parser.add_argument("--option", metavar="KEY=VALUE", nargs="+", action="extend", default=[],
                        help="of the network, e.g. depth=56 or grouped=False")  # fmt: skip
    parser.add_argument("--record", action="store_true",
                        help="write the descriptions of all networks to data/networks")  # fmt: skip


def run(args):
    if args.record:
        if args.by_stage or args.classes or args.input or args.option:
            raise ValueError("--record goes with no other word than a network.")
        for file in write(only=[args.name] if args.name else None):
            print(file)
        return 0
    if args.name is None:
        raise ValueError(f"name a network: one of {', '.join(CATALOG)}.")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # else TensorFlow comments on the processor
    family(args.name)  # an unknown name is said at once, before Keras is loaded
    options, size = dict(map(option, args.option)), args.input and image(args.input)
    known = options_of(args.name)
    for unknown in sorted(set(options) - set(known)):  # among them classes=3, which is --classes 3
        raise ValueError(f"{args.name} has no option {unknown!r}; it takes {', '.join(known)}.")
    model = build_shapes_only(build, args.name, args.classes, size, **options)
    network = graph(model)
    rows = ledger(network)
    summary = summarize(network, rows)
    width = max(80, shutil.get_terminal_size(NO_TERMINAL).columns)
    print((rows.by_stage() if args.by_stage else rows).text(width))
    found = summary.depths
    print(f"Depth: {found.path} layers with a kernel on the longest path, {found.weighted} layers "
          f"with weights, {found.layers} in all.")  # fmt: skip
    if args.classes is None and args.input is None:
        for line in published(summary, options):
            print(line)
    return 0


def published(summary, options):
    """A line for each published count of this variant."""
    for comparison in compare([dataclasses.replace(summary, options=options)]):
        p = comparison.published
        yield (f"Published: {printed(p.count)} ({p.counted}; {p.source}). "
               f"Computed: {comparison.computed:,}: {comparison.verdict}.")  # fmt: skip


def printed(count):
    """A published count with thousands separators, or as it was rounded."""
    return count if isinstance(count, str) else f"{count:,}"


def option(text):
    """('depth', 56) of 'depth=56'. Raises ValueError without a key and a value."""
    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise ValueError(f"{text!r} is no option: write it like depth=56.")
    try:
        return key, ast.literal_eval(value)
    except (SyntaxError, ValueError):
        return key, value


def image(text):
    """(height, width, channels) of '224', '32x48' or '28x28x1'. ValueError for anything else."""
    sides = re.split("[x×]", text)
    if not 1 <= len(sides) <= 3 or not all(re.fullmatch(r"[1-9]\d*", side) for side in sides):
        raise ValueError(f"{text!r} is no size of images: write it like 224, 32x32 or 28x28x1.")
    numbers = [int(side) for side in sides]
    return tuple(numbers * 2 + [3] if len(numbers) == 1 else (*numbers, 3)[:3])
