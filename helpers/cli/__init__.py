"""python -m helpers COMMAND: finds the command and turns errors into one line and an exit code.

A command is a module of this package with `add_arguments(parser)` and `run(args) -> exit code`.
Only the one that is called is imported, so that help is there at once. `options` holds what they
have in common.
"""

import argparse
import importlib
import sys

from helpers.quiet_pipe import quiet_at_a_closed_pipe

from .terminal import use_plain_text

COMMANDS = {  # name: what it does
    "doctor": "check this machine and environment",
    "fetch": "download an image set or pretrained weights",
    "count": "count a network's parameters and MACs, by layer",
    "train": "train one network and keep the record",
    "sweep": "train a grid of networks, or continue it",
}
BAD_INPUT = 2
INTERRUPTED = 130  # 128 + the number of the signal, as shells have it
TOO_LARGE = (OverflowError, RecursionError)  # their own words help nobody
EXPECTED = (ImportError, MemoryError, OSError, ValueError, *TOO_LARGE)


def main(words=None):
    """Run the command in `words` (default: sys.argv) and return its exit code.

    What a command raises for bad input (see EXPECTED) becomes one line on stderr. What a terminal
    cannot show is written in plain letters. A closed pipe, as of `| head -1`, ends it quietly.
    """
    use_plain_text()
    try:
        return quiet_at_a_closed_pipe(_run, sys.argv[1:] if words is None else list(words))
    except KeyboardInterrupt:
        return INTERRUPTED
    except EXPECTED as error:
        print("helpers:", _sentence(error), file=sys.stderr)
        return BAD_INPUT


def _sentence(error):
    if isinstance(error, TOO_LARGE):
        return "a number is too large, or a network too deep: choose a smaller one."
    if isinstance(error, MemoryError) and not str(error):
        return "there is not enough memory: choose a smaller network, batch or image."
    return " ".join(str(error).split()) or type(error).__name__


def _run(words):
    if not words or words[0] not in COMMANDS:
        _overview().parse_args(words or ["--help"])  # prints help or what is wrong, and exits
    name = words[0]
    command = importlib.import_module(f"{__name__}.{name}")
    parser = argparse.ArgumentParser(f"python -m helpers {name}", description=COMMANDS[name])
    command.add_arguments(parser)
    return command.run(parser.parse_intermixed_args(words[1:]))


def _overview():
    parser = argparse.ArgumentParser("python -m helpers", description="The course's command line.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, about in COMMANDS.items():
        commands.add_parser(name, help=about, add_help=False)
    return parser
