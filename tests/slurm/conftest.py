"""A real Slurm for the tests in this folder; ended after them."""

import pytest
from small_slurm import temporary


@pytest.fixture(scope="session")
def slurm():
    """The folder of a Slurm whose commands this process and its children now speak to."""
    yield from temporary()
