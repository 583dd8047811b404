"""Devices, and what is set before a backend starts."""

import os
import subprocess
import sys

import pytest

from helpers.training import engine

# Ends at the first import of a backend, and says what is set by then.
FIRST_USE = """
import os, sys
import helpers  # whose own finder, which keeps TensorFlow quiet, would come first
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in ("tensorflow", "jax"):
            print(name, os.environ.get("TF_FORCE_GPU_ALLOW_GROWTH"),
                  os.environ.get("XLA_PYTHON_CLIENT_PREALLOCATE"))
            raise SystemExit
sys.meta_path.insert(0, Watch())
import helpers.training.engine
"""


def test_the_cpu_is_a_device_with_memory():
    device = engine.devices()[-1]
    assert device.kind == "cpu"
    assert 0 < device.memory_free <= device.memory_total


@pytest.mark.parametrize(
    ("backend", "chosen", "expected"),
    [
        ("tensorflow", {}, ["true", "false"]),
        ("jax", {}, ["true", "false"]),
        ("tensorflow", {"TF_FORCE_GPU_ALLOW_GROWTH": "false"}, ["false", "false"]),
        ("jax", {"XLA_PYTHON_CLIENT_PREALLOCATE": "true"}, ["true", "true"]),
    ],
)
def test_memory_growth_is_asked_for_before_a_backend_is_loaded(backend, chosen, expected):
    """A backend reads these once, when it starts. Who sets one in the shell has the last word."""
    own = ("TF_FORCE_GPU_ALLOW_GROWTH", "XLA_PYTHON_CLIENT_PREALLOCATE")
    environment = {name: value for name, value in os.environ.items() if name not in own}
    environment |= {"KERAS_BACKEND": backend, **chosen}
    answer = subprocess.run(
        [sys.executable, "-c", FIRST_USE], env=environment, capture_output=True, text=True
    )
    assert answer.stdout.split() == [backend, *expected], answer.stderr


def test_versions_name_the_backend():
    assert engine.BACKEND in engine.versions()
