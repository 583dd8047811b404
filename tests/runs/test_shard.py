"""Parts of a grid: each job in one of them, about equal in cost."""

import pytest

from helpers.runs import GRIDS, Shard


@pytest.mark.parametrize("count", [1, 2, 3, 7, 36, 50])
def test_every_job_is_in_one_shard_in_its_order(count):
    jobs = GRIDS["depth"]()
    parts = [Shard(n, count).of(jobs) for n in range(1, count + 1)]
    assert sorted(repr(job) for part in parts for job in part) == sorted(map(repr, jobs))
    for part in parts:
        assert [jobs.index(job) for job in part] == sorted(jobs.index(job) for job in part)


def test_shards_cost_about_the_same():
    jobs = GRIDS["depth"]()
    costs = [sum(job.cost for job in Shard(n, 4).of(jobs)) for n in range(1, 5)]
    assert max(costs) <= min(costs) + max(job.cost for job in jobs)


@pytest.mark.parametrize("text", ["0/3", "4/3", "1/0"])
def test_a_shard_that_there_is_not_is_named(text):
    with pytest.raises(ValueError, match=f"There is no shard {text}: number the"):
        Shard.read(text)


@pytest.mark.parametrize("text", ["", "3", "a/b", "1/2/3", "-1/2", "1.5/2", "1/9999999999"])
def test_what_is_no_shard_is_refused(text):
    with pytest.raises(ValueError, match="is no shard: write it like 3/10"):
        Shard.read(text)
