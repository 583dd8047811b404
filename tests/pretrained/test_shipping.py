"""The rounded weights that ship: found last, unaltered, and seeing what full precision sees."""

import keras
import numpy as np
import pytest

from helpers.pretrained import (
    PRETRAINED,
    locate,
    network,
    photographs,
    recorded,
    shipping,
    top_k,
    weights,
)
from helpers.pretrained.contest import score
from helpers.pretrained.npm_readers import TFLITE

MOST_APART = 0.015  # of a probability; data/weights/README.md: 0.010 at most


def test_mobilenet_ships_and_any_other_copy_comes_first(places):
    found = weights("mobilenet", fetch=False)
    assert found.place == "shipped with the course" and found.form.kind == "rounded"
    assert found.files == (shipping.PATH,) and shipping.PATH.stat().st_size < 9e6
    assert locate("mobilenet", full=True) is None and locate("resnet50") is None
    for folder, name in (("cache", "your cache"), ("shared", "$COURSE_DATA")):
        file = places / folder / "weights" / "mobilenet" / "tflite" / TFLITE
        file.parent.mkdir(parents=True)
        file.write_bytes(b"")  # only looked for
        assert locate("mobilenet").place == name
        assert locate("mobilenet").form.kind == "tflite"


def test_an_altered_file_is_refused(places, monkeypatch):
    folder = places / "data" / "weights"
    folder.mkdir(parents=True)
    (folder / shipping.PATH.name).write_bytes(shipping.PATH.read_bytes()[:-1])
    monkeypatch.setattr("helpers.paths.SHIPPED", folder.parent)
    with pytest.raises(ValueError, match=r"mobilenet_float16\.h5 is cut short"):
        weights("mobilenet")


def test_kernels_lose_at_most_one_part_in_two_thousand_and_the_rest_nothing():
    """float16 has 11 significant binary digits: half of the last one is 2⁻¹¹ of the number."""
    rng = np.random.default_rng(0)
    kernel = rng.uniform(0.01, 9, (3, 3, 4, 5)).astype("float32")
    np.testing.assert_allclose(shipping.rounded(kernel), kernel, rtol=2.0**-11)
    assert shipping.rounded(kernel).dtype == "float16"
    for kept in (rng.normal(size=7), rng.normal(size=(3, 3, 7, 1))):  # a bias; depthwise
        np.testing.assert_array_equal(shipping.rounded(kept.astype("f4")), kept.astype("f4"))
    with pytest.raises(ValueError, match="a weight is 70000: float16 ends at 65504"):
        shipping.rounded(np.array([[1, 7e4]], "float32"))


def test_keras_itself_reads_what_is_packed(tmp_path):
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.BatchNormalization()(keras.layers.Conv2D(4, 3)(inputs))
    x = keras.layers.Dense(5)(keras.layers.GlobalAveragePooling2D()(keras.layers.ReLU()(x)))
    model = keras.Model(inputs, x)
    path = tmp_path / "packed.h5"
    path.write_bytes(shipping.packed(model))
    before = model.get_weights()
    model.set_weights([np.zeros_like(array) for array in before])
    model.load_weights(path)
    for one, other in zip(before, model.get_weights(), strict=True):
        assert other.dtype == "float32"
        np.testing.assert_allclose(other, one, rtol=2.0**-11, atol=2.0**-25)


def test_kerass_own_mobilenet_takes_the_shipped_file():
    model = keras.applications.MobileNet(weights=str(shipping.PATH))
    assert model.count_params() == PRETRAINED["mobilenet"].parameters
    for one, other in zip(model.get_weights(), network("mobilenet").get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("convention", "right"), [("tf", (18, 22)), ("caffe", (3, 4)), ("torch", (16, 21))]
)
def test_the_rounded_weights_see_what_full_precision_saw(convention, right):
    """The record was made in full precision. How many are right stands in data/README.md."""
    record = recorded("mobilenet")
    images = [photograph.image for photograph in photographs()]
    again = top_k("mobilenet", images, 1000, convention=convention, crop=record.crop)
    for photograph, best in zip(photographs(), again, strict=True):
        told = record.top_k(photograph.file, 10, convention)
        assert [p.label for p in best[:5]] == [p.label for p in told[:5]]
        found = {p.label: p.probability for p in best}
        np.testing.assert_allclose(
            [found[p.label] for p in told], [p.probability for p in told], atol=MOST_APART
        )
    truths = [photograph.truth for photograph in photographs()]
    assert tuple(len(truths) - score(again, truths, k).wrong for k in (1, 5)) == right


@pytest.mark.parametrize("real", ["mobilenet"], indirect=True)
def test_written_again_from_full_precision_the_weights_are_the_same(real, tmp_path):
    if weights(real, full=True).form.kind != "tflite":
        pytest.skip("the weights on this machine are of another source than those shipped")
    path = tmp_path / "weights" / "again.h5"
    assert shipping.write(path) == f"{path}: {path.stat().st_size:,} bytes"
    again, shipped = (keras.applications.MobileNet(weights=str(p)) for p in (path, shipping.PATH))
    for one, other in zip(again.get_weights(), shipped.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
