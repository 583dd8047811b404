"""Whose numbers are drawn, and that drawing is even and the same everywhere."""

from collections import Counter

import pytest

from helpers.exercises.randomized import StableRandom
from helpers.exercises.student import name


def test_a_given_name_goes_first_then_the_course_s_then_the_hub_s(monkeypatch):
    assert name() == ""
    monkeypatch.setenv("JUPYTERHUB_USER", "Hub")
    assert name() == "hub"
    monkeypatch.setenv("COURSE_STUDENT", "")
    assert name() == "", "set, if only to nothing, counts"
    monkeypatch.setenv("COURSE_STUDENT", "Ada  Byron ")
    assert name() == "ada byron"
    assert name("Bob") == "bob" and name("") == "" and name(7) == "7"


@pytest.mark.parametrize("step", ["autograded", "submitted"])
def test_while_nbgrader_grades_the_folder_says_whose_work_it_is(monkeypatch, tmp_path, step):
    work = tmp_path / step / "ada" / "06"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    monkeypatch.setenv("JUPYTERHUB_USER", "grader")
    assert name() == "grader"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert name() == "ada" and name("bob") == "ada"
    monkeypatch.setenv("COURSE_STUDENT", "")
    assert name() == "" and name("bob") == "", "a class without names"
    monkeypatch.delenv("COURSE_STUDENT")
    monkeypatch.chdir(tmp_path)
    assert name("bob") == "bob", "no folder of nbgrader's"


def test_draws_are_even_and_do_not_hang_together():
    picks = Counter(StableRandom("a", i).pick(range(5)) for i in range(5000))
    assert all(850 < picks[i] < 1150 for i in range(5))  # 1000 ± 5.3 standard deviations of 28.3
    draw = StableRandom("b")
    pairs = Counter((draw.pick("xy"), draw.pick("xy")) for _ in range(4000))
    assert all(850 < count < 1150 for count in pairs.values()) and len(pairs) == 4


def test_a_shuffle_keeps_everything_and_moves_it():
    orders = {tuple(StableRandom(i).shuffled("abc")) for i in range(200)}
    assert len(orders) == 6
