"""GoogLeNet against Table 1 of its paper, published counts and derivations by hand."""

import math

import numpy as np
import pytest
from keras import layers

from helpers.counting import depths
from helpers.networks import build

# Szegedy et al. 2014, Table 1: 1×1, 3×3 reduce, 3×3, 5×5 reduce, 5×5, pool proj; output size;
# millions of operations as printed. For (5a) it prints 54, where its own widths make 51.
TABLE1 = {
    "stage3_block1": ((64, 96, 128, 16, 32, 32), (28, 28, 256), 128),
    "stage3_block2": ((128, 128, 192, 32, 96, 64), (28, 28, 480), 304),
    "stage4_block1": ((192, 96, 208, 16, 48, 64), (14, 14, 512), 73),
    "stage4_block2": ((160, 112, 224, 24, 64, 64), (14, 14, 512), 88),
    "stage4_block3": ((128, 128, 256, 24, 64, 64), (14, 14, 512), 100),
    "stage4_block4": ((112, 144, 288, 32, 64, 64), (14, 14, 528), 119),
    "stage4_block5": ((256, 160, 320, 32, 128, 128), (14, 14, 832), 170),
    "stage5_block1": ((256, 160, 320, 32, 128, 128), (7, 7, 832), 51),
    "stage5_block2": ((384, 192, 384, 48, 128, 128), (7, 7, 1024), 71),
}


@pytest.fixture(scope="module")
def paper(shapes_only):
    return shapes_only("googlenet")


def convolutions(model, block=""):
    return [x for x in model.layers if isinstance(x, layers.Conv2D) and x.name.startswith(block)]


def test_published_count(paper):
    # Caffe's bvlc_googlenet without the heads: 6,990,272 weights and 8,280 biases, as several
    # ports print; 1,000 of the biases are the classifier's.
    assert paper.count_params() == 6_998_552
    assert sum(x.bias.shape[0] for x in convolutions(paper)) == 8_280 - 1_000


def test_published_count_with_both_heads(shapes_only):
    # By hand, for inputs of 512 and 528 channels: 1×1 to 128, dense 4·4·128 to 1024, to 1000.
    heads = [(c + 1) * 128 + (4 * 4 * 128 + 1) * 1024 + 1025 * 1000 for c in (512, 528)]
    assert (
        shapes_only("googlenet", auxiliary=True).count_params()
        == 6_998_552 + sum(heads)
        == 13_378_280
    )


@pytest.mark.parametrize("block", TABLE1)
def test_module_has_the_size_and_operations_of_table_1(paper, block):
    _, shape, millions = TABLE1[block]
    assert paper.get_layer(f"{block}_concat").output.shape[1:] == shape
    macs = [math.prod(shape[:2]) * math.prod(x.kernel.shape) for x in convolutions(paper, block)]
    assert sum(macs) / 1e6 == pytest.approx(millions, abs=1)


def test_depth_is_22(paper):
    # Table 1's column "depth": 1 + 2 in the stem, two layers a module, the classifier.
    assert depths(paper).path == 1 + 2 + 2 * len(TABLE1) + 1 == 22


def test_naive_modules_add_up_their_channels(shapes_only):
    """Derived from Table 1: each module hands on its whole input and adds its own outputs."""
    model = shapes_only("googlenet", module="naive")
    channels, weights = 192, 9_408 + 4_096 + 110_592 + 64 + 64 + 192
    for block, ((one, _, three, _, five, _), (height, width, _), _) in TABLE1.items():
        weights += channels * (one + 9 * three + 25 * five) + one + three + five
        channels += one + three + five
        assert model.get_layer(f"{block}_concat").output.shape[1:] == (height, width, channels)
    assert channels == 4_944
    assert model.count_params() == weights + (channels + 1) * 1000


def test_heads_leave_the_main_logits_as_they_are(thirty_two):
    images, _ = thirty_two
    small = {"classes": 10, "input_shape": (32, 32, 3), "width": 0.1}
    main, *heads = build("googlenet", **small, auxiliary=True)(images[:4])
    assert [tuple(x.shape) for x in heads] == [(4, 10), (4, 10)]
    alone = build("googlenet", **small)(images[:4])
    assert np.allclose(np.asarray(main), np.asarray(alone), atol=1e-6)


def test_stages_of_small_images():
    model = build("googlenet", 10, (32, 32, 3), width=0.125)
    names = ("stem_conv", "stage3_block2_concat", "stage4_block5_concat", "stage5_block2_concat")
    shapes = [model.get_layer(name).output.shape[1:] for name in names]
    assert shapes == [(32, 32, 24), (32, 32, 60), (16, 16, 104), (8, 8, 128)]


@pytest.mark.parametrize(("module", "width"), [("reduced", 0.06), ("naive", 0.02)])
def test_small_variant_learns(learns, module, width):
    before, after = learns(build("googlenet", 10, (32, 32, 3), module=module, width=width))
    assert after < before - 0.1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"module": "big"}, "module is 'big'; choose one of reduced, naive"),
        ({"width": 0}, "width is 0; take a number above 0"),
        ({"input_shape": (224, 224)}, r"input_shape is \(224, 224\); expected \(height, width"),
        ({"auxiliary": True, "input_shape": (64, 64, 3)}, "5×5 pixels in stage 4.*leave 4: take"),
    ],
)
def test_impossible_options(options, message):
    with pytest.raises(ValueError, match=message):
        build("googlenet", **options)
