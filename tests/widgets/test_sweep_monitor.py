"""SweepMonitor over its corners, driven by values alone; every exception is fatal."""

import base64
import io
import itertools
import os
import stat
import subprocess
import sys

import pytest
from PIL import Image
from sweeping import a_job, begin, fail, finished, so_far

from helpers.locks import lock
from helpers.runs import GRIDS, Store
from helpers.runs.announced import announce
from helpers.widgets import SweepMonitor

JOBS = [a_job(seed=seed) for seed in range(4)]


@pytest.fixture
def store(tmp_path):
    """One done, one failed, one left and one that is running, whose lock the test may hold."""
    store = Store(tmp_path / "store")
    store.add(finished(JOBS[0]))
    fail(store, JOBS[1], "<b>no memory</b>")
    begin(store, JOBS[2], 2, 60)
    os.utime(announce(JOBS, store, "four"), (2e9, 2e9))
    os.utime(announce(JOBS[:1], store, "one"), (1e9, 1e9))
    return store


def alive(store):
    """The lock that a process would hold which is at the training."""
    (word,) = store.path.glob(".*.running.json")
    return lock(word.with_name(word.name.replace("running.json", "lock")))


@pytest.fixture
def running(store):
    with alive(store):
        yield


def decoded(png):
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def test_it_opens_on_the_sweep_called_last(store, running):
    panel = SweepMonitor(store)
    assert repr(panel) == "SweepMonitor(1 done, 1 running, 1 failed, 1 left)"
    assert panel.sweep.label.startswith("four (4), ")
    assert "1 of 4" in panel.summary.value and str(store.path) in panel.summary.value
    assert "plain-8 width 4 rate 0.1 seed 2" in panel.running.value
    assert "60 of 100" in panel.running.value and "75.0 %" in panel.running.value
    assert "&lt;b&gt;no memory&lt;/b&gt;" in panel.failed.value  # escaped
    assert decoded(panel.picture.png).size == (820, 380)
    assert "1 running" in panel.picture.alt


def test_every_choice_is_shown(store, running):
    panel = SweepMonitor(store)
    choices = itertools.product(panel.metric.options, [name for _, name in panel.sweep.options])
    for metric, sweep in choices:
        panel.metric.value, panel.sweep.value = metric, sweep
        decoded(panel.picture.png)
        assert len(panel.status.entries) in (1, 4)
        assert metric in panel.picture.alt
    panel.sweep.value = panel.sweep.options[1][1]
    assert repr(panel) == "SweepMonitor(1 done, 0 running, 0 failed, 0 left)"


def test_it_looks_again_at_a_press_and_at_a_tick(store):
    panel = SweepMonitor(store)
    assert panel.status.counts["running"] == 0  # its process is dead
    with alive(store):
        panel.refresh.click()
        assert panel.status.counts["running"] == 1
    store.add(finished(JOBS[3]))
    panel.ticker.tick = 7
    assert panel.status.counts == {"done": 2, "running": 0, "failed": 1, "left": 1}
    assert panel.ticker.seen == 7 and panel.ticker.text.startswith("as of ")
    # What was chosen stays chosen when another sweep is called.
    chosen = panel.sweep.value
    announce(JOBS[1:], store, "three")
    panel.ticker.tick = 8
    assert len(panel.sweep.options) == 3 and panel.sweep.value == chosen


def test_jobs_may_be_given_as_a_list_or_by_their_name(store):
    panel = SweepMonitor(store.path, JOBS[:2])
    assert repr(panel) == "SweepMonitor(1 done, 0 running, 1 failed, 0 left)"
    assert panel.sweep.layout.display == "none"
    assert SweepMonitor(store, "depth").status.counts["left"] == len(GRIDS["depth"]())
    assert "There are no jobs" in SweepMonitor(store, []).summary.value
    with pytest.raises(ValueError, match="no grid 'depht'"):
        SweepMonitor(store, "depht")


def test_a_store_without_a_sweep_says_how_to_call_one(tmp_path):
    panel = SweepMonitor(tmp_path / "none")
    assert "python -m helpers sweep" in panel.summary.value
    panel.refresh.click()
    panel.metric.value = "test error"
    panel.ticker.tick = 1
    decoded(panel.picture.png)
    store = Store(tmp_path / "none")
    store.check()
    announce(JOBS, store, "<four>")
    panel.ticker.tick = 2
    assert panel.status.counts["left"] == 4
    assert not list(store.path.glob("[!.]*"))


def test_torn_and_vanished_files_do_not_end_it(store):
    panel = SweepMonitor(store)
    for file in store.path.iterdir():
        file.write_text('{"torn')
    panel.ticker.tick = 1
    assert "No sweep has been started" in panel.summary.value
    for file in store.path.iterdir():
        file.unlink()
    store.path.rmdir()
    panel.ticker.tick = 2
    decoded(panel.picture.png)


def test_somebody_elses_store_is_shown_and_left_as_it_is(store, running):
    files = [*store.path.iterdir(), store.path]
    before = {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in files}
    for file in files:
        file.chmod(stat.S_IMODE(file.stat().st_mode) & ~0o222)
    panel = SweepMonitor(store)
    panel.ticker.tick = 1
    assert panel.status.counts["running"] == 1
    assert {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in files} == before
    for file in files:
        file.chmod(0o755)


def test_many_jobs_under_way_are_shown_in_part(tmp_path):
    store = Store(tmp_path)
    jobs = [a_job(seed=seed) for seed in range(30)]
    announce(jobs, store, "many")
    for job in jobs:
        fail(store, job, tries=1)
        begin(store, job)
    panel = SweepMonitor(store)
    assert panel.failed.value.count("<tr>") == 21
    store.add(so_far(jobs[0], 1, ended="the loss was not finite"))
    panel.ticker.tick = 1
    assert "1 with a loss that was not finite" in panel.summary.value


def test_the_panel_brings_its_picture_for_places_without_widgets(store):
    panel = SweepMonitor(store)
    bundle = panel._repr_mimebundle_()
    assert bundle["text/plain"] == repr(panel)
    assert base64.b64decode(bundle["image/png"]) == panel.picture.png


def test_opening_loads_no_keras(store):
    code = (
        "import sys; from helpers.widgets import SweepMonitor\n"
        "SweepMonitor(sys.argv[1]).refresh.click()\n"
        "sys.exit(any(m in sys.modules for m in ('keras', 'tensorflow', 'jax')))"
    )
    command = [sys.executable, "-c", code, str(store.path)]
    assert subprocess.run(command, check=False).returncode == 0
