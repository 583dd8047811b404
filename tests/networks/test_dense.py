"""Fully connected networks: depth, options, and the spread of the initial weights."""

import numpy as np
import pytest

from helpers.networks import build


def test_depth_counts_layers_with_kernels():
    model = build("dense", depth=7, width=8)
    assert sum("kernel" in v.path for v in model.trainable_variables) == 7


def test_count_by_hand():
    # (32·32·3 + 1)·8, twice (8 + 1)·8, and (8 + 1)·10 for the classifier.
    assert build("dense", depth=4, width=8).count_params() == 3073 * 8 + 2 * 72 + 90


# Standard deviation of a weight with n inputs and n outputs, n = 256, from the papers' formulas.
@pytest.mark.parametrize(
    ("init", "std"),
    [
        ("normal_1", 1),
        ("normal_fan_in", 1 / 16),
        ("uniform_fan_in", 1 / (16 * 3**0.5)),
        ("glorot_uniform", 1 / 16),
        ("he_normal", 2**0.5 / 16),
        ("orthogonal", 1 / 16),
    ],
)
def test_spread_of_the_weights(init, std):
    kernel = build("dense", depth=3, width=256, init=init).get_layer("layer02_dense").kernel
    assert np.asarray(kernel).std() == pytest.approx(std, rel=0.02)


def test_batch_norm_takes_the_place_of_the_bias():
    model = build("dense", depth=3, width=8, batch_norm=True)
    assert not model.get_layer("layer02_dense").use_bias
    assert model.get_layer("classifier").use_bias


@pytest.mark.parametrize("depth", [1, 0, 2.5, "20", 1001])
def test_impossible_depth(depth):
    with pytest.raises(ValueError, match="a whole number from 2 to 1000"):
        build("dense", depth=depth)


def test_unknown_activation():
    with pytest.raises(ValueError, match="'swish'; choose one of sigmoid, tanh"):
        build("dense", activation="swish")
