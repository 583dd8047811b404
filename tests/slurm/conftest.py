"""A real Slurm for the tests in this folder; ended after them."""

import contextlib
import tempfile
from pathlib import Path

import pytest
from small_slurm import TOOLS, start, tool_path


@pytest.fixture(scope="session")
def slurm():
    """The folder of a Slurm whose commands this process and its children now speak to."""
    missing = [tool for tool in TOOLS if tool_path(tool) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not found: install Debian's slurm-wlm and munge")
    # A socket's path may be 107 letters long: not in pytest's folders.
    with (
        tempfile.TemporaryDirectory(prefix="slurm-", ignore_cleanup_errors=True) as folder,
        contextlib.ExitStack() as stack,
        pytest.MonkeyPatch.context() as patch,
    ):
        start(Path(folder), stack, patch)
        yield Path(folder)
