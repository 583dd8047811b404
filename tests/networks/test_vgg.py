"""VGG-16 and VGG-19 against the paper's tables and a sum by hand."""

import pytest
from keras import layers

from helpers.counting import depths
from helpers.networks import build
from helpers.networks.vgg import vgg

COLUMNS = {16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}  # Table 1, D and E
CHANNELS = (64, 128, 256, 512, 512)


def by_hand(depth):
    """Parameters added up from Table 1 of the paper, with biases."""
    total, inputs = 0, 3
    for channels, count in zip(CHANNELS, COLUMNS[depth], strict=True):
        for _ in range(count):
            total += (9 * inputs + 1) * channels
            inputs = channels
    return total + (7 * 7 * 512 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000


# Keras 3.15's VGG16 and VGG19, and Table 2 of the paper in millions; all layers as Keras has them.
@pytest.mark.parametrize(
    ("depth", "count", "millions", "cut"),
    [(16, 138_357_544, 138, (16, 16, 23)), (19, 143_667_240, 144, (19, 19, 26))],
)
def test_counts_and_depths(shapes_only, depth, count, millions, cut):
    model = shapes_only(f"vgg{depth}")
    found = depths(model)
    assert model.count_params() == count == by_hand(depth)
    assert round(count / 1e6) == millions
    assert (found.path, found.weighted, found.layers) == cut
    assert model.name == f"vgg{depth}"


@pytest.mark.parametrize("depth", COLUMNS)
def test_each_stage_halves_the_size(shapes_only, depth):
    model = shapes_only(f"vgg{depth}")
    for stage, size, channels in zip(range(1, 6), (112, 56, 28, 14, 7), CHANNELS, strict=True):
        assert model.get_layer(f"stage{stage}_pool").output.shape[1:] == (size, size, channels)
    assert model.get_layer("flatten").output.shape == (None, 25_088)


def test_all_kernels_are_3_by_3(shapes_only):
    convs = [x for x in shapes_only("vgg19").layers if isinstance(x, layers.Conv2D)]
    assert len(convs) == 16
    assert {(x.kernel_size, x.strides, x.padding) for x in convs} == {((3, 3), (1, 1), "same")}


def test_one_pixel_of_a_small_image_is_left(shapes_only):
    model = shapes_only("vgg16", classes=10, input_shape=(32, 32, 3), width=0.25)
    assert model.get_layer("stage5_pool").output.shape[1:] == (1, 1, 128)
    assert model.get_layer("fc1").units == 1024


def test_small_variant_learns(learns):
    before, after = learns(build("vgg16", classes=10, input_shape=(32, 32, 3), width=0.125))
    assert after < before


def test_dropout_on_request(shapes_only):
    found = [
        x.rate for x in shapes_only("vgg16", dropout=0.5).layers if isinstance(x, layers.Dropout)
    ]
    assert found == [0.5, 0.5]


def test_impossible_options():
    with pytest.raises(ValueError, match=r"depth is 13; choose 16 or 19\.$"):
        vgg(depth=13)
    with pytest.raises(ValueError, match=r"images of at least 32×32 pixels: enlarge them first\.$"):
        build("vgg16", input_shape=(31, 64, 3))
    with pytest.raises(ValueError, match=r"\(None, None, 3\); this network's dense layers need"):
        build("vgg19", input_shape=(None, None, 3))
    with pytest.raises(ValueError, match=r"width is -1; take a number above 0"):
        build("vgg16", width=-1)
