"""A shared GPU, without one: the driver and TensorFlow's settings are played by stand-ins."""

import types
import warnings

import pytest
from jupyter_client.manager import start_new_kernel

from helpers import gpu_share
from helpers.gpu_memory import MIB, Row

GIB = 2**30


def rows(*free):
    return [f if f is None else Row(i, f"GPU-{i}", 40 * GIB, f, "A40") for i, f in enumerate(free)]


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        ([], False),
        ([GIB // 2], True),
        ([GIB // 2, 0], True),
        ([GIB // 2, 9 * GIB], False),
        ([None], False),
        ([0, None], False),
    ],
)
def test_gpus_are_full_if_none_has_room_as_far_as_is_known(free, expected):
    assert bool(gpu_share.full(rows(*free))) == expected


class Config:
    """What `limit` asks of tensorflow.config, which it remembers."""

    def __init__(self):
        self.limits = {}

    def list_physical_devices(self, kind):
        return [f"{kind}:0", f"{kind}:1"]

    def LogicalDeviceConfiguration(self, memory_limit):
        return memory_limit

    def set_logical_device_configuration(self, gpu, limits):
        (self.limits[gpu],) = limits


def test_a_fraction_limits_each_gpu_whose_memory_is_known(monkeypatch):
    monkeypatch.setattr(gpu_share.gpu_memory, "process_rows", lambda: rows(9 * GIB, None))
    config = Config()
    monkeypatch.setenv("COURSE_GPU_FRACTION", "")
    gpu_share.limit(types.SimpleNamespace(config=config))
    assert config.limits == {}
    monkeypatch.setenv("COURSE_GPU_FRACTION", "0.1")
    gpu_share.limit(types.SimpleNamespace(config=config))
    assert config.limits == {"GPU:0": 4 * GIB // MIB}


def test_a_command_keeps_a_full_gpu(monkeypatch):
    monkeypatch.setattr(gpu_share.gpu_memory, "process_rows", lambda: rows(0))
    monkeypatch.setattr(gpu_share.paths, "hide_gpus", lambda: pytest.fail("hidden"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gpu_share.prepare()
    assert gpu_share.notice == ""


def test_a_notebook_that_finds_the_gpu_full_says_so_and_computes_on_the_cpu(tmp_path, monkeypatch):
    """The driver's program is a stand-in; kernel and TensorFlow are real."""
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho '0, GPU-1, 40000, 300, Disabled, NVIDIA A40'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    manager, client = start_new_kernel(kernel_name="python3")
    sent = []
    code = (
        "import os\nfrom helpers.training import engine\nfrom helpers import gpu_share\n"
        "print([d.kind for d in engine.devices()], os.environ['CUDA_VISIBLE_DEVICES'])\n"
        "print(gpu_share.notice)"
    )
    try:
        reply = client.execute_interactive(code, timeout=120, output_hook=sent.append)
        assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    texts = {"stdout": "", "stderr": ""}
    for message in sent:
        if message["msg_type"] == "stream":
            texts[message["content"]["name"]] += message["content"]["text"]
    assert texts["stdout"].startswith("['cpu'] -1\nThe GPU is full: 0.3 of 39.1 GiB are free")
    assert "computes on the CPU" in texts["stderr"]
