"""Blocks as models of their own."""

import numpy as np
import pytest

from helpers.networks import BLOCKS, build_block


@pytest.mark.parametrize("name", BLOCKS)
def test_runs_on_random_images(name):
    model = build_block(name)
    _, _, shape, _ = BLOCKS[name]
    x = np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")
    y = np.asarray(model(x))
    assert y.shape == (2, *model.output.shape[1:])
    assert np.isfinite(y).all()
    assert y.std() > 0
    assert model.name == name


# GoogLeNet's (3a), by hand, without biases: 192·(64 + 9·128 + 25·32); and
# 192·(64 + 96 + 16 + 32) + 9·96·128 + 25·16·32. With biases: one for each channel.
@pytest.mark.parametrize(
    ("name", "weights", "biases", "channels"),
    [
        ("inception_naive", 387_072, 64 + 128 + 32, 192 + 64 + 128 + 32),
        ("inception_reduced", 163_328, 64 + 96 + 128 + 16 + 32 + 32, 64 + 128 + 32 + 32),
    ],
)
def test_inception_3a(name, weights, biases, channels):
    assert build_block(name, bias=False).count_params() == weights
    assert build_block(name).count_params() == weights + biases
    assert build_block(name).output.shape[1:] == (28, 28, channels)


def test_batch_norm_takes_the_place_of_the_bias():
    plain = build_block("inception_reduced", bias=False).count_params()
    normalised = build_block("inception_reduced", batch_norm=True).count_params()
    assert normalised == plain + 4 * (64 + 96 + 128 + 16 + 32 + 32)


def test_other_sizes_and_widths():
    model = build_block("inception_reduced", (8, 8, 5), widths=(1, 2, 3, 4, 5, 6))
    assert model.output.shape[1:] == (8, 8, 1 + 3 + 5 + 6)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("incepton", {}, r"no block 'incepton'; choose one of inception_naive, "),
        (
            "inception_naive",
            {"depth": 3},
            r"naive has no option 'depth'; it takes widths, ",
        ),
        ("inception_naive", {"widths": (1, 2)}, r"widths is \(1, 2\); expected 6 whole .*: one, "),
        ("inception_v2", {"widths": (64,) * 5 + (-1,)}, r"widths is .*, each 0 or more: one, "),
        ("inception_v2", {"pool": "min"}, r"pool is 'min'; choose one of max, average"),
        ("bottleneck", {"input_shape": 56}, r"input_shape is 56; expected \(height, width, chan"),
    ],
)
def test_bad_options_are_answered(name, options, message):
    with pytest.raises(ValueError, match=message):
        build_block(name, **options)
