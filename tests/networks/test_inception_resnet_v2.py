"""Inception-ResNet v2 against Keras's counts; the residual block against its formula.

That it computes what Keras's model computes is shown in test_reference.py.
"""

import math

import keras
import numpy as np
import pytest

from helpers.counting import depths, macs
from helpers.networks import build_block


@pytest.fixture(scope="module")
def whole(shapes_only):
    return shapes_only("inception_resnet_v2")


def test_published_counts(whole):
    # keras.applications.InceptionResNetV2's summary.
    assert whole.count_params() == 55_873_736
    assert sum(math.prod(v.shape) for v in whole.trainable_variables) == 55_813_192


def test_depths(whole):
    found = depths(whole)  # keras.applications.InceptionResNetV2
    assert (found.path, found.weighted, found.layers) == (176, 449, 782)


def test_macs(whole):
    # GMACs on timm's model card of inception_resnet_v2.
    assert f"{macs(whole) / 1e9:.1f}" == "13.2"


# Sizes as in the comments of Keras's source; the paper has others, 384 in stage 1.
@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("stage1_entry_concat", (35, 35, 320)),
        ("stage1_block10_relu", (35, 35, 320)),
        ("stage2_reduction_concat", (17, 17, 1088)),
        ("stage2_block20_relu", (17, 17, 1088)),
        ("stage3_reduction_concat", (8, 8, 2080)),
        ("stage3_block10_add", (8, 8, 2080)),
        ("top_relu", (8, 8, 1536)),
    ],
)
def test_sizes(whole, layer, shape):
    assert whole.get_layer(layer).output.shape[1:] == shape


def test_block_is_relu_of_x_and_a_tenth_of_the_branch():
    model = build_block("inception_residual", (5, 5, 7), kind="b", scale=0.1)
    x = np.random.default_rng(0).normal(size=(2, 5, 5, 7)).astype("float32")
    ends = keras.Model(model.input, [model.get_layer("block_up_conv").output, model.output])
    branch, result = (np.asarray(y) for y in ends(x))
    assert np.allclose(result, np.maximum(x + 0.1 * branch, 0), atol=1e-6)
    assert abs(branch).max() > 0.1


def test_block_survives_saving(tmp_path):
    model = build_block("inception_residual", (5, 5, 7))
    model.save(tmp_path / "block.keras")
    x = np.ones((1, 5, 5, 7), "float32")
    again = keras.models.load_model(tmp_path / "block.keras")
    assert np.array_equal(np.asarray(again(x)), np.asarray(model(x)))


def test_unknown_kind():
    with pytest.raises(ValueError, match="kind is 'd'; choose one of a, b, c"):
        build_block("inception_residual", kind="d")
