"""A GPU that is full, without one: its error is a stand-in, kernels and trainings are real."""

import asyncio
import time

import pytest
from jupyter_client.ioloop import AsyncIOLoopKernelManager

from helpers.runs import Store
from helpers.widgets import release_gpu
from helpers.widgets.release_gpu import ReleaseGpu
from helpers.widgets.training_controls import TrainingControls

PANEL = """
from helpers.widgets.release_gpu import ReleaseGpu
panel = ReleaseGpu(lambda: "")
panel.button.click()
panel.confirm.click()
"""


@pytest.fixture
def opened(monkeypatch):
    """As if this process had opened a GPU."""
    monkeypatch.setattr(release_gpu.gpu_memory, "is_open", lambda: True)


def test_the_button_is_there_once_a_gpu_was_opened(opened, monkeypatch):
    assert ReleaseGpu(lambda: "").layout.display is None
    monkeypatch.setattr(release_gpu.gpu_memory, "is_open", lambda: False)
    panel = ReleaseGpu(lambda: "")
    assert panel.layout.display == "none"
    monkeypatch.setattr(release_gpu.gpu_memory, "is_open", lambda: True)
    panel.refresh()
    assert panel.layout.display is None


def test_it_asks_first_and_waits_for_work_under_way(opened, monkeypatch):
    ended, obstacles = [], [""]
    monkeypatch.setattr(release_gpu, "end_kernel", lambda: ended.append(True))
    panel = ReleaseGpu(lambda: obstacles[-1])
    choice = panel.children[2].layout
    panel.button.click()
    assert "Lost are the variables" in panel.status.value and choice.display is None
    panel.cancel.click()
    assert panel.status.value == "" and choice.display == "none" and not ended
    panel.button.click()
    obstacles.append("A training is running.")  # begun before the second press
    panel.confirm.click()
    assert panel.status.value == "A training is running." and not ended
    panel.button.click()
    assert panel.status.value == "A training is running." and choice.display == "none"
    obstacles.append("")
    panel.button.click()
    panel.confirm.click()
    assert ended == [True] and "restarts" in panel.status.value


def test_a_kernel_that_releases_the_gpu_is_started_anew_by_jupyter():
    """As Jupyter's server does it, with a kernel manager that restarts what ends."""

    async def press():
        manager = AsyncIOLoopKernelManager(kernel_name="python3")
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=60)
            before = manager.provisioner.process.pid
            reply = await client.execute(PANEL, reply=True, timeout=60)
            assert reply["content"]["status"] == "ok", reply["content"]
            until = time.monotonic() + 60
            while manager.provisioner.process is None or (
                manager.provisioner.process.pid == before and time.monotonic() < until
            ):
                await asyncio.sleep(0.2)
            await client.wait_for_ready(timeout=60)
            look = "import os; assert 'panel' not in globals()"
            reply = await client.execute(look, reply=True, timeout=60)
            assert reply["content"]["status"] == "ok", reply["content"]
            return before, manager.provisioner.process.pid
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    before, after = asyncio.run(press())
    assert before != after


def test_a_training_that_finds_the_gpu_full_is_made_on_the_cpu(tmp_path, monkeypatch):
    from helpers.training import engine, loop

    class ResourceExhaustedError(Exception):
        """Has the name of TensorFlow's."""

    usual, tried = loop.Training.run, []

    def run(training, checkpoint):
        tried.append(engine.devices()[0].kind)
        if tried[-1] == "gpu":
            raise ResourceExhaustedError("OOM when allocating tensor")
        return usual(training, checkpoint)

    monkeypatch.setattr(engine, "accelerators", lambda: [("NVIDIA A40", 0, 0)])
    monkeypatch.setattr(engine, "driver_memory", lambda number: (40 * 2**30, 2 * 2**30))
    monkeypatch.setattr(engine, "capability", lambda: (8, 6))
    monkeypatch.setattr(loop.Training, "run", run)
    store, reports, done = Store(tmp_path), [], []
    panel = TrainingControls(store, done.append)
    panel.status.observe(lambda change: reports.append(change["new"]), "value")
    panel.family.value, panel.width.value = "plain", 4
    panel.epochs.value, panel.images.value = 1, 128
    panel.start.click()
    assert panel.background.wait(300)
    assert tried == ["gpu", "cpu"]
    (message,) = [text for text in reports if "The GPU is full" in text]
    assert "2.0 GiB free" in message and "starts again on the CPU" in message
    assert panel.status.value.endswith("It was made on the CPU, because the GPU is full.")
    (record,) = store.read()
    assert record == done[0] and "A40" not in record.device
    assert panel._in_the_way() == ""
