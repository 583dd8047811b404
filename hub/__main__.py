"""python -m hub start | links | prewarm | collect"""

import argparse
import sys
from importlib import import_module

COMMANDS = {
    "start": "hub.start",
    "links": "hub.links",
    "prewarm": "hub.prewarm",
    "collect": "hub.collect",
}


def main(words=None):
    words = sys.argv[1:] if words is None else words
    parser = argparse.ArgumentParser(prog="python -m hub", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    name = parser.parse_args(words[:1]).command
    module = import_module(COMMANDS[name])
    parser = argparse.ArgumentParser(
        prog=f"python -m hub {name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    try:
        return module.run(parser.parse_args(words[1:]))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
