"""Inception v4 against published counts and the sizes in its figures."""

import math

import pytest

from helpers.counting import macs
from helpers.networks import build_block


@pytest.fixture(scope="module")
def paper(shapes_only):
    return shapes_only("inception_v4")


def trainable(model):
    return sum(math.prod(v.shape) for v in model.trainable_variables)


def test_published_count(paper):
    # timm's inception_v4 and Cadene's pretrained-models; also printed by KerasHub.
    assert trainable(paper) == 42_679_816


def test_macs(paper):
    assert f"{macs(paper) / 1e9:.1f}" == "12.3"  # GMACs on timm's model card, inception_v4


# Szegedy et al. 2016, Figs. 3 and 9: sizes beside the boxes.
@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("stem_a_conv", (149, 149, 32)),
        ("stem_b_conv", (147, 147, 32)),
        ("stem_c_conv", (147, 147, 64)),
        ("stem_d_concat", (73, 73, 160)),
        ("stem_e_concat", (71, 71, 192)),
        ("stem_f_concat", (35, 35, 384)),
        ("stage1_block4_concat", (35, 35, 384)),
        ("stage2_reduction_concat", (17, 17, 1024)),
        ("stage2_block7_concat", (17, 17, 1024)),
        ("stage3_reduction_concat", (8, 8, 1536)),
        ("stage3_block3_concat", (8, 8, 1536)),
        ("pool", (1536,)),
    ],
)
def test_sizes(paper, layer, shape):
    assert paper.get_layer(layer).output.shape[1:] == shape


# By hand from Figs. 4, 5 and 6, without batch normalisation and biases.
@pytest.mark.parametrize(
    ("kind", "channels", "weights"),
    [
        ("a", 384, 384 * (96 + 64 + 64 + 96) + 9 * (64 * 96 + 64 * 96 + 96 * 96)),
        (
            "b",
            1024,
            1024 * (384 + 192 + 192 + 128)
            + 7 * (192 * 224 + 224 * 256)
            + 7 * (192 * 192 + 192 * 224 + 224 * 224 + 224 * 256),
        ),
        (
            "c",
            1536,
            1536 * (256 + 384 + 384 + 256)
            + 3 * (2 * 384 * 256)
            + 3 * (384 * 448 + 448 * 512 + 2 * 512 * 256),
        ),
    ],
)
def test_modules_alone(kind, channels, weights):
    options = {"kind": kind, "batch_norm": False, "bias": False}
    model = build_block("inception_v4", (8, 8, channels), **options)
    assert model.count_params() == weights
    assert model.output.shape[1:] == (8, 8, channels)


def test_unknown_kind():
    with pytest.raises(ValueError, match="kind is 'd'; choose one of a, b, c"):
        build_block("inception_v4", kind="d")
