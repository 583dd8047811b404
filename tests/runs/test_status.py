"""How far a sweep is, from its store alone: counts, curves and time left, worked out by hand."""

import os
import shutil
import stat
import subprocess
import sys

import pytest
from sweeping import DEVICE, a_job, begin, fail, finished, so_far

from helpers.locks import lock
from helpers.runs import GRIDS, SHIPPED, Store, sweep_status
from helpers.runs.announced import announce, announcements, load
from helpers.runs.snapshot import SnapshotReader
from helpers.runs.status import definition, status_of
from helpers.runs.status_tables import clock, failed_rows, running_rows, summary_rows

JOBS = [a_job(seed=seed) for seed in range(6)]  # of equal cost


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def counts(store, jobs=JOBS):
    return tuple(sweep_status(store, jobs).counts.values())


def test_every_state_is_counted(store):
    assert counts(store) == (0, 0, 0, 6)
    store.add(finished(JOBS[0]))
    store.add(so_far(JOBS[1], 2, ended="the loss was not finite at step 3 of epoch 2"))
    fail(store, JOBS[2])
    fail(store, JOBS[3], tries=2)
    with lock(begin(store, JOBS[4], 1, 30).lock):
        assert counts(store) == (2, 1, 1, 2)
    assert counts(store) == (2, 0, 1, 3)  # its process has died
    store.add(finished(JOBS[4]))
    assert counts(store) == (3, 0, 1, 2)


def test_a_login_node_sees_what_was_done_on_other_devices(store):
    store.add(finished(JOBS[0], device="a GPU", backend="jax"))
    with lock(begin(store, JOBS[1], device="another GPU").lock):
        assert counts(store) == (1, 1, 0, 4)


def test_records_that_lack_an_option_which_came_later_count(store):
    run = finished(JOBS[0])
    del run.options["layers_per_block"]
    store.add(run)
    assert counts(store)[0] == 1
    assert definition(run) == definition(JOBS[0])
    assert definition(a_job(rate=0.2)) != definition(a_job()) != definition(a_job(precision="auto"))


def test_what_ships_is_found_without_its_device():
    shipped = Store(SHIPPED)
    assert sweep_status(shipped, GRIDS["dense"]()).counts["left"] == 0


def test_time_left_is_the_work_left_at_the_speed_of_what_has_finished_on_the_device(store):
    store.add(finished(JOBS[0], seconds=20.0))
    store.add(finished(JOBS[1], seconds=20.0))
    store.add(finished(JOBS[2], seconds=1000.0, device="something slow"))
    assert sweep_status(store, JOBS).seconds_left == pytest.approx(3 * 20)
    with lock(begin(store, JOBS[3], 1, 25).lock), lock(begin(store, JOBS[4], 2, 50).lock):
        # Three quarters, a half and a whole of 20 s, by two workers.
        status = sweep_status(store, JOBS)
        assert status.seconds_left == pytest.approx((15 + 10 + 20) / 2)
        assert status.device == DEVICE
        assert (
            "time left",
            f"about 22 s with 2 workers, judged by what has finished on {DEVICE}",
        ) in (summary_rows(status))


def test_a_kind_of_network_that_has_finished_is_judged_by_itself(store):
    other = [a_job(network="resnet", seed=seed) for seed in (0, 1)]
    store.add(finished(JOBS[0], seconds=10.0))
    store.add(finished(other[0], seconds=30.0))
    assert sweep_status(store, [*JOBS[:2], *other]).seconds_left == pytest.approx(10 + 30)


def test_before_one_has_finished_nobody_knows(store):
    status = sweep_status(store, JOBS)
    assert status.seconds_left is None
    assert ("time left", "not known before one has finished") in summary_rows(status)
    store.add(so_far(JOBS[0], 2, ended="the loss was not finite", seconds=3.0))
    status = sweep_status(store, JOBS)
    assert status.seconds_left is None
    assert summary_rows(status)[0] == ("done", "1 of 6, of which 1 with a loss that was not finite")


def test_the_rows_say_who_is_at_it_and_what_went_wrong(store):
    fail(store, JOBS[0], "no memory")
    attempt = begin(store, JOBS[1], 2, 60)
    with lock(attempt.lock):
        status = sweep_status(store, JOBS)
        (row,) = running_rows(status)
    name, epoch, step, training, test, on, heard = row
    assert (name, epoch, step) == ("plain-8 width 4 rate 0.1 seed 1", "2 of 4", "60 of 100")
    assert (training, test) == ("75.0 %", "75.0 %")
    assert f"process {os.getpid()}" in on and heard.endswith(" s ago")
    ((failed_name, tries, why),) = failed_rows(status)
    assert (failed_name, tries) == ("plain-8 width 4 rate 0.1 seed 0", "3")
    assert why.startswith("no memory (")
    assert ("left", "5 of 6, of which 1 begun and not under way now") in summary_rows(
        sweep_status(store, JOBS)
    )


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (89, "89 s"), (720, "12 min"), (12_600, "3.5 h")]
)
def test_clock(seconds, text):
    assert clock(seconds) == text


def test_jobs_are_those_of_the_sweep_that_was_called_last(store):
    store.check()
    first, second = announce(JOBS[:2], store, "two"), announce(JOBS, store, "six")
    os.utime(first, (1e9, 1e9))
    os.utime(second, (2e9, 2e9))
    assert (sweep_status(store).title, len(sweep_status(store).entries)) == ("six", 6)
    os.utime(first, (3e9, 3e9))
    assert (sweep_status(store).title, len(sweep_status(store).entries)) == ("two", 2)
    assert list(load(second).jobs) == JOBS
    first.write_text('{"jobs": [{}]}')
    second.write_text("torn")
    assert announcements(store) == [] and sweep_status(store).entries == ()


def test_a_store_that_is_not_there_or_holds_rubbish_has_nothing_done(store):
    assert counts(store) == (0, 0, 0, 6)
    store.check()
    for name in ("plain-1.json", ".1.running.json", ".1.failed.json", ".sweep-1.json", ".x.json"):
        (store.path / name).write_text('{"torn')
    assert counts(store) == (0, 0, 0, 6)


def test_a_file_that_has_not_changed_is_read_once(store, monkeypatch):
    for job in JOBS[:3]:
        store.add(finished(job))
    reader, loaded = SnapshotReader(store), []
    usual = Store.load
    monkeypatch.setattr(Store, "load", staticmethod(lambda f: loaded.append(f) or usual(f)))
    assert len(reader.read().records) == len(loaded) == 3
    assert len(reader.read().records) == len(loaded) == 3
    store.add(finished(JOBS[3]))
    store.file(finished(JOBS[0])).unlink()
    assert (len(reader.read().records), len(loaded)) == (3, 4)


def test_somebody_elses_store_is_only_read(store):
    """Its owner's process holds a lock; what looks at it may write nothing there."""
    with lock(begin(store, JOBS[0], 1, 10).lock):
        before = {f.name: f.stat() for f in store.path.iterdir()}
        for file in (*store.path.iterdir(), store.path):
            file.chmod(stat.S_IMODE(file.stat().st_mode) & ~0o222)
        try:
            assert counts(store) == (0, 1, 0, 5)
        finally:
            store.path.chmod(0o755)
        assert {f.name: f.stat().st_mtime_ns for f in store.path.iterdir()} == {
            name: status.st_mtime_ns for name, status in before.items()
        }


def test_where_no_lock_tells_a_process_counts_as_alive_while_it_speaks(store, monkeypatch):
    begin(store, JOBS[0])
    monkeypatch.setattr("helpers.runs.snapshot.is_held", lambda path: None)
    assert counts(store)[1] == 1
    monkeypatch.setattr("helpers.runs.attempt.SILENT", -1)
    assert counts(store)[1] == 0


def test_the_status_is_a_function_of_the_snapshot(store):
    store.add(finished(JOBS[0]))
    snapshot = SnapshotReader(store).read()
    shutil.rmtree(store.path)
    assert status_of(snapshot, JOBS).counts["done"] == 1


def test_looking_loads_no_keras(store):
    store.add(finished(JOBS[0]))
    code = (
        "import sys; from helpers.runs import GRIDS, sweep_status\n"
        "sweep_status(sys.argv[1], GRIDS['depth']()); sys.exit('keras' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code, str(store.path)], check=False).returncode == 0
    )
