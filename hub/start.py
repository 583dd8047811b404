"""`python -m hub start`: check the settings, then become JupyterHub."""

import os
import sys
from pathlib import Path

from . import pieces, settings

CONFIGURATION = Path(__file__).with_name("jupyterhub_config.py")


def add_arguments(parser):
    parser.add_argument("--check", action="store_true", help="only check the settings")


def run(arguments):
    from traitlets.config import Config

    path = settings.chosen_path()
    chosen = settings.read(path)
    pieces.configure(Config(), chosen)
    if arguments.check:
        print(f"{path} is in order.")
        return 0
    command = [sys.executable, "-m", "jupyterhub", "-f", str(CONFIGURATION)]
    os.environ["COURSE_HUB"] = str(path)  # whole, as the folder changes
    os.chdir(chosen.hub.folder)  # JupyterHub leaves no file where somebody happened to stand
    os.execv(command[0], command)
