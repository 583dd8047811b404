"""Exercises without a name, wherever the tests run."""

import pytest


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    for variable in ("COURSE_STUDENT", "JUPYTERHUB_USER", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(variable, raising=False)
