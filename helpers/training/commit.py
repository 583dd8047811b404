"""The commit of the code that makes a record. Loads nothing."""

import functools
import subprocess

from helpers import paths


@functools.cache
def code_commit():
    """The commit of the checkout that helpers runs from, with "-dirty" if helpers/ was changed.

    "" where helpers is installed without a checkout, or git does not answer. Asked once a process.
    """
    if not (paths.REPOSITORY / ".git").exists():
        return ""
    try:
        commit = _git("rev-parse", "HEAD").strip()
        return commit + ("-dirty" if _git("status", "--porcelain", "--", "helpers") else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(*command):
    return subprocess.run(
        ["git", "-C", paths.REPOSITORY, *command],
        capture_output=True,
        text=True,
        timeout=10,
        check=True,
    ).stdout
