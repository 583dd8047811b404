"""DepthExplorer over its corners, driven by values alone; every exception is fatal."""

import base64
import dataclasses
import io
import itertools
import subprocess
import sys
import time

import pytest
from PIL import Image

from helpers.exercises import Exercises
from helpers.exercises.guesses import read, summarize
from helpers.exercises.kept import kept
from helpers.runs import RECIPES, Store
from helpers.training.record import Recipe, Run
from helpers.widgets import DepthExplorer as Explorer
from helpers.widgets.guess import along, compare_guess


def made(network="plain", depth=8, seed=0, train=0.5, test=0.4, **changes):
    """A finished Run of two epochs that ends at these accuracies."""
    values = {
        "options": {"width": 8, "depth": depth, "seed": seed},
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
        "versions": {"keras": "3.15.1"},
        "when": "2026-01-02T03:04:05+00:00",
        "ended": "finished",
    }
    return Run(network, **{**values, **changes})


RUNS = [
    made(depth=8, train=0.5),
    made(depth=8, seed=1, train=0.6),
    made(depth=20, train=0.3),
    made("resnet", depth=8, train=0.55),
    made("resnet", depth=20, train=0.7),
]
BROKEN = made(depth=32, ended="the loss was not finite at step 3 of epoch 2: lower the rate")
OLD = made(depth=14, macs=None)
ELSEWHERE = made(depth=8, train=0.9, device="a GPU")


def DepthExplorer(*args, **kwargs):
    """The panel with its lines shown, as most tests want it; it opens with a question."""
    panel = Explorer(*args, **kwargs)
    panel.predict.value = False
    return panel


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "mine")


@pytest.fixture
def panel(store):
    return DepthExplorer(RUNS, store)


def lines(panel):
    """{label: {x: y}} of what the picture shows."""
    return {
        drawn.get_label(): dict(zip(drawn.get_xdata(), drawn.get_ydata(), strict=True))
        for drawn in panel._canvas.ax.lines
        if not drawn.get_label().startswith("_")
    }


def at(panel, x, y):
    """Fractions of the picture where (x, y) of the axes is."""
    u, v = panel._canvas.pixels((x, y))
    width, height = panel._canvas.figure.bbox.size
    return [float(u / width), float(v / height)]


def decoded(png):
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def test_it_opens_on_training_error_with_the_means_of_the_runs(panel):
    shown = lines(panel)
    assert shown["plain"] == pytest.approx({8: 45, 20: 70})  # (50 + 40) / 2 % and 70 % error
    assert shown["ResNet"] == pytest.approx({8: 45, 20: 30})
    assert decoded(panel.picture.png).size == (820, 420)


def test_every_combination_of_controls_draws(store):
    panel = DepthExplorer([*RUNS, BROKEN, OLD, ELSEWHERE], store)
    points = [value for _, value in panel.point.options]
    settings = [value for _, value in panel.setting.options]
    assert len(settings) == 2
    point_of = itertools.cycle((points[0], points[-1], points[2]))
    corners = itertools.product(panel.metric.options, panel.axis.options, settings, (False, True))
    for metric, axis, setting, predict in corners:
        point = next(point_of)
        panel.metric.value, panel.axis.value, panel.setting.value = metric, axis, setting
        if point in [value for _, value in panel.point.options]:
            panel.point.value = point
        panel.predict.value = predict
        decoded(panel.picture.png)


def test_five_controls_moved_at_once_leave_the_picture_of_the_last_values(panel, store):
    for _ in range(2):
        panel.metric.value = "test accuracy"
        panel.axis.value = "MACs"
        panel.predict.value = True
        panel.predict.value = False
        panel.axis.value = "parameters"
        panel.metric.value = "test error"
    fresh = DepthExplorer(RUNS, store)
    fresh.axis.value, fresh.metric.value = "parameters", "test error"
    assert panel.picture.png == fresh.picture.png


def test_settings_are_chosen_not_mixed(store):
    panel = DepthExplorer([*RUNS, ELSEWHERE], store)
    texts = [text for text, _ in panel.setting.options]
    assert "a processor" in texts[0] and "a GPU" in texts[1]
    assert lines(panel)["plain"][8] == pytest.approx(45)
    panel.setting.value = panel.setting.options[1][1]
    assert lines(panel)["plain"] == pytest.approx({8: 10})
    assert "ResNet" not in lines(panel)


def test_without_runs_it_says_what_to_do(store):
    panel = DepthExplorer([], store)
    assert "make sweep" in panel.note.value
    panel.predict.value, panel.axis.value = True, "MACs"
    panel.picture.stroke = [[0.3, 0.5]]
    decoded(panel.picture.png)
    assert repr(panel) == "DepthExplorer(0 runs)"


def test_one_run_and_runs_without_a_value_are_drawn(store):
    assert lines(DepthExplorer([made()], store))["plain"] == pytest.approx({8: 50})
    panel = DepthExplorer([BROKEN], store)
    assert "not finite" in panel.note.value and "loss not finite" in lines(panel)
    panel.point.value = panel.point.options[-1][1]
    assert "lower the rate" in panel.details.value
    panel = DepthExplorer([OLD], store)
    panel.axis.value = "MACs"
    assert "did not record MACs" in panel.note.value
    panel = DepthExplorer(
        [made(ended="stopped", train_accuracy=(), test_accuracy=(), train_loss=(), test_loss=())],
        store,
    )
    panel.point.value = panel.point.options[-1][1]
    decoded(panel.curves.value)


def test_torn_records_are_passed_over(store):
    for run in RUNS:
        store.add(run)
    (store.path / "plain-0000000000000000.json").write_text('{"network": "pl')
    with pytest.warns(UserWarning, match="torn"):
        runs = store.read()
    assert repr(DepthExplorer(runs, Store(store.path / "other"))) == "DepthExplorer(5 runs)"


def test_the_same_run_twice_is_one_run(store):
    assert repr(DepthExplorer(RUNS + RUNS, store)) == "DepthExplorer(5 runs)"


def test_a_picked_run_shows_curves_and_provenance(panel):
    panel.point.value = dict(panel.point.options)["plain-8, seed 1"]
    said = panel.details.value
    for fact in (
        "plain-8, seed 1",
        "60.0% training, 40.0% test",
        "8,000 trainable",
        "16,000,000",
        "a processor, tensorflow",
        "keras 3.15.1",
        "2026-01-02",
        "finished",
        "epochs 2",
    ):
        assert fact in said, fact
    assert "images/s" not in said  # other work ran beside what is recorded
    curve = panel._curves.ax.lines[0]
    assert list(curve.get_ydata()) == pytest.approx([90, 40])
    decoded(panel.curves.value)


def test_a_click_picks_the_nearest_run_and_a_click_far_off_none(panel):
    panel.picture.stroke = [at(panel, 12, 45)]
    assert panel.point.value is None
    panel.picture.stroke = [at(panel, 20, 70.5)]
    assert panel.point.value == dict(panel.point.options)["plain-20, seed 0"]
    assert panel.picture.stroke == []


def test_lines_are_hidden_until_a_guess_was_given(panel):
    panel.predict.value = True
    assert "plain" not in lines(panel) and panel.picture.drawing
    panel.guess.reveal.click()
    assert "plain" not in lines(panel)
    panel.guess.sliders[8].value = 60
    panel.guess.reveal.click()
    assert "plain" not in lines(panel)  # one depth is no trend
    panel.guess.sliders[20].value = 20
    assert lines(panel)["your guess: plain"] == {8: 60, 20: 20}
    panel.guess.reveal.click()
    assert lines(panel)["plain"] == pytest.approx({8: 45, 20: 70})
    assert lines(panel)["your guess: plain"] == {8: 60, 20: 20}
    # Off by +15 and -50 points: 32.5 on average.
    assert "32.5 percentage points off, most at depth 20 (50 too low)" in panel.note.value
    assert (
        "that deeper networks do better on training images, but they do worse" in panel.note.value
    )
    panel.guess.sliders[8].value = 45
    assert lines(panel)["your guess: plain"] == {8: 60, 20: 20}  # it is too late for that


def test_it_opens_with_a_question_and_shows_without_a_guess_when_asked(store):
    panel = Explorer(RUNS, store)
    assert "plain" not in lines(panel) and panel.picture.drawing
    hidden = panel.picture.png
    shown = base64.b64decode(panel._repr_mimebundle_()["image/png"])
    assert shown == DepthExplorer(RUNS, store).picture.png, "readers without a kernel see the lines"
    assert panel.picture.png == hidden and panel.predict.value
    panel.guess.show.click()
    assert "plain" in lines(panel) and not panel.picture.drawing and panel.guess.show.disabled
    panel.metric.value = "test error"
    assert "plain" not in lines(panel)
    panel.show(made(depth=14, train=0.4, seed=7))
    assert "plain" in lines(panel)


def test_a_drawn_guess_is_kept_under_its_name(store, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "answers"))
    panel = Explorer(RUNS, store, predict="04-depth")
    panel.guess.sliders[8].value, panel.guess.sliders[20].value = 60, 20
    panel.guess.reveal.click()
    assert kept("04").guesses["depth"] == {"plain": {"8.0": 60, "20.0": 20}}
    assert kept("04").results["depth"]["plain"] == pytest.approx({"8.0": 45, "20.0": 70})
    summary = repr(Exercises("04").summary())
    assert "plain: 60 to 20 %" in summary and "plain: 45 to 70 %" in summary
    again = Explorer(RUNS, store, predict="04-depth")
    assert again.guess.sliders[8].value == 60 and "your guess: plain" in lines(again)
    line = summary.splitlines()[-1]
    (row,) = summarize([read(line)])
    assert row[:4] == ("04", "depth", 1, "plain: median 60 to 20 %")


def test_a_name_that_asks_for_no_lines_is_refused(store):
    with pytest.raises(ValueError, match="does not ask for lines"):
        Explorer(RUNS, store, predict="04-identity")
    with pytest.raises(ValueError, match="no prediction '04-dept'"):
        Explorer(RUNS, store, predict="04-dept")


def test_a_guess_can_be_drawn(panel):
    panel.predict.value = True
    panel.guess.family.value = panel.guess.family.options[1][1]
    panel.picture.stroke = [at(panel, 7.9, 80), at(panel, 14, 60), at(panel, 20.2, 40)]
    guess = lines(panel)["your guess: ResNet"]
    assert guess[8] == pytest.approx(80, abs=1) and guess[20] == pytest.approx(40, abs=1)
    assert panel.guess.sliders[20].value == pytest.approx(40, abs=1)
    assert panel.picture.stroke == []


def test_each_metric_is_a_question_of_its_own(panel):
    panel.predict.value = True
    panel.guess.sliders[8].value, panel.guess.sliders[20].value = 60, 20
    panel.guess.reveal.click()
    panel.metric.value = "test error"
    assert "plain" not in lines(panel)
    panel.metric.value = "training error"
    assert "plain" in lines(panel) and panel.guess.sliders[8].value == 60


@pytest.mark.parametrize(
    ("guess", "truth", "metric", "said"),
    [
        (
            {8: 50, 20: 40},
            {8: 45, 20: 70},
            "training error",
            "17.5 percentage points off, most at depth 20 (30 too low); you expected that "
            "deeper networks do better on training images, but they do worse "
            "(45 % at depth 8, 70 % at 20).",
        ),
        (
            {8: 50, 20: 60},
            {8: 50, 20: 61},
            "test accuracy",
            "0.5 percentage points off, most at depth 20 (1 too low); you expected that "
            "deeper networks do better on test images, and they do (50 % at depth 8, 61 % at 20).",
        ),
        (
            {8: 50, 20: 50},
            {8: 60, 20: 40},
            "test accuracy",
            "deeper networks do about the same on test images, but they do worse",
        ),
        ({8: 50, 32: 50}, {8: 60, 20: 40}, "test error", "too few of the depths"),
    ],
)
def test_the_comparison_tells_distance_and_trend(guess, truth, metric, said):
    assert said in compare_guess("plain", guess, truth, metric)


def test_a_stroke_is_read_at_the_depths_it_passes():
    assert along([(6, 10), (14, 50)], [8, 14, 20]) == pytest.approx({8: 20, 14: 50})
    assert along([(14, 50), (6, 10)], [8]) == pytest.approx({8: 20})  # drawn from right to left
    assert along([(8, 120), (8, 120)], [8]) == {8: 100}
    assert along([(9, 10)], [8]) == along([], [8]) == {}


def test_own_runs_are_stars_and_those_of_other_settings_never_join_a_line(store):
    own = made(depth=20, seed=5, train=0.8, device="my laptop")
    store.add(own)
    panel = DepthExplorer([*RUNS, own], store)
    shown = lines(panel)
    assert shown["plain"] == pytest.approx({8: 45, 20: 70})
    assert shown["yours: plain\nmy laptop"] == pytest.approx({20: 20})
    assert repr(panel) == "DepthExplorer(5 runs)"  # the same on every student's machine
    assert "plain-20, seed 5 (yours)" in dict(panel.point.options)


def test_it_opens_on_residual_nets_and_goes_where_a_new_run_can_be_seen(store):
    deep = [made("dense", depth=d, seed=s) for d in (2, 4, 8) for s in (0, 1)]
    deep = [dataclasses.replace(run, options={**run.options, "width": 64}) for run in deep]
    panel = DepthExplorer([*deep, *RUNS], store)
    assert "width 8" in panel.setting.label
    panel.setting.value = panel.setting.options[1][1]
    assert set(lines(panel)) == {"dense", "chance (90 %)"}
    panel.show(made(depth=14, device="my laptop"))
    assert "my laptop" in panel.setting.label
    assert "plain-14, seed 0 (yours)" in panel.details.value


def test_other_blocks_are_shown_on_demand_where_the_panel_chooses_the_runs(store, monkeypatch):
    single = {"width": 8, "depth": 20, "seed": 0, "layers_per_block": 1}
    runs = [*RUNS, made("resnet", options=single, train=0.6)]
    monkeypatch.setattr("helpers.widgets.depth_explorer.SHIPPED", store.path / "shipped")
    for run in runs:
        Store(store.path / "shipped").add(run)
    panel = DepthExplorer(store=store)
    usual = {"plain", "ResNet", "chance (90 %)"}
    assert set(lines(panel)) == usual and panel.variants.layout.display is None
    assert not any("ResNet-20, 1" in text for text, _ in panel.point.options)
    panel.variants.value = True
    assert lines(panel)["ResNet 1-layer blocks"] == pytest.approx({20: 40})
    panel.variants.value = False
    assert set(lines(panel)) == usual
    assert "ResNet 1-layer blocks" in lines(DepthExplorer(runs, store))  # it shows what it is given
    assert DepthExplorer(RUNS, store).variants.layout.display == "none"


def test_a_training_joins_the_recorded_depths_unless_told_otherwise(panel):
    job = panel.training.job()
    assert job.recipe == RECIPES["depth"] and job.options["width"] == 8


def test_networks_without_a_depth_are_shown_against_parameters(store):
    """The axis changes on its own; choosing depth again says why nothing is there."""
    stacks = [
        dataclasses.replace(
            made("stack", seed=s),
            parameters=900 * width,
            options={"block": "naive", "blocks": 1, "width": width, "seed": s},
        )
        for s in (0, 1)
        for width in (8, 16)
    ]
    panel = DepthExplorer(stacks, store)
    assert panel.axis.value == "parameters"
    assert lines(panel)["naive Inception"].keys() == {7.2, 14.4}
    panel.axis.value = "depth"
    assert "did not record depth" in panel.note.value
    both = DepthExplorer([*stacks, *RUNS], store)
    assert both.axis.value == "depth"
    both.setting.value = both.setting.options[-1][1]
    assert both.axis.value == "parameters"


def test_the_panel_brings_its_picture_for_places_without_widgets(panel):
    bundle = panel._repr_mimebundle_()
    assert bundle["text/plain"] == "DepthExplorer(5 runs)"
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert base64.b64decode(bundle["image/png"]) == panel.picture.png


def test_opening_loads_no_keras_and_draws_what_ships():
    code = (
        "import sys; from helpers.widgets import DepthExplorer; p = DepthExplorer();"
        "p.predict.value = True; assert p.picture.png;"
        "sys.exit(any(m in sys.modules for m in ('keras', 'tensorflow', 'jax')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def tiny(training, epochs=1, images=128):
    training.family.value, training.depth.value, training.width.value = "plain", 8, 4
    training.epochs.value, training.images.value, training.seed.value = epochs, images, 3


def test_a_training_is_kept_marked_and_never_mixed(panel, store):
    tiny(panel.training)
    panel.training.start.click()
    assert panel.training.start.disabled and not panel.training.stop.disabled
    panel.training.start.click()  # a second start does nothing
    assert panel.training.background.wait(300)
    (run,) = store.read()
    assert (run.network, run.options["depth"], run.options["width"], run.seed) == ("plain", 8, 4, 3)
    assert (run.recipe.images, run.recipe.epochs, run.ended) == (128, 1, "finished")
    shown = lines(panel)
    assert shown["plain"] == pytest.approx({8: 45, 20: 70})
    (mine,) = [label for label in shown if label.startswith("yours: plain")]
    assert shown[mine] == pytest.approx({8: 100 * (1 - run.train_accuracy[-1])})
    assert "plain-8, seed 3 (yours)" in panel.details.value and "images/s" in panel.details.value
    assert "Done in" in panel.training.status.value
    assert not panel.training.start.disabled and panel.training.stop.disabled
    decoded(panel.training.curve.value)
    assert "plain-8, seed 3 (yours)" in dict(DepthExplorer(None, store).point.options)


def test_stop_ends_a_training_which_is_not_kept(panel, store):
    tiny(panel.training, epochs=100, images=10000)
    panel.training.start.click()
    until = time.monotonic() + 120
    while panel.training.progress.value == 0 and time.monotonic() < until:
        panel.training.background.wait(0.1)
        panel.metric.value = next(m for m in panel.metric.options if m != panel.metric.value)
    assert 0 < panel.training.progress.value < 1 and "left" in panel.training.status.value
    panel.training.stop.click()
    assert panel.training.background.wait(60)
    assert "Stopped after 0 of 100 epochs" in panel.training.status.value
    assert store.read() == [] and not panel.training.start.disabled


def test_another_panel_waits_for_the_training_under_way_and_can_stop_it(panel, store):
    tiny(panel.training, epochs=100, images=10000)
    other = DepthExplorer(RUNS, store)
    panel.training.start.click()
    other.training.start.click()
    assert "A training is running" in other.training.status.value
    assert not other.training.start.disabled and not other.training.stop.disabled
    other.training.stop.click()
    assert other.training.status.value == "Stopping …" and other.training.stop.disabled
    assert panel.training.background.wait(60)
    assert "Stopped" in panel.training.status.value
    # It said "Stopping …" for ever before.
    assert other.training.status.value == "A training has ended. You can start yours now."
    assert other.training.stop.disabled and not other.training.start.disabled


def test_what_goes_wrong_is_a_sentence_in_the_panel_and_an_exception_for_tests(panel):
    tiny(panel.training, images=128)
    panel.training.images.options = (128, 20000)
    panel.training.images.value = 20000
    panel.training.start.click()
    with pytest.raises(ValueError, match="images is 20000"):
        panel.training.background.wait(120)
    assert "images is 20000" in panel.training.status.value
    assert not panel.training.start.disabled and panel.training.stop.disabled


def test_a_store_that_cannot_be_written_is_reported_before_the_training(tmp_path):
    (tmp_path / "file").write_text("")
    panel = DepthExplorer(RUNS, Store(tmp_path / "file"))
    tiny(panel.training)
    panel.training.start.click()
    with pytest.raises(OSError, match="COURSE_RUNS"):
        panel.training.background.wait(300)
    assert "COURSE_RUNS" in panel.training.status.value
    assert panel.training.progress.value == 0


def test_a_record_is_kept_before_it_is_drawn(panel, store, monkeypatch):
    """Drawing came first: what raised there lost the record."""

    def broken(*_args, **_options):
        raise RuntimeError("cannot draw")

    tiny(panel.training)
    panel.training.start.click()
    monkeypatch.setattr("helpers.widgets.depth_explorer.figures.draw_depth", broken)
    with pytest.raises(RuntimeError, match="cannot draw"):
        panel.training.background.wait(300)
    (run,) = store.read()
    assert run.ended == "finished"
