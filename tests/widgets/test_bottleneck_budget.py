"""The panel's controls, driven over their corners; an exception in a callback fails."""

import base64
import dataclasses
import io
import itertools
import subprocess
import sys

import PIL.Image
import pytest

from helpers.widgets import BottleneckBudget
from helpers.widgets.bottleneck_budget import rows
from helpers.widgets.budget_game import LEVELS, floors
from helpers.widgets.module_costs import METRICS, PRESETS, Module, total
from helpers.widgets.module_fields import CHANNELS, SIZES
from helpers.widgets.panel import change
from helpers.widgets.timing import batch_for

TINY = Module(4, 4, 3, 2, 2, 2, 2, 2, 2)
SMALLEST, LARGEST = Module(*(1,) * 9), Module(64, 64, 1024, *(512,) * 6)


@pytest.fixture
def panel():
    return BottleneckBudget()


def decoded(panel):
    image = PIL.Image.open(io.BytesIO(panel.picture.png))
    image.load()
    return image


def at(panel, x, y, canvas=None):
    """Fractions of the picture where (x, y) of the axes is."""
    canvas = canvas or panel._canvas
    u, v = canvas.pixels((x, y))
    width, height = canvas.figure.bbox.size
    return [float(u / width), float(v / height)]


def test_it_opens_on_inception_3a(panel):
    said = panel.reading.value
    for number in (
        "387,072",
        "163,328",
        "303,464,448",
        "128,049,152",
        "2.37× less",
        "3.062 MiB",
        "not measured",
        "416",
        "256",
    ):
        assert number in said, number
    assert "(3·3)·192·128 = 221,184" in said and "(1·1)·192·96 = 18,432" in said
    assert panel.fields.preset.label == "GoogLeNet (3a): 28×28×192"
    assert decoded(panel).size == (1000, 420)
    assert "thousand parameters: 387.1 naive, 163.3" in panel.picture.alt


def test_rows_add_up_in_the_unit_of_the_axis():
    for metric, (_, unit) in METRICS.items():
        *branches, whole = rows(Module(), metric)
        assert whole.naive == pytest.approx(total(Module(), False, metric) / unit)
        assert whole.reduced == pytest.approx(total(Module(), True, metric) / unit)
        assert sum(row.naive for row in branches) == pytest.approx(whole.naive)
    # By hand: 1×1 convolutions before 3×3 and 5×5 and after the pooling.
    assert rows(Module(), "parameters")[-1].reduction == pytest.approx(192 * (96 + 16 + 32) / 1e3)


def test_each_control_at_each_end_draws(panel):
    for name, control in panel.fields.controls.items():
        for value in (1, SIZES[name][1] if name in SIZES else CHANNELS):
            before = panel.reading.value
            control.value = value
            assert panel.reading.value != before, name
            decoded(panel)
    assert panel.fields.preset.value == "own" and panel.fields.module == LARGEST


@pytest.mark.parametrize("module", [SMALLEST, TINY, LARGEST], ids=["smallest", "tiny", "largest"])
def test_every_corner_of_the_module_view(module):
    panel = BottleneckBudget(**dataclasses.asdict(module))
    for metric, biases in itertools.product(METRICS, (False, True)):
        panel.metric.value, panel.biases.value = metric, biases
        assert f"{total(module, True, metric, biases):,}" in panel.reading.value
        decoded(panel)


def test_presets_set_all_sliders_and_draw_once(panel):
    drawn = []
    panel.picture.observe(lambda change: drawn.append(change["new"]), names="png")
    for name, module in PRESETS.items():
        if module != panel.fields.module:
            drawn.clear()
            panel.fields.preset.value = module
            assert panel.fields.module == module and len(drawn) == 1, name
    panel.fields.controls["five"].value += 1
    assert panel.fields.preset.value == "own"
    panel.fields.preset.value = Module()
    assert "387,072" in panel.reading.value


def test_it_says_when_a_1x1_costs_more_than_it_saves(panel):
    assert "the 1×1 to 96 channels pays" in panel.note.value
    # Before the 3×3 it pays below 192·9·128/(192 + 9·128) = 164.57 channels.
    assert "a 1×1 pays below 164.6 channels" in panel.note.value
    panel.fields.controls["three_reduce"].value = 164
    assert "costs more than it saves" not in panel.note.value
    panel.fields.controls["three_reduce"].value = 165
    assert "the 1×1 to 165 channels costs more than it saves" in panel.note.value
    panel.fields.controls["five_reduce"].value = 192
    assert "reduces nothing" in panel.note.value


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (7240, 1040, "6.96× less"),
        (10, 11, "1.1× more"),
        (5, 5, "the same"),
        (9000, 3, "3,000× less"),
    ],
)
def test_a_change_is_told_in_the_direction_it_has(before, after, said):
    assert change(before, after) == said


def test_a_click_on_a_branch_tells_its_share(panel):
    panel.picture.stroke = [at(panel, 50, 2)]
    # 25·192·32 = 153,600 of 387,072; 192·16 + 25·16·32 = 15,872 of 163,328.
    assert "<b>5×5</b>: naive 153.6 of 387.1 thousand parameters (39.7 %)" in panel.note.value
    assert "15.87 of 163.3 thousand parameters (9.72 %)" in panel.note.value
    panel.picture.stroke = [[0.5, 0.0]]
    panel.picture.stroke = [[0.5, 1.0]]
    assert panel.picture.stroke == []


def test_the_lectures_reduction(panel):
    panel.view.value = "reduction"
    said = panel.reading.value
    assert "(24·24)·(3·3)·20·40 = 4,147,200" in said
    assert "(24·24)·(1·1)·20·10 = 115,200" in said
    assert "(24·24)·(3·3)·10·40 = 2,073,600, 2× fewer" in said
    assert "20·10 / ((3·3)·(20 − 10)) = 2.222" in said and "from 3 outputs on" in said
    assert "the 1×1 to 10 channels pays" in said
    panel.one.controls["outputs"].value = 2
    assert "costs more than it saves" in panel.reading.value
    panel.one.preset.value = dict(panel.one.preset.options)["the same, then 1×1"]
    assert "20·10 / ((20 − 10)) = 20" not in panel.reading.value
    assert "20·10 / (20 − 10) = 20" in panel.reading.value
    assert "from 21 outputs on" in panel.reading.value
    assert "costs more than it saves" in panel.reading.value
    panel.one.controls["outputs"].value = 20
    assert "costs exactly what it saves" in panel.reading.value
    assert "never pays" not in panel.picture.alt


def test_every_corner_of_one_reduction(panel):
    panel.view.value = "reduction"
    c = panel.one.controls
    for kernel, inputs, reduced, outputs in itertools.product(
        (1, 11), (1, 1024), (1, 1024), (1, 1024)
    ):
        c["kernel"].value, c["inputs"].value = kernel, inputs
        c["reduced"].value, c["outputs"].value = reduced, outputs
        decoded(panel)
        assert ("reduces nothing" in panel.reading.value) == (reduced >= inputs)
        assert ("never pays" in panel.picture.alt) == (reduced >= inputs)
    for name in ("height", "width"):
        for value in (1, 512):
            c[name].value = value
            decoded(panel)


def test_a_click_in_the_curve_takes_over_its_outputs(panel):
    panel.view.value = "reduction"
    for x, outputs in ((10, 10), (0.1, 1)):
        panel.picture.stroke = [at(panel, x, 1, panel.one.canvas)]
        assert panel.one.controls["outputs"].value == outputs
    panel.picture.stroke = [[0.99, 0.5]]  # the legend
    assert panel.one.controls["outputs"].value == 1


def test_the_game_is_played_to_its_end_and_begun_again(panel):
    panel.view.value = "game"
    game, c = panel.game, panel.fields.controls
    assert game.next.disabled and c["inputs"].disabled and "✗" in game.result.value
    assert "266,944 parameters over" in game.result.value
    game.next.click()
    assert game.number == 0  # not passed yet
    for number, level in enumerate(LEVELS):
        assert panel.fields.module == level.start and f"Level {number + 1}." in game.task.value
        for _ in range(2):
            if "✗" in game.result.value:
                kernel = game.result.value.split("Narrow the reduction before the ")[1][0]
                name = {"3": "three_reduce", "5": "five_reduce"}[kernel]
                c[name].value = floors(panel.fields.module)[name]
        assert "✓" in game.result.value
        assert len(game.points) == number + 1
        game.next.click()
    assert "All levels passed. 4 of 4 levels" in game.progress.value
    assert game.number == len(LEVELS) - 1 and game.next.disabled
    assert 0 < game.score <= 400
    assert repr(panel) == f"BottleneckBudget(game, level 4 of 4, {game.score} points)"
    game.again.click()
    assert panel.fields.module == LEVELS[-1].start and game.next.disabled
    game.restart.click()
    assert game.score == 0 and panel.fields.module == LEVELS[0].start and game.next.disabled


def test_the_best_points_of_a_level_are_kept(panel):
    panel.view.value = "game"
    panel.fields.take(Module())
    assert panel.game.score == 81  # 163,328 of 200,000
    panel.fields.controls["three_reduce"].value = 64
    assert panel.game.score == 81 and "✓" in panel.game.result.value
    panel.fields.controls["three_reduce"].value = 120
    assert panel.game.score == 97  # 195,584


def test_the_game_leaves_ones_own_module_alone(panel):
    panel.fields.controls["one"].value = 7
    own = panel.fields.module
    panel.metric.value, panel.biases.value = "memory", True
    panel.view.value = "game"
    panel.fields.controls["one"].value = 99
    panel.view.value = "reduction"
    panel.view.value = "module"
    assert panel.fields.module == own and not panel.fields.controls["inputs"].disabled
    assert panel.metric.value == "memory"
    panel.view.value = "game"
    assert panel.fields.module.one == 99


def measured(panel):
    panel.timing.button.click()
    assert panel.timing.background.wait(300)
    return panel.reading.value


def test_time_is_measured_in_a_thread_and_told_with_what_was_measured():
    panel = BottleneckBudget(**dataclasses.asdict(TINY))
    panel.timing.button.click()
    assert panel.timing.background.running and panel.timing.button.disabled
    panel.timing.button.click()  # a second one does nothing
    assert "measuring" in panel.timing.status.value
    panel.fields.controls["one"].value = 3  # controls may move meanwhile
    assert panel.timing.background.wait(300)
    assert "not measured" in panel.reading.value
    assert "settings changed" in panel.timing.status.value and not panel.timing.button.disabled
    panel.fields.controls["one"].value = TINY.one
    timing = panel.timing.look(TINY, False)
    assert timing.naive > 0 and timing.reduced > 0 and 5 <= timing.passes <= 50
    for word in (
        f"{timing.naive:.3g} ms",
        f"{timing.reduced:.3g} ms",
        "images each",
        f"median of {timing.passes} forward passes of 8",
        timing.device,
    ):
        assert word in panel.reading.value, word
    panel.biases.value = True
    assert "not measured" in panel.reading.value
    assert "not measured" not in measured(panel)


def test_what_goes_wrong_is_said_and_an_exception_for_tests():
    panel = BottleneckBudget(**dataclasses.asdict(TINY))
    panel.timing._what = (dataclasses.replace(TINY, one=-1), False)
    panel.timing.button.click()
    with pytest.raises(ValueError, match="-1"):
        panel.timing.background.wait(300)
    assert "The measurement failed" in panel.timing.status.value
    assert not panel.timing.button.disabled


def test_batches_are_smaller_for_modules_with_much_to_do():
    assert batch_for(SMALLEST) == batch_for(Module()) == 8  # 0.3 billion MACs an image
    assert batch_for(LARGEST) == 1  # 75 billion


def test_repr_is_short_and_the_picture_goes_with_it(panel):
    assert repr(panel) == "BottleneckBudget(28×28×192, widths=(64, 96, 128, 16, 32, 32))"
    bundle = panel._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]) == panel.picture.png
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == repr(panel)
    assert repr(BottleneckBudget("reduction")) == (
        "BottleneckBudget(24×24×20 to 10 channels before 3×3 to 40)"
    )
    assert repr(BottleneckBudget("game")) == "BottleneckBudget(game, level 1 of 4, 0 points)"


def test_bad_input_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="view is 'play'; choose one of module, reduction, game"):
        BottleneckBudget("play")
    with pytest.raises(ValueError, match="There is no 'seven'; preset height, width, inputs, one"):
        BottleneckBudget(seven=7)
    for wrong in (0, 513, 1.5, "many", True):
        with pytest.raises(ValueError, match=r"one is .*; expected a whole number from 1 to 512"):
            BottleneckBudget(one=wrong)


def test_opening_loads_no_keras():
    code = (
        "import sys; from helpers.widgets import BottleneckBudget as B; B(); B('game');"
        "sys.exit(any(m in sys.modules for m in ('keras', 'tensorflow', 'jax')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
