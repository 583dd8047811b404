"""python -m helpers doctor | fetch | count | train | sweep

Each command lives with its subject, in a module `command_line` with `add_arguments(parser)` and
`run(args) -> exit code`. Only the one that is called is imported, so that help is there at once.
"""

import argparse
import importlib
import sys

COMMANDS = {  # name: (module, what it does)
    "doctor": ("helpers.doctor.command_line", "check this machine and environment"),
    "fetch": ("helpers.pretrained.command_line", "bring an image set or pretrained weights to you"),
    "count": ("helpers.zoo.command_line", "count a network's parameters and MACs, by layer"),
    "train": ("helpers.sweeps.train_command_line", "train one network and keep the record"),
    "sweep": ("helpers.sweeps.command_line", "train a grid of networks, or go on with it"),
}
BAD_INPUT = 2
INTERRUPTED = 130


def overview():
    parser = argparse.ArgumentParser("python -m helpers", description="The course's command line.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (_, about) in COMMANDS.items():
        commands.add_parser(name, help=about, add_help=False)
    return parser


def main(words=None):
    """Run the command in `words` (default: sys.argv) and return its exit code.

    What a command raises for bad input (ValueError, OSError) or for something that is not
    installed becomes one line on stderr.
    """
    words = sys.argv[1:] if words is None else list(words)
    if not words or words[0] not in COMMANDS:
        overview().parse_args(words or ["--help"])  # prints help or what is wrong, and exits
    module, about = COMMANDS[words[0]]
    try:
        command = importlib.import_module(module)
        parser = argparse.ArgumentParser(f"python -m helpers {words[0]}", description=about)
        command.add_arguments(parser)
        return command.run(parser.parse_args(words[1:]))
    except KeyboardInterrupt:
        return INTERRUPTED
    except (ValueError, OSError, ImportError) as error:
        print("helpers:", " ".join(str(error).split()), file=sys.stderr)
        return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
