"""Records of runs: what is written is read again, what does not fit is refused by its field."""

import copy
import json
import math

import pytest

from helpers import paths
from helpers.training import Recipe, Run
from helpers.training.record import LATER

SHIPPED = sorted((paths.SHIPPED / "runs").glob("*.json"))
RUN = Run(
    "resnet",
    {"depth": 20, "width": 8, "batch_norm": True, "bias": None},
    "cifar10",
    "small",
    Recipe(clip=1.0, images=64),
    0,
    (2.0, 1.5),
    (0.3, 0.4),
    (2.1, math.nan),
    (0.25, 1.0),
    12.5,
    260.0,
    68_138,
    None,
    "a processor, 1 core",
    "tensorflow",
    {"keras": "3.15"},
    "2026-11-23T11:16:00+00:00",
    "stopped",
    "0123abc-dirty",
)


def plain(run):
    """As a file holds it: lists for tuples."""
    return json.loads(json.dumps(run.to_json()))


def test_a_record_is_read_as_it_was_written():
    again = Run.from_json(plain(RUN))
    assert repr(again.to_json()) == repr(RUN.to_json())  # by its text, as nan equals nothing


def test_all_records_that_ship_are_read_whether_or_not_they_name_their_commit():
    """The field is younger than the oldest of them."""
    texts = [file.read_text() for file in SHIPPED]
    runs = [Run.from_json(json.loads(text)) for text in texts]
    named = [bool(run.commit) for run in runs]
    assert named == ['"commit"' in text for text in texts]
    assert set(named) == {True, False}


@pytest.mark.parametrize("name", sorted(set(RUN.to_json()) - {*LATER}))
def test_a_field_that_is_missing_is_named(name):
    record = plain(RUN)
    del record[name]
    with pytest.raises(ValueError, match=f"'{name}' is missing or unknown"):
        Run.from_json(record)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("network", 3, "a text"),
        ("options", [], "by name"),
        ("options", {"depth": "20"}, "depth and width are numbers"),
        ("options", {"width": float("nan")}, "depth and width are numbers"),
        ("options", {"init": ["he_normal"]}, "texts, numbers"),
        ("dataset", None, "a text"),
        ("size", True, "a text"),
        ("recipe", "fast", "the fields of a recipe"),
        ("seed", 1.0, "a whole number from 0"),
        ("seed", True, "a whole number from 0"),
        ("train_loss", 2.0, "a list of finite numbers"),
        ("train_loss", [2.0, float("inf")], "a list of finite numbers"),
        ("train_loss", [2.0, -1.0], "a list of finite numbers"),
        ("test_loss", ["2.1", "2.0"], "a list of finite numbers"),
        ("test_loss", [True, 2.0], "a list of finite numbers"),
        ("test_loss", [10**400, 2.0], "a list of finite numbers"),
        ("train_accuracy", [0.3, float("nan")], "a list of fractions from 0 to 1"),
        ("train_accuracy", [0.3, 40.0], "a list of fractions from 0 to 1"),
        ("test_accuracy", {"0": 0.3}, "a list of fractions from 0 to 1"),
        ("seconds", float("inf"), "a finite number, 0 or more"),
        ("seconds", -1, "a finite number, 0 or more"),
        ("images_per_second", "fast", "a finite number, 0 or more"),
        ("parameters", 1.5, "a whole number, 0 or more"),
        ("parameters", 2**63, "a whole number, 0 or more"),
        ("macs", -1, "a whole number, 0 or more, or None"),
        ("device", ["a GPU"], "a text"),
        ("backend", None, "a text"),
        ("versions", {"keras": 3.15}, "texts by name"),
        ("when", 20261123, "a text"),
        ("ended", False, "a text"),
        ("commit", None, "a text"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_what_is_expected(name, value, expected):
    with pytest.raises(
        ValueError, match=rf"^{name} is .*; a record of a run has .*{expected}"
    ) as e:
        Run.from_json({**plain(RUN), name: value})
    assert "\n" not in str(e.value) and len(str(e.value)) < 250


def test_curves_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="train_loss 2, train_accuracy 2, test_loss 2, test_accur"):
        Run.from_json({**plain(RUN), "test_accuracy": [0.25]})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epochs": True}, "epochs is True; a recipe takes a whole number from 1 to 10000"),
        ({"rate": "0.1"}, "rate is '0.1'; a recipe takes a number from 0 to 1000"),
        ({"speed": 3}, "no record of a run: .*'speed'"),
    ],
)
def test_a_recipe_that_does_not_fit_is_named(changes, message):
    record = copy.deepcopy(plain(RUN))
    record["recipe"].update(changes)
    with pytest.raises(ValueError, match=message):
        Run.from_json(record)


@pytest.mark.parametrize("record", [None, [], "resnet", 3, {1: 2}, {"network": "resnet"}])
def test_what_is_no_record_at_all_is_refused(record):
    with pytest.raises(ValueError, match="This is no record of a run"):
        Run.from_json(record)


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0},
        {"epochs": 1.5},
        {"epochs": True},
        {"batch": "64"},
        {"rate": -1},
        {"rate": float("nan")},
        {"rate": None},
        {"warm_up": True},
        {"smoothing": 1},
        {"clip": 0},
        {"clip": float("inf")},
        {"clip": float("nan")},
        {"clip": True},
        {"clip": "1"},
        {"images": -5},
        {"images": 3.5},
        {"images": True},
        {"images": float("nan")},
        {"crop": 40},
        {"crop": 2.0},
        {"flip": 1},
        {"flip": None},
        {"flip": "yes"},
        {"seed": -1},
        {"seed": 1.0},
        {"seed": None},
    ],
    ids=str,
)
def test_a_recipe_refuses_what_it_cannot_use(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=f"^{name} is .*; a recipe takes "):
        Recipe(**wrong)
