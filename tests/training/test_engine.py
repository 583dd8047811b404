"""Devices, and what is set before a backend starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.training import engine

# Stands in for a backend: says what is set when it is loaded, and ends the process.
BACKEND = """
import os
print(__name__, *(os.environ.get(name) for name in (
    "TF_FORCE_GPU_ALLOW_GROWTH", "XLA_PYTHON_CLIENT_PREALLOCATE", "XLA_PYTHON_CLIENT_MEM_FRACTION")
))
raise SystemExit
"""
ROOT = Path(__file__).resolve().parents[2]


def test_the_cpu_is_a_device_with_memory():
    device = engine.devices()[-1]
    assert device.kind == "cpu"
    assert 0 < device.memory_free <= device.memory_total


@pytest.mark.parametrize(
    ("backend", "chosen", "expected"),
    [
        ("tensorflow", {}, ["true", "false", "None"]),
        ("jax", {}, ["true", "false", "None"]),
        ("tensorflow", {"TF_FORCE_GPU_ALLOW_GROWTH": "false"}, ["false", "false", "None"]),
        ("jax", {"XLA_PYTHON_CLIENT_PREALLOCATE": "true"}, ["true", "true", "None"]),
        ("jax", {"COURSE_GPU_FRACTION": "0.25"}, ["true", "false", "0.25"]),
    ],
)
@pytest.mark.parametrize("first", ["helpers.training.engine", "helpers, keras"])
def test_memory_growth_is_asked_for_before_a_backend_is_loaded(
    first, backend, chosen, expected, tmp_path
):
    """A backend reads these once, when it starts. Who sets one in the shell has the last word.

    A notebook that built a network first took the whole GPU: only the engine had asked.
    """
    own = ("TF_FORCE_GPU_ALLOW_GROWTH", "XLA_PYTHON_CLIENT_PREALLOCATE", "COURSE_GPU_FRACTION")
    environment = {name: value for name, value in os.environ.items() if name not in own}
    environment |= {"KERAS_BACKEND": backend, **chosen}
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(ROOT)])
    (tmp_path / backend).mkdir()
    (tmp_path / backend / "__init__.py").write_text(BACKEND)
    answer = subprocess.run(
        [sys.executable, "-c", f"import {first}"], env=environment, capture_output=True, text=True
    )
    assert answer.stdout.split() == [backend, *expected], answer.stderr


@pytest.mark.parametrize(("fraction", "total", "free"), [(None, 16, 8), (0.25, 4, 3), (1, 16, 8)])
def test_a_shared_gpu_has_the_memory_of_this_processs_part(monkeypatch, fraction, total, free):
    """Of 16 GiB 5 are free; this process uses 1 and holds 3 more."""
    gib = 2**30
    monkeypatch.setattr(engine, "accelerators", lambda: [("H", 1 * gib, 3 * gib)])
    monkeypatch.setattr(engine, "driver_memory", lambda number: (16 * gib, 5 * gib))
    monkeypatch.setenv("COURSE_GPU_FRACTION", "" if fraction is None else str(fraction))
    device, cpu = engine.devices()
    assert device == engine.Device("H", "gpu", total * gib, free * gib)
    assert cpu.kind == "cpu"


def test_on_the_cpu_there_is_no_gpu(monkeypatch):
    monkeypatch.setattr(engine, "accelerators", lambda: [("H", 0, 0)])
    monkeypatch.setattr(engine, "capability", lambda: (9, 0))
    assert engine.fast_at_bfloat16() and engine.devices()[0].kind == "gpu"
    with engine.on_cpu():
        assert [device.kind for device in engine.devices()] == ["cpu"]
        values = engine.keras.ops.ones(3)
    assert engine.devices()[0].kind == "gpu"
    assert "cpu" in str(values.device).lower()


def test_versions_name_the_backend():
    assert engine.BACKEND in engine.versions()
