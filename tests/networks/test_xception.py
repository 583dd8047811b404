"""Xception against Figure 5 and the printed count of its paper, and Keras's layers."""

import keras
import numpy as np
import pytest

from helpers.counting import depths
from helpers.networks import build
from helpers.networks.layer_factory import LayerFactory
from helpers.networks.xception import module, separable


def test_count_is_the_papers(shapes_only):
    """Table 3 of the paper: 22,855,952. With moving statistics, Keras 3.15: 22,910,480."""
    model = shapes_only("xception")
    assert sum(np.prod(v.shape) for v in model.trainable_variables) == 22_855_952
    assert model.count_params() == 22_910_480


def test_depths(shapes_only):
    """36 convolutions, as the paper says (§4), and the classifier; 81 and 134 as in Keras."""
    found = depths(shapes_only("xception"))
    assert (found.path, found.weighted, found.layers) == (37, 81, 134)


# Sizes printed in Figure 5 of the paper, 2048-dimensional vectors at the end; those of the first
# two entry modules by halving 147 twice, rounded up.
@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("entry_block1_add", (74, 74, 128)),
        ("entry_block2_add", (37, 37, 256)),
        ("entry_block3_add", (19, 19, 728)),
        ("middle_block8_add", (19, 19, 728)),
        ("exit_block1_add", (10, 10, 1024)),
        ("pool", (2048,)),
    ],
)
def test_sizes_of_figure_5(shapes_only, layer, shape):
    assert shapes_only("xception").get_layer(layer).output.shape[1:] == shape


def test_separable_convolution_is_depthwise_then_pointwise():
    """Against sums written out in NumPy: each channel by itself, then 1×1 across channels."""
    image = keras.Input((5, 6, 2))
    model = keras.Model(image, separable(LayerFactory(bias=False), image, 3, activation=False))
    deep, point = (np.asarray(w) for w in model.weights)
    x = np.random.default_rng(0).normal(size=(1, 5, 6, 2)).astype("float32")
    framed = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    space = sum(
        framed[:, i : i + 5, j : j + 6] * deep[i, j, :, 0] for i in range(3) for j in range(3)
    )
    assert np.asarray(model(x)) == pytest.approx(space @ point[0, 0], abs=1e-5)


def test_module_adds_its_input():
    image = keras.Input((6, 6, 4))
    model = keras.Model(image, module(LayerFactory(norm={}, bias=False), image, (4, 4, 4)))
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.gamma.assign(np.zeros(4))
    x = np.random.default_rng(0).normal(size=(1, 6, 6, 4)).astype("float32")
    assert np.array_equal(model(x), x)


def test_module_without_residual_is_its_branch():
    image = keras.Input((6, 6, 4))
    pair = [
        keras.Model(image, module(LayerFactory(norm={}, bias=False), image, (4, 4), residual=on))
        for on in (True, False)
    ]
    x = np.random.default_rng(0).normal(size=(1, 6, 6, 4)).astype("float32")
    both, branch = (np.asarray(model(x)) for model in pair)
    assert both == pytest.approx(x + branch, abs=1e-6)


def test_module_projects_its_input_where_channels_change():
    image = keras.Input((6, 6, 4))
    model = keras.Model(image, module(LayerFactory(norm={}, bias=False), image, (8, 8)))
    projection = model.get_layer("block_shortcut_conv")
    assert (projection.kernel_size, projection.strides) == ((1, 1), (1, 1))
    assert model.output.shape == (None, 6, 6, 8)


def test_small_images_keep_their_size_in_the_stem(shapes_only):
    model = shapes_only("xception", classes=10, input_shape=(32, 32, 3))
    names = ("stem_b_relu", "entry_block1_add", "entry_block3_add", "exit_block1_add")
    assert [model.get_layer(name).output.shape[1] for name in names] == [32, 16, 4, 2]


def test_small_variant_learns(learns):
    model = build("xception", classes=10, input_shape=(32, 32, 3), width=0.05)
    before, after = learns(model, 2)
    assert after < before


def test_dropout_on_request(shapes_only):
    assert shapes_only("xception", dropout=0.5).get_layer("dropout").rate == 0.5


def test_impossible_options():
    with pytest.raises(ValueError, match=r"width is 0; take a number above 0"):
        build("xception", width=0)
    with pytest.raises(ValueError, match=r"expected \(height, width, channels\)"):
        build("xception", input_shape=(299, 299))
