"""Servers that nobody uses are ended, so that memory and GPUs are free for others.

The service is jupyterhub-idle-culler, and beside it "prewarm", which has no process: who holds the
token in the state folder may start servers beforehand.

    python -m hub.culling OPTIONS OF jupyterhub-idle-culler
"""

import ctypes
import os
import runpy
import signal
import sys
from pathlib import Path

from . import private
from .users import CLASS

PREWARM_TOKEN = "prewarm_token"  # in the state folder


def configure(c, settings):
    cull = settings.cull
    services = [
        {"name": "prewarm", "api_token": private.token(settings.hub.folder / PREWARM_TOKEN)}
    ]
    roles = [
        {
            "name": "prewarm",
            "description": "Starts servers of the class beforehand.",
            # Of the class alone, and neither opening servers nor changing users.
            "scopes": [
                f"{scope}!group={CLASS}"
                for scope in ("list:users", "read:servers", "start:servers", "read:groups")
            ],
            "services": ["prewarm"],
        }
    ]
    if cull.idle_s or cull.max_age_s:
        services.append(
            {
                "name": "cull",
                "command": [
                    sys.executable,
                    "-m",
                    "hub.culling",
                    f"--timeout={cull.idle_s or cull.max_age_s}",
                    f"--cull-every={cull.every_s}",
                    f"--max-age={cull.max_age_s}",
                ],
                "cwd": str(Path(__file__).resolve().parents[1]),
                "environment": {"COURSE_HUB_PROCESS": str(os.getpid())},
            }
        )
        roles.append(
            {
                "name": "cull",
                "description": "Ends servers that nobody uses.",
                "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
                "services": ["cull"],
            }
        )
    c.JupyterHub.services = services
    c.JupyterHub.load_roles.extend(roles)


def end_with_parent():
    """A hub that is killed leaves no culler behind, which would go on with an old token."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # JupyterHub ends it by these, and waits; a hub started in the background ignores the first.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if str(os.getppid()) != os.environ["COURSE_HUB_PROCESS"]:  # it ended before this line
        sys.exit(1)


if __name__ == "__main__":
    end_with_parent()
    runpy.run_module("jupyterhub_idle_culler", run_name="__main__")
