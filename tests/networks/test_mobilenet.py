"""MobileNet against Tables 1, 2, 6 and 8 of its paper, and Keras's layers."""

import keras
import numpy as np
import pytest
from keras import layers

from helpers.counting import depths
from helpers.networks import build
from helpers.networks.layer_factory import LayerFactory
from helpers.networks.mobilenet import separable

POINTWISE = (64, 128, 128, 256, 256, *6 * (512,), 1024, 1024)  # Table 1


def by_hand(multiplier=1):
    """Trainable parameters added up from Table 1, each convolution with gamma and beta."""
    inputs = int(32 * multiplier)
    total = (27 + 2) * inputs
    for channels in POINTWISE:
        outputs = int(channels * multiplier)
        total += (9 + 2) * inputs + (inputs + 2) * outputs
        inputs = outputs
    return total + (inputs + 1) * 1000


def trainable(model):
    return sum(np.prod(v.shape) for v in model.trainable_variables)


def test_count_and_depths(shapes_only):
    """Keras 3.15: 4,253,864 with moving statistics; 28 layers are the paper's own (§3.1)."""
    model = shapes_only("mobilenet")
    found = depths(model)
    assert model.count_params() == 4_253_864
    assert trainable(model) == by_hand() == 4_231_976
    assert (found.path, found.weighted, found.layers) == (28, 55, 91)


# Table 6 of the paper: width multiplier and millions of parameters as printed.
@pytest.mark.parametrize(("width", "printed"), [(1, 4.2), (0.75, 2.6), (0.5, 1.3), (0.25, 0.5)])
def test_width_multiplier_of_table_6(shapes_only, width, printed):
    count = trainable(shapes_only("mobilenet", width=width))
    assert count == by_hand(width)
    assert count / 1e6 == pytest.approx(printed, abs=0.06)


def test_where_the_parameters_are(shapes_only):
    """Table 2 of the paper, in %: 1×1 74.59, depthwise 1.06, the 3×3 0.02, dense 24.33."""
    convs = [x for x in shapes_only("mobilenet").layers if isinstance(x, layers.Conv2D)]
    kernels = {x.name: np.prod(x.kernel.shape) for x in convs}
    dense = kernels.pop("classifier_conv")
    first = kernels.pop("stem_conv")
    deep = sum(
        np.prod(x.kernel.shape)
        for x in shapes_only("mobilenet").layers
        if isinstance(x, layers.DepthwiseConv2D)
    )
    share = 100 / (sum(kernels.values()) + dense + first + deep)
    assert share * sum(kernels.values()) == pytest.approx(74.59, abs=0.05)
    assert share * deep == pytest.approx(1.06, abs=0.01)
    assert share * first == pytest.approx(0.02, abs=0.005)
    assert share * dense == pytest.approx(24.33, abs=0.05)


# Table 1 of the paper: the input sizes of the layers after these.
@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("stem_relu6", (112, 112, 32)),
        ("stage1_block1_pointwise_relu6", (112, 112, 64)),
        ("stage2_block1_depthwise_relu6", (56, 56, 64)),
        ("stage2_block2_pointwise_relu6", (56, 56, 128)),
        ("stage3_block2_pointwise_relu6", (28, 28, 256)),
        ("stage4_block6_pointwise_relu6", (14, 14, 512)),
        ("stage5_block1_depthwise_relu6", (7, 7, 512)),
        ("stage5_block2_pointwise_relu6", (7, 7, 1024)),
        ("pool", (1, 1, 1024)),
    ],
)
def test_sizes_of_table_1(shapes_only, layer, shape):
    assert shapes_only("mobilenet").get_layer(layer).output.shape[1:] == shape


def test_block_normalises_and_activates_after_both_steps():
    image = keras.Input((8, 8, 4))
    model = keras.Model(image, separable(LayerFactory(norm={}, bias=False), image, 6, 2))
    kinds = [type(layer).__name__ for layer in model.layers[1:]]
    assert kinds == [
        "ZeroPadding2D",
        "DepthwiseConv2D",
        "BatchNormalization",
        "Activation",
        "Conv2D",
        "BatchNormalization",
        "Activation",
    ]
    assert model.output_shape == (None, 4, 4, 6)


def test_small_images_keep_their_size_in_the_stem(shapes_only):
    model = shapes_only("mobilenet", classes=10, input_shape=(32, 32, 3))
    assert model.get_layer("stem_relu6").output.shape[1] == 32
    assert model.get_layer("stage5_block2_pointwise_relu6").output.shape[1] == 2


def test_small_variant_learns(learns):
    model = build("mobilenet", classes=10, input_shape=(32, 32, 3), width=0.25)
    before, after = learns(model, 3)
    assert after < before


def test_images_of_any_size(shapes_only):
    assert shapes_only("mobilenet", input_shape=(None, None, 3)).output_shape == (None, 1000)


def test_impossible_options():
    with pytest.raises(ValueError, match=r"images of at least 16×16 pixels: enlarge them first\.$"):
        build("mobilenet", input_shape=(15, 15, 3))
    with pytest.raises(ValueError, match=r"width is nan; take a number above 0"):
        build("mobilenet", width=float("nan"))
