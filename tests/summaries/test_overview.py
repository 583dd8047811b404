"""Overviews of small models whose narrow points are seen by eye, and of the networks."""

import keras
import pytest
from keras import layers

from helpers.counting import graph, ledger
from helpers.summaries import overview
from helpers.summaries.network_summary import narrow_pieces


def cut(model):
    network = graph(model)
    return overview(network, ledger(network))


def conv(x, channels, name, **options):
    return layers.Conv2D(channels, 3, padding="same", name=name, **options)(x)


@pytest.fixture(scope="module")
def block():
    """A convolution, a pooling, a residual block with a projection, an auxiliary head, a head."""
    image = keras.Input((16, 16, 3), name="image")
    x = layers.BatchNormalization(name="stem_bn")(conv(image, 4, "stem_conv"))
    x = layers.MaxPooling2D(name="stem_pool")(x)
    y = layers.ReLU(name="stage2_relu")(conv(x, 8, "stage2_a_conv", strides=2))
    y = conv(y, 8, "stage2_b_conv")
    x = layers.Conv2D(8, 1, 2, name="stage2_shortcut_conv")(x)
    x = layers.Add(name="stage2_add")([x, y])
    aside = layers.Dense(5, name="auxiliary1_classifier")(
        layers.GlobalMaxPooling2D(name="auxiliary1_pool")(x)
    )
    x = layers.Dense(10, name="classifier")(layers.GlobalAveragePooling2D(name="pool")(x))
    return keras.Model(image, [x, aside])


def test_a_segment_is_what_lies_between_two_narrow_points(block):
    segments = cut(block)
    assert [(s.stage, s.name, s.shape, s.side) for s in segments] == [
        ("stem", "stem_conv", (16, 16, 4), False),
        ("stage2", "stage2_add", (4, 4, 8), False),
        ("classifier", "classifier", (1, 1, 10), False),
        ("auxiliary1", "auxiliary1_classifier", (1, 1, 5), True),
    ]
    # (9·3 + 1)·4 and 4·4 of batch norm; (9·4 + 1)·8 + (9·8 + 1)·8 + (4 + 1)·8; 9·10; 9·5.
    assert [s.parameters for s in segments] == [112 + 16, 296 + 584 + 40, 90, 45]
    # 16·16·27·4; 4·4·(36·8 + 72·8 + 4·8); 8·10; 8·5.
    assert [s.macs for s in segments] == [27_648, 16 * (288 + 576 + 32), 80, 40]


def test_segments_end_where_every_path_passes(block):
    ends = [piece[-1].name for piece in narrow_pieces(graph(block))]
    assert ends == [
        "image",
        "stem_conv",
        "stem_bn",
        "stem_pool",
        "stage2_add",
        "pool",
        "classifier",
    ]


def test_the_main_output_is_the_one_with_most_layers_before_it(block):
    swapped = keras.Model(block.input, list(reversed(block.outputs)))
    assert [segment.side for segment in cut(swapped)] == [False, False, False, True]


def test_a_model_without_kernels_has_no_segments():
    image = keras.Input((8, 8, 3), name="image")
    assert cut(keras.Model(image, layers.MaxPooling2D(name="pool")(image))) == ()


def test_a_shared_layer_counts_its_parameters_once():
    image = keras.Input((8, 8, 4), name="image")
    again = layers.Conv2D(4, 3, padding="same", name="again")
    segments = cut(keras.Model(image, again(again(image))))
    assert [segment.parameters for segment in segments] == [148, 0]
    assert segments[0].macs == segments[1].macs == 8 * 8 * 9 * 4 * 4


def test_open_sizes_are_refused_in_one_sentence():
    image = keras.Input((None, None, 3), name="image")
    with pytest.raises(
        ValueError, match=r"conv is \(None, None, 4\): give the model an input of fixed size"
    ):
        cut(keras.Model(image, conv(image, 4, "conv")))
