"""ImageNet's residual networks: counts, Table 1's sizes, and what a block computes."""

import keras
import numpy as np
import pytest

from helpers.counting import depths
from helpers.networks import build
from helpers.networks.imagenet_resnet import NORM, basic, bottleneck, imagenet_resnet
from helpers.networks.layer_factory import LayerFactory

BLOCKS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}


def by_hand(depth):
    """Trainable parameters without convolution biases, added up from Table 1 of the paper."""
    total, inputs = 7 * 7 * 3 * 64 + 2 * 64, 64
    for channels, blocks in zip((64, 128, 256, 512), BLOCKS[depth], strict=True):
        for number in range(blocks):
            if depth < 50:
                outputs = channels
                kernels = 9 * inputs * channels + 9 * channels * channels
                normed = 2 * channels
            else:
                outputs = 4 * channels
                kernels = inputs * channels + 9 * channels * channels + channels * outputs
                normed = 2 * channels + outputs
            if number == 0 and inputs != outputs:  # projection shortcut
                kernels += inputs * outputs
                normed += outputs
            total += kernels + 2 * normed
            inputs = outputs
    return total + (inputs + 1) * 1000


def trainable(model):
    return sum(np.prod(v.shape) for v in model.trainable_variables)


# As printed by torchvision for its own models of these names.
@pytest.mark.parametrize(
    ("depth", "count"),
    [(18, 11_689_512), (34, 21_797_672), (50, 25_557_032), (101, 44_549_160), (152, 60_192_808)],
)
def test_count_without_biases(shapes_only, depth, count):
    assert by_hand(depth) == count
    assert trainable(shapes_only(f"resnet{depth}", bias=False)) == count


# keras.applications of Keras 3.15: all parameters, and layers on the longest path, with weights,
# and all. The first of these is the paper's depth.
@pytest.mark.parametrize(
    ("depth", "count", "cut"),
    [
        (50, 25_636_712, (50, 107, 177)),
        (101, 44_707_176, (101, 209, 347)),
        (152, 60_419_944, (152, 311, 517)),
    ],
)
def test_count_and_depths_of_keras(shapes_only, depth, count, cut):
    model = shapes_only(f"resnet{depth}")
    found = depths(model)
    assert model.count_params() == count
    assert (found.path, found.weighted, found.layers) == cut


@pytest.mark.parametrize("depth", [18, 34])
def test_depth_of_basic_networks(shapes_only, depth):
    assert depths(shapes_only(f"resnet{depth}")).path == depth
    assert depths(shapes_only(f"resnet{depth}", residual=False)).path == depth


@pytest.mark.parametrize("depth", BLOCKS)
def test_sizes_of_the_papers_table_1(shapes_only, depth):
    model, expansion = shapes_only(f"resnet{depth}"), 1 if depth < 50 else 4
    assert model.get_layer("stem_relu").output.shape[1:] == (112, 112, 64)
    for stage, size, channels, blocks in zip(
        range(2, 6), (56, 28, 14, 7), (64, 128, 256, 512), BLOCKS[depth], strict=True
    ):
        last = model.get_layer(f"stage{stage}_block{blocks}_relu")
        assert last.output.shape[1:] == (size, size, expansion * channels)
    assert model.output_shape == (None, 1000)
    assert model.name == f"resnet{depth}"


def set_delta(layer, matrix):
    """A kernel that applies `matrix` to the channels of the pixel in its middle."""
    kernel = np.zeros(layer.kernel.shape, "float32")
    kernel[kernel.shape[0] // 2, kernel.shape[1] // 2] = matrix
    layer.kernel.assign(kernel)


@pytest.mark.parametrize("size", [8, 9])
@pytest.mark.parametrize(("block", "channels"), [(basic, 4), (bottleneck, 1)])
def test_branch_and_shortcut_look_at_the_same_pixels(block, channels, size):
    """With kernels that copy a pixel, a block of stride 2 gives twice every other pixel."""
    image = keras.Input((size, size, 4))
    model = keras.Model(image, block(LayerFactory(norm=NORM, bias=False), image, channels, 2))
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            set_delta(layer, np.eye(*layer.kernel.shape[2:]))
    x = np.random.default_rng(0).uniform(1, 2, (1, size, size, 4)).astype("float32")
    y = np.asarray(model(x))
    copied = 4 if block is basic else 1  # a bottleneck of one channel lets one of the four through
    assert y[..., :copied] == pytest.approx(2 * x[:, ::2, ::2, :copied], rel=1e-4)
    assert y[..., copied:] == pytest.approx(x[:, ::2, ::2, copied:], rel=1e-4)


def test_plain_twin_lacks_shortcuts_alone(shapes_only):
    plain, residual = shapes_only("resnet18", residual=False), shapes_only("resnet18")
    assert not any(isinstance(layer, keras.layers.Add) for layer in plain.layers)
    # Three stages begin with a projection: its kernel, gamma and beta.
    projections = 64 * 128 + 128 * 256 + 256 * 512 + 2 * (128 + 256 + 512)
    assert trainable(residual) - trainable(plain) == projections
    assert plain.name == "plain18"


def test_small_images_keep_their_size_until_stage_2(shapes_only):
    model = shapes_only("resnet18", classes=10, input_shape=(32, 32, 3))
    sizes = [model.get_layer(f"stage{s}_block2_relu").output.shape[1] for s in range(2, 6)]
    assert sizes == [32, 16, 8, 4]
    assert model.get_layer("stem_conv").kernel.shape == (3, 3, 3, 64)


def test_images_of_any_size(shapes_only):
    assert shapes_only("resnet50", input_shape=(None, None, 3)).output_shape == (None, 1000)


def test_width_multiplies_the_channels(shapes_only):
    model = shapes_only("resnet50", width=0.3)
    assert model.get_layer("stem_conv").filters == 19  # 19.2
    assert model.get_layer("stage5_block3_c_conv").filters == 4 * 154  # 4·153.6


@pytest.mark.parametrize(("depth", "steps"), [(18, 3), (50, 2)])
def test_small_variant_learns(learns, depth, steps):
    model = build(f"resnet{depth}", classes=10, input_shape=(32, 32, 3), width=0.125)
    before, after = learns(model, steps)
    assert after < before


def test_impossible_options():
    with pytest.raises(ValueError, match=r"depth is 20; choose one of 18, 34, 50, 101, 152\.$"):
        imagenet_resnet(depth=20)
    with pytest.raises(ValueError, match=r"width is 0; take a number above 0"):
        build("resnet18", width=0)
    with pytest.raises(ValueError, match=r"expected \(height, width, channels\)"):
        build("resnet18", input_shape=(224, 224))
