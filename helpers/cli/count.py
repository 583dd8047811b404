"""python -m helpers count NETWORK [KEY=VALUE …]: parameters, MACs and memory, layer by layer."""

import os
import shutil

from helpers import summaries
from helpers.counting import build_shapes_only, graph, ledger
from helpers.networks import CATALOG, build, options_of

from .options import add_network, check_network, image_size, key_values

NO_TERMINAL = (160, 24)  # columns and lines, where the output goes to a file


def add_arguments(parser):
    add_network(parser, "options of the network, e.g. depth=56 or grouped=False", nargs="?")
    parser.add_argument(
        "--by-stage", action="store_true", help="one row for each stage, not for each layer"
    )
    parser.add_argument("--classes", type=int, help="outputs of the last layer")
    parser.add_argument("--input", metavar="SIZE", help="of the images: 224, 32x32 or 28x28x1")
    parser.add_argument(
        "--record",
        action="store_true",
        help="write the descriptions of all networks to data/networks",
    )


def run(args):
    if args.record:
        if args.by_stage or args.classes or args.input or args.words or args.option:
            raise ValueError("--record can be used only with a network, without other arguments.")
        if args.network is not None:
            options_of(args.network)  # refuses an unknown name
        for file in summaries.write(only=[args.network] if args.network else None):
            print(file)
        return 0
    if args.network is None:
        raise ValueError(f"name a network: one of {', '.join(CATALOG)}.")
    options, size = key_values(args), args.input and image_size(args.input)
    check_network(args.network, options)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # else TensorFlow comments on the processor
    network = graph(build_shapes_only(build, args.network, args.classes, size, **options))
    layers = ledger(network)
    summary = summaries.summarize(network, layers)
    width = max(80, shutil.get_terminal_size(NO_TERMINAL).columns)
    print((layers.by_stage() if args.by_stage else layers).text(width))
    found = summary.depths
    print(
        f"Depth: {found.path} layers with a kernel on the longest path, {found.weighted} layers "
        f"with weights, {found.layers} in all."
    )
    if args.classes is None and args.input is None:
        for line in published(summary):
            print(line)
    return 0


def published(summary):
    """A line for each published count of this variant."""
    for comparison in summaries.compare([summary]):
        p = comparison.published
        yield (
            f"Published: {printed(p.count)} ({p.counted}; {p.source}). "
            f"Computed: {comparison.computed:,}: {comparison.verdict}."
        )


def printed(count):
    """A published count with thousands separators, or as it was rounded."""
    return count if isinstance(count, str) else f"{count:,}"
