"""The lines of the depth pictures hold the means of hand-made records and never mix settings."""

import dataclasses
import subprocess
import sys

import pytest
from matplotlib.figure import Figure

from helpers.figures.depth import draw_depth, draw_learning_curves, draw_question, limits, style
from helpers.runs.analysis import (
    chance,
    curve,
    describe_settings,
    difference,
    failed,
    result,
    series,
    setting,
)
from helpers.training.record import Recipe, Run

OPTIONS = {"width": 8, "activation": "relu", "init": "he_normal", "batch_norm": True}


def made(network="plain", depth=8, seed=0, train=0.5, test=0.4, **changes):
    """A finished Run of two epochs that ends at these accuracies."""
    values = {
        "options": {**OPTIONS, "depth": depth, "seed": seed},
        "dataset": "cifar10",
        "size": "small",
        "recipe": Recipe(epochs=2, images=100, seed=seed),
        "seed": seed,
        "train_loss": (2.0, 1.0),
        "train_accuracy": (0.1, train),
        "test_loss": (2.0, 1.0),
        "test_accuracy": (0.1, test),
        "seconds": 10.0 * depth,
        "parameters": 1000 * depth,
        "macs": 2_000_000 * depth,
        "device": "a processor",
        "backend": "tensorflow",
        "ended": "finished",
    }
    return Run(network, **{**values, **changes})


def axes():
    return Figure().add_subplot()


def line(ax, label):
    return next(drawn for drawn in ax.lines if drawn.get_label() == label)


# Means by hand: plain-8 of 40 and 50 % accuracy errs in 55 % on average, plain-20 in 80 %.
RUNS = [
    made(depth=8, seed=0, test=0.4),
    made(depth=8, seed=1, test=0.5),
    made(depth=20, seed=0, test=0.2),
    made("resnet", depth=8, test=0.45),
    made("resnet", depth=20, test=0.6),
]


def test_a_line_is_the_mean_over_seeds_and_the_band_goes_from_the_lowest_to_the_highest():
    plain, resnet = series(RUNS, "depth", "test error")
    assert (plain.label, resnet.label) == ("plain", "ResNet")
    first, second = plain.points
    assert (first.depth, first.x, first.xs) == (8, 8, (8, 8))
    assert (first.mean, first.low, first.high) == pytest.approx((55, 50, 60))
    assert (second.mean, second.low, second.high) == pytest.approx((80, 80, 80))
    assert [p.mean for p in resnet.points] == pytest.approx([55, 40])


@pytest.mark.parametrize(
    ("axis", "expected"),
    [("depth", [8, 20]), ("parameters", [8, 20]), ("MACs", [16, 40])],
)
def test_the_picture_shows_the_means_at_the_axis_units(axis, expected):
    ax = axes()
    draw_depth(ax, series(RUNS, axis, "test accuracy"), axis, "test accuracy", chance=10)
    drawn = line(ax, "plain")
    assert list(drawn.get_xdata()) == pytest.approx(expected)
    assert list(drawn.get_ydata()) == pytest.approx([45, 20])
    assert list(line(ax, "chance (10 %)").get_ydata()) == [10, 10]
    assert "(" in ax.get_xlabel() and ax.get_ylabel() == "test accuracy (%)"
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == pytest.approx((20, 50))


def test_plain_and_resnet_differ_by_more_than_colour():
    """For prints in grey, and for readers who see no colours: by marker and line style as well."""
    ax = axes()
    draw_depth(ax, series(RUNS, "depth", "test error"))
    plain, resnet = line(ax, "plain"), line(ax, "ResNet")
    assert plain.get_color() != resnet.get_color()
    assert plain.get_marker() != resnet.get_marker()
    assert plain.get_linestyle() != resnet.get_linestyle()


@pytest.mark.parametrize(
    "change",
    [
        {"device": "another"},
        {"backend": "jax"},
        {"size": "full"},
        {"dataset": "other"},
        {"recipe": Recipe(epochs=2, images=100, rate=0.01)},
        {"recipe": Recipe(epochs=3, images=100)},
        {"precision": "bfloat16"},
        {"options": {**OPTIONS, "width": 16, "depth": 8, "seed": 0}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_runs_of_two_settings_never_come_into_one_line(change):
    with pytest.raises(ValueError, match="cannot be compared"):
        series([made(), made(**change)], "depth", "test error")
    assert setting(made()) != setting(made(**change))
    texts = describe_settings([setting(made()), setting(made(**change))])
    assert texts[0] != texts[1]
    assert difference(setting(made(**change)), setting(made()))


def test_seeds_and_depths_share_a_setting():
    assert len({setting(run) for run in RUNS}) == 1


def test_the_precision_of_a_setting_is_what_was_computed_in_and_said_where_it_is_not_float32():
    asked = Recipe(epochs=2, images=100, precision="auto")
    assert setting(made(recipe=asked)) == setting(made())
    half = setting(made(recipe=asked, precision="bfloat16"))
    usual, said = describe_settings([setting(made()), half])
    assert "bfloat16" in said and "float32" not in usual


def test_dense_nets_that_differ_in_activation_or_init_are_lines_of_their_own():
    pairs = [("sigmoid", "normal_1"), ("sigmoid", "glorot_uniform"), ("relu", "he_normal")]
    runs = [
        made("dense", options={"depth": 4, "width": 64, "activation": a, "init": i, "seed": 0})
        for a, i in pairs
    ]
    lines = series(runs, "depth", "test error")
    assert len({found.label for found in lines}) == len({style(f.family) for f in lines}) == 3


def test_residual_nets_are_told_apart_by_what_is_bypassed_and_how_they_start():
    """An older record, without these options, is of two layers a block that start as usual."""
    changes = [
        {},
        {"layers_per_block": 2, "zero_init_residual": False},
        {"layers_per_block": 1, "zero_init_residual": False},
        {"layers_per_block": 2, "zero_init_residual": True},
    ]
    runs = [made("resnet", options={**OPTIONS, "depth": 20, **change}) for change in changes]
    lines = series(runs, "depth", "training error")
    counts = {found.label: len(found.points[0].ys) for found in lines}
    assert counts == {
        "ResNet 2-layer blocks": 2,
        "ResNet 1-layer blocks": 1,
        "ResNet 2-layer blocks, branches start at zero": 1,
    }
    assert len({style(found.family) for found in lines}) == 3


def test_networks_without_a_depth_make_a_line_over_their_widths():
    runs = [
        made(
            "stack",
            test=0.1 * width / 8,
            parameters=100 * width,
            options={"block": block, "blocks": 2, "width": width, "seed": 0},
        )
        for block in ("standard", "separable")
        for width in (16, 8)
    ]
    lines = series(runs, "parameters", "test accuracy")
    assert [found.label for found in lines] == ["separable", "standard"]
    assert [(p.depth, p.x, round(p.mean)) for p in lines[0].points] == [(8, 0.8, 10), (16, 1.6, 20)]
    assert len({style(found.family) for found in lines}) == 2
    assert [s.points for s in series(runs, "depth", "test accuracy")] == []


def test_a_run_that_broke_down_is_a_cross_without_accuracy():
    broken = made(depth=20, seed=1, ended="the loss was not finite at step 3 of epoch 2")
    empty = made(
        depth=14, train_loss=(), train_accuracy=(), test_loss=(), test_accuracy=(), ended="oops"
    )
    nan = made(depth=32, test_loss=(2.0, float("nan")))
    assert all(failed(run) and result(run, "test error") is None for run in (broken, empty, nan))
    (plain, _) = series([*RUNS, broken, empty, nan], "depth", "test error")
    assert sorted(plain.failed) == [14, 20, 32]
    assert [p.depth for p in plain.points] == [8, 20]
    assert plain.points[1].ys == pytest.approx((80,))
    ax = axes()
    draw_depth(ax, [plain])
    assert list(line(ax, "loss not finite").get_xdata()) == [14, 20, 32]


def test_stopped_runs_and_runs_without_macs_are_left_out():
    stopped = made(depth=14, ended="stopped")
    assert [p.depth for p in series([*RUNS, stopped], "depth", "test error")[0].points] == [8, 20]
    old = made(depth=14, macs=None)
    assert [p.depth for p in series([*RUNS, old], "MACs", "test error")[0].points] == [8, 20]
    assert [p.depth for p in series([*RUNS, old], "depth", "test error")[0].points] == [8, 14, 20]


def test_guessing_among_ten_classes_errs_in_ninety_percent():
    assert chance("cifar10", "test error") == 90
    assert chance("cifar10", "training accuracy") == 10
    assert chance("of another number of classes", "test error") is None


def test_a_question_shows_the_guess_and_no_measured_line():
    ax = axes()
    guess = ("plain", series(RUNS, "depth", "test error")[0].family, {8: 30.0})
    draw_question(ax, [8, 20], "test error", [guess], chance=90)
    assert {d.get_label() for d in ax.lines} == {"your guess: plain", "chance (90 %)"}
    assert ax.get_ylim() == (0, 100)


def test_learning_curves_show_both_splits_over_the_epochs():
    ax = axes()
    draw_learning_curves(ax, made(train=0.75, test=0.5), "test error")
    assert list(line(ax, "training").get_ydata()) == pytest.approx([90, 25])
    assert list(line(ax, "test").get_ydata()) == pytest.approx([90, 50])
    assert list(line(ax, "test").get_xdata()) == [1, 2]
    draw_learning_curves(axes(), made(train_accuracy=(), test_accuracy=()), "test error")


def test_limits_hold_all_values_and_chance_only_where_it_is_near():
    low, high = limits([40, 65], 90)
    assert low < 40 and high > 90
    low, high = limits([6, 9], 90)
    assert low < 6 and 9 < high < 20
    assert limits([]) == (0, 100)


def test_an_unknown_metric_is_named():
    with pytest.raises(ValueError, match=r"'loss'.*training error"):
        curve(made(), "loss")


def test_a_recipe_that_differs_only_in_the_rate_is_told_apart_in_words():
    slow = dataclasses.replace(RUNS[0], recipe=Recipe(epochs=2, images=100, rate=0.01))
    texts = describe_settings([setting(RUNS[0]), setting(slow)])
    assert texts[0].endswith("rate 0.1") and texts[1].endswith("rate 0.01")


def test_drawing_loads_no_keras():
    code = "import sys, helpers.figures.depth; sys.exit('keras' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
