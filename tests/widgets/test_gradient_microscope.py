"""The microscope's controls, driven over their corners; an exception in a callback fails."""

import base64
import io
import itertools
import subprocess
import sys

import numpy as np
import PIL.Image
import pytest

from helpers.probes import numpy_backprop
from helpers.widgets.gradient_microscope import INITS, MEANING, GradientMicroscope

RNG = np.random.default_rng(0)
IMAGES, LABELS = RNG.integers(0, 256, (16, 8, 8, 3), dtype=np.uint8), RNG.integers(0, 10, 16)

WRT = ("outputs", "weights", "weights", "outputs")  # so that both meet every other corner


@pytest.fixture
def microscope():
    return GradientMicroscope(IMAGES, LABELS)


def pixels(microscope):
    return np.asarray(PIL.Image.open(io.BytesIO(microscope.picture.value)))


def test_opens_with_a_vanishing_gradient_and_the_theory_beside_it(microscope):
    assert microscope.diagnosis == "vanishing" and "vanishes" in microscope.reading.value
    assert "0.250" in microscope.reading.value and "Glorot" in microscope.reading.value
    assert pixels(microscope).shape[:2] == (400, 1000)


@pytest.mark.parametrize(
    "activation, init",
    list(itertools.product(numpy_backprop.ACTIVATIONS, ["normal_1", "he_normal"])),
)
def test_every_corner_is_drawn_and_read(microscope, activation, init):
    c = microscope.controls
    c["activation"].value, c["init"].value = activation, init
    corners = itertools.product((2, 100), (False, True), (False, True))
    for (depth, batch_norm, shortcut), wrt in zip(corners, itertools.cycle(WRT), strict=False):
        c["depth"].value, c["batch_norm"].value = depth, batch_norm
        c["shortcut"].value, c["wrt"].value = shortcut, wrt
        assert len(microscope.norms) == depth
        assert microscope.reading.value.startswith(MEANING[microscope.diagnosis])
        assert "nan" not in microscope.reading.value
        assert pixels(microscope).std() > 0


def test_every_width_and_initialisation_changes_the_picture(microscope):
    seen = {microscope.picture.value}
    for width in (32, 128, 256):
        microscope.controls["width"].value = width
        seen.add(microscope.picture.value)
    for init in INITS.values():
        if init != "glorot_uniform":
            microscope.controls["init"].value = init
            seen.add(microscope.picture.value)
    assert len(seen) == 1 + 3 + 5


def test_an_overflow_is_said(microscope):
    c = microscope.controls
    c["activation"].value, c["init"].value, c["depth"].value = "relu", "normal_1", 100
    assert (
        microscope.diagnosis == "exploding" and "too large for float32" in microscope.reading.value
    )


def test_new_weights_come_with_a_new_seed_and_the_old_ones_with_the_old(microscope):
    first = microscope.norms
    microscope.redraw_button.click()
    assert microscope.controls["seed"].value == 1 and microscope.norms != first
    microscope.controls["seed"].value = 9999
    microscope.redraw_button.click()
    assert microscope.controls["seed"].value == 0 and microscope.norms == first


def test_repr_is_short_and_the_picture_goes_with_it(microscope):
    assert repr(GradientMicroscope(IMAGES, LABELS, depth=30, shortcut=True)) == (
        "GradientMicroscope(depth=30, width=64, activation='sigmoid', init='glorot_uniform', "
        "shortcut=True)"
    )
    bundle = microscope._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]) == microscope.picture.value
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == repr(microscope)


def test_bad_input_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="There is no 'deep'; preset depth, width"):
        GradientMicroscope(IMAGES, LABELS, deep=3)
    with pytest.raises(ValueError, match="as many labels as images"):
        GradientMicroscope(IMAGES, LABELS[:3])


def test_opens_on_shipped_images_without_keras():
    code = (
        "import sys; from helpers.widgets import GradientMicroscope; GradientMicroscope(); "
        "sys.exit(any(m in sys.modules for m in ('keras', 'tensorflow', 'jax')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
