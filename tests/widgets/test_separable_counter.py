"""The counter's controls, driven over their corners; an exception in a callback fails."""

import base64
import io
import itertools
import subprocess
import sys

import PIL.Image
import pytest

from helpers.widgets import SeparableCounter
from helpers.widgets.separable_counter import BIASES, MOST, OUTPUTS, VIEWS


@pytest.fixture
def counter():
    return SeparableCounter()


def decoded(counter):
    image = PIL.Image.open(io.BytesIO(counter.picture.png))
    image.load()
    return image


def line(counter, start):
    return next(x for x in counter._canvas.ax.lines if x.get_label().startswith(start))


# The lecture: ((3·3)·20+1)·40 = 7,240; 200 + 840 = 1,040; keras.layers.SeparableConv2D(40, 3) has
# 1,020; without biases 7,200 and 180 + 800.
@pytest.mark.parametrize(
    ("bias", "standard", "separable", "formula"),
    [
        ("both", 7240, 1040, "((3·3) + 1)·20 + ((1·1)·20 + 1)·40 = 200 + 840 = 1,040"),
        ("pointwise", 7240, 1020, "(3·3)·20 + ((1·1)·20 + 1)·40 = 180 + 840 = 1,020"),
        ("none", 7200, 980, "(3·3)·20 + (1·1)·20·40 = 180 + 800 = 980"),
    ],
)
def test_the_lectures_numbers(counter, bias, standard, separable, formula):
    counter.controls["bias"].value = bias
    assert counter.counts() == (standard, separable)
    said = counter.formulas.value
    assert formula in said and f"= {standard:,}" in said
    assert f"separable / standard = {separable / standard:.4f}" in said


def test_the_lectures_saving_is_told(counter):
    assert "6.96× fewer" in counter.formulas.value
    # 24·24·9·20·40 MACs against 24·24·(9·20 + 20·40).
    assert "= 4,147,200" in counter.formulas.value and "= 564,480" in counter.formulas.value
    assert (
        "the ratio of the parameters is 0.1436. For many outputs it goes to 0.1160"
        in counter.reading.value
    )
    assert "1/N + 1/k² = 1/40 + 1/9 = <b>0.1361</b>" in counter.reading.value


def test_without_biases_the_ratio_of_parameters_is_that_of_macs_whatever_the_image():
    counter = SeparableCounter(bias="none")
    for kernel, inputs, outputs, size in (
        (1, 1, 1, 1),
        (2, MOST, 40, 7),
        (3, 256, 256, 24),
        (11, 1, MOST, 512),
    ):
        for name, value in (
            ("kernel", kernel),
            ("inputs", inputs),
            ("outputs", outputs),
            ("height", size),
            ("width", 2 * size),
        ):
            counter.controls[name].value = value
        (standard, separable), (macs, separable_macs) = counter.counts(), counter.macs()
        ratio = 1 / outputs + 1 / kernel**2
        assert separable / standard == pytest.approx(ratio)
        assert separable_macs / macs == pytest.approx(ratio)
        assert counter.limit() == pytest.approx(1 / kernel**2)


def test_every_corner_is_drawn_and_read(counter):
    c, views = counter.controls, itertools.cycle(VIEWS.values())
    for kernel, inputs, outputs in itertools.product((1, 11), (1, MOST), (1, 2, MOST)):
        c["kernel"].value, c["inputs"].value, c["outputs"].value = kernel, inputs, outputs
        for bias in BIASES.values():
            c["bias"].value = bias
            decoded(counter)
            standard, separable = counter.counts()
            # A second output costs the standard one k² - 1 weights an input more than the other.
            assert (separable < standard) == (kernel > 1 and outputs > 1)
            said = counter.formulas.value + counter.reading.value
            assert ("nothing is saved" in said) == (kernel == 1 or outputs == 1)
            assert "nan" not in said
            c["view"].value = next(views)


def test_each_control_changes_what_is_shown(counter):
    for name, value in (
        ("kernel", 5),
        ("inputs", 3),
        ("outputs", 8),
        ("bias", "none"),
        ("height", 7),
        ("width", 9),
    ):
        before = counter.formulas.value
        counter.controls[name].value = value
        assert counter.formulas.value != before, name
    before = counter.picture.png
    counter.controls["view"].value = "kernels"
    assert counter.picture.png != before


def test_the_saving_begins_with_the_second_output_or_never():
    for kernel, inputs, bias in ((2, 1, "both"), (2, 20, "pointwise"), (11, 20, "none")):
        assert SeparableCounter(kernel=kernel, inputs=inputs, bias=bias).first_saving() == 2
    assert SeparableCounter(kernel=1).first_saving() is None


def test_the_curve_has_its_limit_and_the_marker_the_choice(counter):
    curve = line(counter, "without biases")
    at = dict(zip(curve.get_xdata(), curve.get_ydata(), strict=True))
    assert at[1] == pytest.approx(1 + 1 / 9) and at[40] == pytest.approx(1 / 40 + 1 / 9)
    assert line(counter, "its limit").get_ydata()[0] == pytest.approx(1 / 9)
    marker = line(counter, "N = 40")
    assert list(marker.get_ydata()) == pytest.approx([1040 / 7240])
    # Each further output costs 21 weights against 181.
    assert counter.limit() == pytest.approx(21 / 181)
    counter.controls["view"].value = "kernels"
    falls = [line(counter, f"{k}×{k}: limit").get_ydata()[-1] for k in (1, 2, 3, 5, 7)]
    assert falls == pytest.approx([1 / OUTPUTS[-1] + 1 / k**2 for k in (1, 2, 3, 5, 7)])


def test_which_step_is_dear_depends_on_outputs_against_kernel(counter):
    for outputs, said in (
        (8, "the depthwise step, 1/N, is most"),
        (9, "costs as much or more"),
        (1, "With one output nothing is saved"),
    ):
        counter.controls["outputs"].value = outputs
        assert said in counter.reading.value
    # (9 + 1)·20 + 21 = 221 against 9·20 + 1 = 181.
    assert "= 221" in counter.formulas.value and "1.22× more" in counter.formulas.value
    counter.controls["kernel"].value = 1
    assert "With k = 1 nothing is saved" in counter.reading.value


def test_a_click_takes_over_the_outputs(counter):
    width, height = counter._canvas.figure.bbox.size
    for outputs in (1, 7, 500, MOST):
        x, y = counter._canvas.pixels((outputs, 0.5))
        counter.picture.stroke = [[float(x / width), float(y / height)]]
        assert counter.controls["outputs"].value == pytest.approx(outputs, rel=0.01)
    counter.picture.stroke = [[0.0, 0.5]]
    counter.picture.stroke = [[1.0, 0.5]]
    assert counter.controls["outputs"].value == pytest.approx(MOST, rel=0.01)
    assert counter.picture.stroke == []


def test_repr_is_short_and_the_picture_goes_with_it(counter):
    assert repr(counter) == "SeparableCounter(3×3, 20 to 40, bias='both')"
    bundle = counter._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]) == counter.picture.png
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == repr(counter)
    assert "0.1436 at 40" in counter.picture.alt
    assert decoded(counter).size == (1000, 400)


def test_bad_input_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="There is no 'strides'; preset kernel, inputs, outputs"):
        SeparableCounter(strides=2)
    with pytest.raises(ValueError, match="kernel is 12; expected a whole number from 1 to 11"):
        SeparableCounter(kernel=12)
    with pytest.raises(ValueError, match=r"outputs is 'many'; expected a whole number from 1"):
        SeparableCounter(outputs="many")
    with pytest.raises(ValueError, match="bias is 'keras'; choose one of 'both', 'pointwise'"):
        SeparableCounter(bias="keras")


def test_opening_loads_no_keras():
    code = (
        "import sys; from helpers.widgets import SeparableCounter; SeparableCounter();"
        "sys.exit(any(m in sys.modules for m in ('keras', 'tensorflow', 'jax')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
