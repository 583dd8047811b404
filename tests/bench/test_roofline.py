"""Operations and bytes of a step, counted by hand."""

import keras
import pytest

from bench import roofline
from helpers import counting

CEILING = {"float32": 100e9, "bfloat16": 400e9, "bytes": 10e9}


def test_values_of_a_convolution_and_a_shortcut_by_hand():
    """4×4 images of 2 maps (32 values), relu(x + conv(x)); each tensor has 32 values.

    Convolution: x twice and ∂x, y and g twice: 6. Sum: 2 read, 1 written. Activation: 1 + 1 there,
    y, g and ∂x back: 5. The image feeds two: two gradients read, one written: 3. In all 17.
    """
    layers = keras.layers
    image = keras.Input((4, 4, 2))
    x = layers.Conv2D(2, 3, padding="same", use_bias=False)(image)
    x = layers.Activation("relu")(layers.Add()([image, x]))
    assert roofline.step_values(counting.graph(keras.Model(image, x))) == 17 * 32


def test_batch_normalisation_reads_its_input_twice_each_way():
    image = keras.Input((2, 2, 3))
    model = keras.Model(image, keras.layers.BatchNormalization()(image))
    assert roofline.step_values(counting.graph(model)) == 8 * 12


def test_unknown_layer_is_refused_by_name():
    image = keras.Input((4, 4, 2))
    model = keras.Model(image, keras.layers.MaxPooling2D(name="largest")(image))
    with pytest.raises(ValueError, match=r"largest.*MaxPooling2D"):
        roofline.step_values(counting.graph(model))


def test_resnet20_needs_six_operations_a_mac():
    """40.55 million MACs forward (He et al. 2015 count as papers do), six operations for each."""
    operations = roofline.counts(20)["operations"]
    assert operations == pytest.approx(6 * 40.6e6, rel=0.01)


@pytest.mark.parametrize(
    ("precision", "operations", "by_bytes"), [("float32", 1000, 500), ("bfloat16", 4000, 1000)]
)
def test_limits_by_hand(precision, operations, by_bytes):
    """100 million operations and 5 million values an image, of 4 or 2 bytes."""
    limits = roofline.bound(CEILING, {"operations": 1e8, "values": 5e6}, precision)
    assert limits == {"operations": operations, "bytes": by_bytes}


def test_share_is_of_the_lower_limit(monkeypatch):
    monkeypatch.setattr(roofline, "call", lambda _, depth: {"operations": 1e8, "values": 5e6})
    row = {"contender": "ours", "depth": 20, "batch": 32, "precision": "float32"}
    timed = {**row, "augment": False, "images_per_second": {"median": 250.0}}
    rows = roofline.roofline(
        [timed, {**timed, "augment": True}, {**row, "augment": False}], CEILING
    )
    assert [(r["limited_by"], r["share"]) for r in rows] == [("bytes", 0.5)]
