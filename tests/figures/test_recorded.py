"""Pictures of recorded series: what they hold, and that each series has one."""

import dataclasses

import pytest
from matplotlib.figure import Figure

from helpers.figures import __main__ as command
from helpers.figures.recorded import draw_blocks, draw_curves, draw_rates
from helpers.runs import GRIDS
from helpers.runs.evidence import missing
from helpers.runs.launch import pending


def made(job, train):
    """A Run of two epochs that ends at this training error in %, and the test error 5 above."""
    accuracies = (0.1, 1 - train / 100)
    return dataclasses.replace(
        pending(job, "a processor", "tensorflow"),
        ended="finished",
        train_loss=(2.0, 1.0),
        test_loss=(2.0, 1.0),
        train_accuracy=accuracies,
        test_accuracy=tuple(a - 0.05 for a in accuracies),
    )


def axes():
    return Figure().add_subplot()


def line(ax, label):
    return next(drawn for drawn in ax.lines if drawn.get_label() == label)


def of_rate(activation, rate, *errors):
    found = [
        job
        for job in GRIDS["activations"]()
        if (job.options["activation"], job.recipe.rate) == (activation, rate)
    ]
    return [made(job, error) for job, error in zip(found, errors, strict=False)]


def test_rates_show_the_means_of_each_activation():
    ax = axes()
    runs = [*of_rate("relu", 0.01, 30, 40), *of_rate("relu", 0.03, 50, 60)]
    draw_rates(ax, [*runs, *of_rate("sigmoid", 0.1, 70)])
    assert list(line(ax, "four layers relu").get_ydata()) == pytest.approx([35, 55])
    assert list(line(ax, "four layers relu").get_xdata()) == [0.01, 0.03]
    assert line(ax, "four layers sigmoid").get_marker() != line(ax, "four layers relu").get_marker()
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0.01", "0.03", "0.1"]


def test_curves_show_means_over_seeds_and_a_band():
    ax = axes()
    draw_curves(ax, of_rate("tanh", 0.01, 20, 40))
    drawn = line(ax, "four layers tanh")
    assert list(drawn.get_xdata()) == [1, 2]
    assert list(drawn.get_ydata()) == pytest.approx([90, 30])
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == pytest.approx((20, 90))


def test_blocks_show_every_seed_hollow_for_training_and_filled_for_test():
    ax = axes()
    basic, bottleneck = (made(job, error) for job, error in zip(
        GRIDS["bottleneck"]()[:2], (20, 30), strict=True
    ))  # fmt: skip
    draw_blocks(ax, {"basic": [basic], "bottleneck": [bottleneck]})
    assert [text.get_text() for text in ax.get_yticklabels()] == ["basic", "bottleneck"]
    dots = [d for d in ax.lines if d.get_linestyle() == "None" and len(d.get_xdata())]
    values = [(d.get_ydata()[0], round(float(d.get_xdata()[0]))) for d in dots]
    assert values == [(0, 20), (0, 25), (1, 30), (1, 35)]
    assert {d.get_markerfacecolor() for d in dots[::2]} == {"white"}
    assert "white" not in {d.get_markerfacecolor() for d in dots[1::2]}


@pytest.mark.parametrize("name", command.PICTURES)
def test_every_picture_is_drawn_from_runs_of_its_grid(name, monkeypatch, tmp_path):
    def fake(grid):
        return [made(job, 20 + n % 60) for n, job in enumerate(GRIDS[grid]())]

    monkeypatch.setattr(command, "recorded", fake)
    monkeypatch.setattr(command, "missing", lambda grid: 0)
    command.write(name, tmp_path)
    assert (tmp_path / f"{name}.png").stat().st_size > 10_000


def test_nothing_is_drawn_of_what_is_recorded_in_part(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command, "missing", lambda grid: 1)
    assert command.write("depth", tmp_path) is None and list(tmp_path.iterdir()) == []
    command.main(["depth"])
    assert capsys.readouterr().out == "depth: not recorded, or not all of it\n"


def test_each_recorded_grid_has_a_picture():
    drawn = {grid for grid, _, _ in command.PICTURES.values()}
    assert {grid for grid in GRIDS if not missing(grid)} <= drawn
