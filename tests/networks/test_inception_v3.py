"""Inception v3 against Keras's and torchvision's counts and the sizes in its paper.

That it computes what Keras's model computes is shown in test_reference.py.
"""

import math

import pytest
from keras import layers

from helpers.counting import depths, macs
from helpers.networks import build, build_block


@pytest.fixture(scope="module")
def keras_like(shapes_only):
    return shapes_only("inception_v3")


@pytest.fixture(scope="module")
def torch_like(shapes_only):
    return shapes_only("inception_v3", auxiliary=True, scale=True)


def trainable(model):
    return sum(math.prod(v.shape) for v in model.trainable_variables)


def test_published_counts(keras_like, torch_like):
    # keras.applications.InceptionV3's summary.
    assert (keras_like.count_params(), trainable(keras_like)) == (23_851_784, 23_817_352)
    # torchvision's documentation, Inception_V3_Weights.IMAGENET1K_V1, num_params.
    assert trainable(torch_like) == 27_161_264


def test_the_two_counts_differ_by_the_head_and_a_factor_for_each_channel(keras_like, torch_like):
    # By hand: 1×1 from 768 to 128, 5×5 from 128 to 768, β of both, dense from 768 to 1000.
    head = 768 * 128 + 25 * 128 * 768 + 128 + 768 + 769 * 1000
    normalised = [x for x in torch_like.layers if isinstance(x, layers.BatchNormalization)]
    factors = sum(x.beta.shape[0] for x in normalised)
    assert trainable(torch_like) - trainable(keras_like) == head + factors


def test_depths(keras_like):
    # keras.applications.InceptionV3; 48 is also the paper's own count.
    found = depths(keras_like)
    assert (found.path, found.weighted, found.layers) == (48, 189, 313)


def test_macs(keras_like):
    assert f"{macs(keras_like) / 1e9:.1f}" == "5.7"  # GMACs on timm's model card, inception_v3


# Table 1 of the paper: input and output sizes. The stem's end is Keras's, see the module.
@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("stem_a_conv", (149, 149, 32)),
        ("stem_b_conv", (147, 147, 32)),
        ("stem_c_conv", (147, 147, 64)),
        ("stem_pool1", (73, 73, 64)),
        ("stem_d_conv", (73, 73, 80)),
        ("stem_pool2", (35, 35, 192)),
        ("stage1_block3_concat", (35, 35, 288)),
        ("stage2_block4_concat", (17, 17, 768)),
        ("stage3_reduction_concat", (8, 8, 1280)),
        ("stage3_block2_concat", (8, 8, 2048)),
    ],
)
def test_sizes(keras_like, layer, shape):
    assert keras_like.get_layer(layer).output.shape[1:] == shape


def test_head_stands_beside_the_main_logits(torch_like):
    assert [x.shape for x in torch_like.outputs] == [(None, 1000), (None, 1000)]
    assert torch_like.output_names == ["classifier", "auxiliary_classifier"]
    assert torch_like.get_layer("auxiliary_b_conv").output.shape[1:] == (1, 1, 768)


def test_seven_by_seven_in_two_factors_has_two_sevenths_of_the_weights():
    model = build_block("inception_v3_b", inner=192, bias=False, batch_norm=False)
    factors = [math.prod(model.get_layer(f"block_7x7_{x}_conv").kernel.shape) for x in "bc"]
    assert sum(factors) * 7 == 7 * 7 * 192 * 192 * 2


# By hand, without biases and batch normalisation, from the branches of Figs. 5, 6 and 7.
@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("inception_v3_a", 192 * (64 + 48 + 64 + 32) + 25 * 48 * 64 + 9 * 96 * (64 + 96)),
        ("inception_v3_b", 768 * (192 + 128 + 128 + 192) + 7 * 128 * (128 + 192 + 3 * 128 + 192)),
        ("inception_v3_c", 1280 * (320 + 384 + 448 + 192) + 9 * 448 * 384 + 12 * 384 * 384),
    ],
)
def test_modules_alone(name, weights):
    assert build_block(name, bias=False, batch_norm=False).count_params() == weights


@pytest.mark.parametrize("name", ["inception_v3", "inception_v4", "inception_resnet_v2"])
def test_small_images_are_refused(name):
    with pytest.raises(ValueError, match=r"\(32, 32, 3\); this network takes .* at least 75×75"):
        build(name, input_shape=(32, 32, 3))


def test_head_needs_large_images():
    with pytest.raises(ValueError, match=r"needs 17×17 pixels in stage 2, so .* 299×299"):
        build("inception_v3", input_shape=(298, 299, 3), auxiliary=True)
