"""Which recorded runs are of a grid, and the table of their means, worked out by hand."""

import dataclasses

import pytest

from helpers.runs import GRIDS
from helpers.runs.evidence import error_rows, groups, mean_errors, missing, recorded
from helpers.runs.launch import pending


def finished(job, train=0.5, test=0.4, **changes):
    """The Run of a job that ends at these accuracies."""
    values = {
        "device": "a processor",
        "backend": "tensorflow",
        "ended": "finished",
        "train_loss": (1.0,),
        "test_loss": (1.0,),
        "train_accuracy": (train,),
        "test_accuracy": (test,),
    }
    return dataclasses.replace(pending(job, "", ""), **{**values, **changes})


def jobs(network, depth):
    return [j for j in GRIDS["depth"]() if (j.network, j.options["depth"]) == (network, depth)]


def test_runs_of_a_grid_are_found_on_any_device_in_its_order():
    first, second, *_ = GRIDS["depth"]()
    other = finished(GRIDS["generalization"]()[0])
    one, two = finished(second, device="a GPU"), finished(first)
    assert recorded("depth", [one, other, two]) == [two, one]
    assert recorded("depth", []) == [] and missing("depth", []) == 36


def test_a_run_of_two_grids_belongs_to_both():
    run = finished(jobs("resnet", 20)[0])
    assert recorded("depth", [run]) == recorded("bypass", [run]) == [run]


def test_stopped_runs_count_as_missing():
    stopped = finished(jobs("plain", 8)[0], ended="stopped")
    assert missing("depth", [stopped]) == 36
    assert missing("depth", [stopped, finished(jobs("plain", 8)[1])]) == 35
    assert groups([stopped]) == {}


def test_an_unknown_grid_is_named():
    with pytest.raises(ValueError, match=r"'depht'.*depth"):
        recorded("depht")


def test_rows_hold_mean_and_range_over_seeds():
    """Errors of 40, 50 and 60 % are 50 on average."""
    accuracies = zip(jobs("plain", 20), (0.6, 0.5, 0.4), strict=True)
    runs = [finished(job, accuracy) for job, accuracy in accuracies]
    others = [finished(jobs("resnet", 8)[0], 0.75, 0.5), finished(jobs("plain", 8)[0], 0.9)]
    assert error_rows([*runs, *others]) == [
        ("plain, 8 layers", "1", "10.0", "60.0"),
        ("plain, 20 layers", "3", "50.0 (40.0 to 60.0)", "60.0 (60.0 to 60.0)"),
        ("ResNet, 8 layers", "1", "25.0", "50.0"),
    ]


def test_rows_tell_rates_apart_and_say_what_broke_down():
    runs = [finished(job) for job in GRIDS["activations"]()[:3]]
    runs[0] = dataclasses.replace(runs[0], ended="the loss was not finite")
    names = [row[0] for row in error_rows(runs)]
    assert names == [f"four layers relu, rate {rate}" for rate in ("0.003", "0.01", "0.03")]
    assert error_rows(runs)[0][2] == "broke down"
    twin = finished(jobs("plain", 8)[0], 0.75)
    broken = finished(jobs("plain", 8)[1], ended="the loss was not finite")
    assert error_rows([twin, broken])[0][2] == "25.0; 1 broke down"


def test_rows_name_widths_only_where_a_block_has_several():
    separable = [finished(job) for job in GRIDS["separable"]()]
    names = {row[0] for row in error_rows(separable)}
    assert names == {
        *(f"separable, width {width}" for width in (16, 23, 45)),
        *(f"standard, width {width}" for width in (8, 16)),
    }


def test_mean_errors_are_numbers_under_the_same_names():
    accuracies = zip(jobs("plain", 20), (0.6, 0.5, 0.4), strict=True)
    sizes = {"parameters": 7240, "macs": 4_147_200}
    runs = [finished(job, accuracy, **sizes) for job, accuracy in accuracies]
    broken = finished(jobs("plain", 8)[0], ended="the loss was not finite")
    unknown = finished(jobs("resnet", 8)[0], macs=None)
    table = mean_errors([broken, *runs, unknown])
    assert list(table.index) == ["plain, 20 layers", "ResNet, 8 layers"]
    assert list(table.iloc[0]) == pytest.approx([7240, 4.1472, 50, 60, 3])
    assert table["MMACs"].isna().tolist() == [False, True]
