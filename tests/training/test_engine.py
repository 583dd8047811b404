"""Devices and memory."""

import os

from helpers.training import engine


def test_the_cpu_is_a_device_with_memory():
    device = engine.devices()[-1]
    assert device.kind == "cpu"
    assert 0 < device.memory_free <= device.memory_total


def test_memory_growth_is_asked_for_before_first_use():
    assert os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] == "true"
    assert os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] == "false"


def test_versions_name_the_backend():
    assert engine.BACKEND in engine.versions()


def test_what_counts_as_out_of_memory():
    assert engine.out_of_memory(RuntimeError("RESOURCE_EXHAUSTED: out of memory"))
    assert engine.out_of_memory(MemoryError())
    assert not engine.out_of_memory(ValueError("a wrong shape"))
