"""Inception v2 (BN-Inception) against its published count and Fig. 5 of its paper."""

import math

import pytest
from keras import layers

from helpers.counting import depths
from helpers.networks import build, build_block


@pytest.fixture(scope="module")
def published(shapes_only):
    return shapes_only("inception_v2", bias=True)


def trainable(model):
    return sum(math.prod(v.shape) for v in model.trainable_variables)


def test_published_count(published):
    # pretrained-models for PyTorch, bninception; imgclsmob prints the same: 11,295,240.
    assert trainable(published) == 11_295_240


def test_without_biases_one_weight_less_for_each_channel(published, shapes_only):
    convolutions = [x for x in published.layers if isinstance(x, layers.Conv2D)]
    channels = sum(x.filters for x in convolutions)
    assert trainable(shapes_only("inception_v2")) == 11_295_240 - channels


# Ioffe & Szegedy 2015, Fig. 5: the output sizes as printed, except that (4c), (4d) and (4e), there
# 576, 576 and 1024, stand here as the sums of its columns: 160 + 160 + 160 + 128 = 608, and so on.
@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("stem_a_conv", (112, 112, 64)),
        ("stem_pool1", (56, 56, 64)),
        ("stem_c_conv", (56, 56, 192)),
        ("stem_pool2", (28, 28, 192)),
        ("stage3_block1_concat", (28, 28, 256)),
        ("stage3_block2_concat", (28, 28, 320)),
        ("stage3_block3_concat", (14, 14, 576)),
        ("stage4_block1_concat", (14, 14, 576)),
        ("stage4_block2_concat", (14, 14, 576)),
        ("stage4_block3_concat", (14, 14, 160 + 160 + 160 + 128)),
        ("stage4_block4_concat", (14, 14, 96 + 192 + 192 + 128)),
        ("stage4_block5_concat", (7, 7, 192 + 256 + 608)),
        ("stage5_block1_concat", (7, 7, 1024)),
        ("stage5_block2_concat", (7, 7, 1024)),
    ],
)
def test_sizes(published, layer, shape):
    assert published.get_layer(layer).output.shape[1:] == shape


def test_depth(published):
    # By hand: 3 layers in the stem, 10 modules of up to 3, and the classifier.
    assert depths(published).path == 3 + 10 * 3 + 1


def test_module_3a_by_hand():
    weights = 192 * (64 + 64 + 64 + 32) + 9 * (64 * 64 + 64 * 96 + 96 * 96)
    model = build_block("inception_v2", batch_norm=False, bias=False)
    assert model.count_params() == weights
    assert model.output.shape[1:] == (28, 28, 64 + 64 + 96 + 32)


def test_two_3x3_cost_less_than_the_5x5_they_stand_for():
    """18/25 at equal channels (arXiv:1512.00567, §3.1)."""
    options = {"widths": (8, 8, 8, 8, 8, 8), "batch_norm": False, "bias": False}
    model = build_block("inception_v2", **options)
    double = [math.prod(model.get_layer(f"block_3x3x2_{x}_conv").kernel.shape) for x in "bc"]
    assert sum(double) * 25 == 18 * (25 * 8 * 8)


def test_small_variant_learns(learns):
    model = build("inception_v2", 10, (32, 32, 3), width=0.04)
    names = ("stage3_block2_concat", "stage4_block1_concat", "stage5_block2_concat")
    assert [model.get_layer(x).output.shape[1] for x in names] == [32, 16, 8]
    before, after = learns(model, 2)
    assert after < before - 0.1


def test_impossible_width():
    with pytest.raises(ValueError, match="width is -1; take a number above 0"):
        build("inception_v2", width=-1)
