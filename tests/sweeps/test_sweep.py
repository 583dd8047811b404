"""Sweeps: real trainings of seconds, resumed, within a budget, by several workers."""

import dataclasses
import threading

import pytest

from helpers.sweeps import GRIDS, Store, run
from helpers.sweeps.command_line import duration


@pytest.fixture
def jobs():
    first = GRIDS["dense"]()[:3]
    return [dataclasses.replace(j, recipe=dataclasses.replace(j.recipe, epochs=1, images=64))
            for j in first]  # fmt: skip


def test_sweep_resumes_where_it_stopped(tmp_path, jobs):
    said = []
    assert len(run(jobs[:1], tmp_path, say=said.append)) == 1
    made = run(jobs, tmp_path, say=said.append)
    assert len(made) == 2
    assert "2 of 3 trainings to do" in said[2]
    assert len(Store(tmp_path).read()) == 3
    assert run(jobs, tmp_path, say=said.append) == []


def test_stopping_loses_at_most_the_run_in_flight(tmp_path, jobs):
    stop = threading.Event()
    made = run(jobs, tmp_path, stop=stop.is_set, say=lambda line: "seed" in line and stop.set())
    assert len(made) == len(Store(tmp_path).read()) == 1


def test_interrupt_leaves_whole_records_only(tmp_path, jobs):
    def say(line):
        if "seed" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(jobs, tmp_path, say=say)
    assert len(Store(tmp_path).read()) == 1


def test_budget_starts_nothing_that_would_end_after_it(tmp_path, jobs):
    said = []
    huge = dataclasses.replace(jobs[1], options={**jobs[1].options, "width": 10**7})
    made = run([jobs[0], huge], tmp_path, budget=600, say=said.append)
    assert len(made) == 1
    assert "Budget spent: 1 left" in said[-1]


def test_grids_are_what_the_course_promises():
    jobs = GRIDS["depth"]()
    seeds = {}
    for job in jobs:
        seeds.setdefault((job.network, job.options["depth"]), set()).add(job.recipe.seed)
    for network in ("plain", "resnet"):
        assert [len(seeds[network, depth]) for depth in (8, 14, 20, 32, 44, 56)] == [
            3,
            3,
            3,
            2,
            2,
            2,
        ]
    depths = [job.options["depth"] for job in jobs]
    assert depths == sorted(depths)
    assert all(job.options["seed"] == job.recipe.seed for job in jobs)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("20m", 1200), ("1.5h", 5400), ("7s", 7)]
)
def test_durations(text, seconds):
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "20 minutes", "-5", "1h30m"])
def test_durations_refused(text):
    with pytest.raises(ValueError, match=r"write it like 90s, 20m or 1\.5h"):
        duration(text)


@pytest.mark.parametrize("name", GRIDS)
def test_every_grid_builds_what_its_families_take_and_repeats_nothing(name):
    from helpers.networks import options_of

    jobs = GRIDS[name]()
    assert all(set(job.options) <= set(options_of(job.network)) for job in jobs)
    assert len({repr((job.network, job.options, job.recipe)) for job in jobs}) == len(jobs)
    assert all(job.cost > 0 and f"seed {job.recipe.seed}" in str(job) for job in jobs)
