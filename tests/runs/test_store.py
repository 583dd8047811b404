"""The store: one file a run, whole or not there, found again by what defines it."""

import dataclasses
import json
from concurrent.futures import ProcessPoolExecutor

import pytest

from helpers.paths import runs_folder
from helpers.runs import Store, read
from helpers.training import Recipe, Run


def a_run(seed=0, **changes):
    run = Run(
        "resnet",
        {"depth": 20, "width": 8},
        "cifar10",
        "small",
        Recipe(seed=seed),
        seed,
        (2.0,),
        (0.3,),
        (2.1,),
        (0.25,),
        12.5,
        260.0,
        68_138,
        10,
        "a processor, 1 core",
        "tensorflow",
        {"keras": "3.15"},
        "2026-11-23T11:16:00+00:00",
        "finished",
    )
    return dataclasses.replace(run, **changes)


def test_what_goes_in_comes_out(tmp_path):
    store = Store(tmp_path / "new" / "folder")
    store.add(a_run())
    assert store.read() == read(store.path) == [a_run()]


def test_name_depends_on_what_defines_a_run_and_on_nothing_else(tmp_path):
    store = Store(tmp_path)
    assert store.file(a_run()) == store.file(a_run(seconds=99.0, when="later", test_loss=(1.0,)))
    for change in (
        {"seed": 1},
        {"options": {"depth": 32}},
        {"backend": "jax"},
        {"device": "GPU"},
        {"size": "full"},
        {"recipe": Recipe(rate=0.2)},
    ):
        assert store.file(a_run()) != store.file(a_run(**change))


def test_finished_and_failed_runs_are_there_stopped_ones_are_not(tmp_path):
    store = Store(tmp_path)
    assert a_run() not in store
    store.add(a_run(ended="stopped"))
    assert a_run() not in store
    store.add(a_run(ended="the loss was not finite"))
    assert a_run() in store


@pytest.mark.parametrize(
    "text", ["", '{"network": "resn', "[]", '{"network": "resnet"}', "\x00\xff"]
)
def test_torn_file_is_reported_and_passed_over(tmp_path, text):
    store = Store(tmp_path)
    store.add(a_run())
    (tmp_path / "resnet-torn.json").write_text(text)
    with pytest.warns(UserWarning, match=r"Passed over .*resnet-torn\.json"):
        assert store.read() == [a_run()]


def test_record_with_an_impossible_recipe_is_refused(tmp_path):
    file = Store(tmp_path).add(a_run())
    record = json.loads(file.read_text())
    record["recipe"]["epochs"] = 0
    file.write_text(json.dumps(record))
    with pytest.raises(ValueError, match="epochs is 0"):
        Store.load(file)


def write(path, seed):
    for _ in range(20):
        Store(path).add(a_run(seed))


def test_workers_on_one_folder_do_not_collide(tmp_path):
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(write, [tmp_path] * 8, [0, 1] * 4))
    assert [run.seed for run in sorted(Store(tmp_path).read(), key=lambda r: r.seed)] == [0, 1]
    assert len(list(tmp_path.iterdir())) == 2  # no temporary file is left


def test_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="set COURSE_RUNS to a folder"):
        Store(tmp_path / "file").add(a_run())


@pytest.mark.parametrize("interrupt", [False, True])
def test_interrupt_or_full_disk_leaves_whole_records_only(tmp_path, full_disk, interrupt):
    store, other = Store(tmp_path), a_run(seed=1)
    store.add(a_run())
    for again in (a_run(seconds=99.0), other):
        with (
            full_disk(interrupt=interrupt),
            pytest.raises(KeyboardInterrupt if interrupt else OSError),
        ):
            store.add(again)
    assert store.read() == [a_run()] and other not in store


def test_a_full_disk_is_found_before_there_is_anything_to_keep(tmp_path, full_disk):
    store = Store(tmp_path)
    store.check()
    with full_disk(), pytest.raises(OSError, match=r"No run can be kept in .* set COURSE_RUNS to"):
        store.check()
    assert list(tmp_path.iterdir()) == []


def test_folder_of_own_runs_can_be_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_RUNS", str(tmp_path))
    Store(runs_folder()).add(a_run(seed=77, device="mine"))
    assert a_run(seed=77, device="mine") in read()


def test_no_store_is_no_error(tmp_path):
    assert read(tmp_path / "missing") == []


def test_json_nested_beyond_what_can_be_read_hides_no_other_run(tmp_path):
    Store(tmp_path).add(a_run(seed=1))
    (tmp_path / "deep.json").write_text("[" * 20_000)
    with pytest.warns(UserWarning, match=r"deep\.json"):
        assert len(Store(tmp_path).read()) == 1
