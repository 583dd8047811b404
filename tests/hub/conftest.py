"""What the tests of this folder need of the machine, or they are skipped with the reason."""

import shutil
from importlib.util import find_spec

import pytest

from hub import proxy


@pytest.fixture(scope="session")
def with_proxy():
    """Skip where JupyterHub could not start."""
    if find_spec("jupyterhub") is None:
        pytest.skip("JupyterHub is not installed: make setup EXTRAS=hub")
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    if shutil.which("node") is None or not proxy.INSTALLED.exists():
        pytest.skip("configurable-http-proxy is not installed: npm ci in hub/")
