"""Counts against the lecture's arithmetic, published figures and a derivation by hand."""

import keras
import pytest

from helpers import counting
from helpers.networks import build


def test_the_lectures_convolution():
    assert counting.convolution(3, 20, 40) == 7240  # ((3·3)·20 + 1)·40


# The lecture has a bias on both steps: 200 + 840; Keras's layer has none on the first.
@pytest.mark.parametrize(("bias", "count"), [("both", 1040), ("pointwise", 1020), ("none", 980)])
def test_the_lectures_separable_convolution(bias, count):
    assert counting.separable(3, 20, 40, bias) == count


def test_separable_agrees_with_keras():
    layer = keras.layers.SeparableConv2D(40, 3)
    layer.build((None, 8, 8, 20))
    assert layer.count_params() == counting.separable(3, 20, 40, "pointwise")


def test_bias_conventions_are_named():
    with pytest.raises(ValueError, match="choose 'both', 'pointwise' or 'none'"):
        counting.separable(3, 20, 40, "depthwise")


def test_batch_norm_and_dense():
    assert counting.batch_norm(64) == 256
    assert counting.batch_norm(64, statistics=False) == 128
    assert counting.dense(64, 10) == 650


@pytest.mark.parametrize("depth", [20, 56])
def test_macs_of_the_cifar_family_by_hand(depth):
    """Each of the three stages costs the same; the first layers of stages 2 and 3 half as much."""
    n = (depth - 2) // 6
    layer = 32 * 32 * 9 * 16 * 16  # half the pixels' side, twice the channels in and out: the same
    by_hand = 32 * 32 * 27 * 16 + layer * (6 * n - 2) + 2 * layer // 2 + 64 * 10
    assert counting.macs(build("resnet", depth=depth)) == by_hand


def test_unknown_layer_is_not_counted_as_nothing():
    image = keras.Input((8, 8, 3))
    model = keras.Model(image, keras.layers.Conv2DTranspose(4, 3)(image))
    assert counting.macs(model) is None


def test_activation_bytes_by_hand():
    image = keras.Input((4, 4, 3))
    model = keras.Model(image, keras.layers.Conv2D(5, 1)(image))
    assert counting.activation_bytes(model) == 4 * (4 * 4 * 3 + 4 * 4 * 5)
