"""Closed forms against the lecture's arithmetic, Keras's layers and derivations by hand."""

import copy
import pickle

import keras
import pytest

from helpers import counting
from helpers.networks import build


def test_the_lectures_convolution():
    count = counting.convolution(3, 20, 40)
    assert count == 7240
    assert count.formula == "((3·3)·20 + 1)·40 = 7,240"


# The lecture has a bias on both steps: 200 + 840; Keras's layer has none on the first.
@pytest.mark.parametrize(("bias", "count"), [("both", 1040), ("pointwise", 1020), ("none", 980)])
def test_the_lectures_separable_convolution(bias, count):
    assert counting.separable(3, 20, 40, bias) == count


def test_a_separable_convolution_shows_both_steps():
    assert counting.separable(3, 20, 40).formula == (
        "((3·3) + 1)·20 + ((1·1)·20 + 1)·40 = 200 + 840 = 1,040"
    )
    assert counting.separable(3, 20, 40, "pointwise").formula == (
        "(3·3)·20 + ((1·1)·20 + 1)·40 = 180 + 840 = 1,020"
    )


def built(layer, channels, sides=2):
    layer.build((None, *(8,) * sides, channels))
    return layer.count_params()


LAYERS = keras.layers
CASES = [
    (counting.convolution(3, 20, 40), lambda: built(LAYERS.Conv2D(40, 3), 20)),
    (
        counting.convolution((1, 7), 192, 224, False),
        lambda: built(LAYERS.Conv2D(224, (1, 7), use_bias=False), 192),
    ),
    (
        counting.convolution(5, 96, 256, groups=2),
        lambda: built(LAYERS.Conv2D(256, 5, groups=2), 96),
    ),
    (counting.depthwise(3, 20), lambda: built(LAYERS.DepthwiseConv2D(3), 20)),
    (
        counting.depthwise(3, 20, False, 2),
        lambda: built(LAYERS.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False), 20),
    ),
    (
        counting.separable(3, 728, 1024, "none"),
        lambda: built(LAYERS.SeparableConv2D(1024, 3, use_bias=False), 728),
    ),
    (
        counting.separable(3, 20, 40, "pointwise", 2),
        lambda: built(LAYERS.SeparableConv2D(40, 3, depth_multiplier=2), 20),
    ),
    (counting.dense(2048, 1000), lambda: built(LAYERS.Dense(1000), 2048, 0)),
    (counting.dense(64, 10, False), lambda: built(LAYERS.Dense(10, use_bias=False), 64, 0)),
    (counting.batch_norm(64), lambda: built(LAYERS.BatchNormalization(), 64)),
    (
        counting.batch_norm(32, scale=False),
        lambda: built(LAYERS.BatchNormalization(scale=False), 32),
    ),
    (counting.pooling(), lambda: built(LAYERS.MaxPooling2D(), 20)),
]


@pytest.mark.parametrize(("count", "keras_count"), CASES, ids=lambda x: getattr(x, "formula", ""))
def test_closed_forms_agree_with_keras_and_with_their_own_text(count, keras_count, values):
    assert count == keras_count()
    assert values(count.formula) == {count}


def test_batch_norm_without_its_statistics():
    assert counting.batch_norm(64, statistics=False) == 128


# By hand: 56·56·9·64·64; AlexNet's grouped conv2: 27·27·25·48·256; 112·112·9·32; a separable one
# of 24·24·(9·20 + 20·40); 49 positions of a dense layer.
@pytest.mark.parametrize(
    ("count", "by_hand"),
    [
        (counting.convolution_macs(3, 64, 64, 56, 56), 115_605_504),
        (counting.convolution_macs(5, 96, 256, 27, 27, groups=2), 223_948_800),
        (counting.depthwise_macs(3, 32, 112, 112), 3_612_672),
        (counting.separable_macs(3, 20, 40, 24, 24), 564_480),
        (counting.dense_macs(2048, 1000), 2_048_000),
        (counting.dense_macs(64, 10, positions=49), 31_360),
        (counting.output_bytes(56, 56, 64), 802_816),
    ],
)
def test_costs_by_hand_and_by_their_own_text(count, by_hand, values):
    assert count == by_hand
    assert values(count.formula) == {by_hand}


def test_a_count_is_an_int():
    count = counting.convolution(3, 20, 40)
    assert repr(count) == "7240"
    assert type(count + 1) is int
    for twin in (pickle.loads(pickle.dumps(count)), copy.deepcopy(count)):
        assert twin == count
        assert twin.formula == count.formula


def test_what_separating_saves():
    assert f"{counting.separable_ratio(3, 256):.4f}" == "0.1150"  # 1/256 + 1/9
    without = counting.separable(3, 77, 256, "none") / counting.convolution(3, 77, 256, False)
    assert counting.separable_ratio(3, 256) == pytest.approx(without)


# A 1×1 convolution from 20 to 10 channels on 24×24 costs 24·24·20·10 = 115,200 and halves what
# follows: 24·24·9·20·N. So it pays for 3 outputs (155,520 saved), not for 2 (103,680).
@pytest.mark.parametrize(("outputs", "pays"), [(2, False), (3, True)])
def test_when_a_reduction_pays(outputs, pays):
    before = counting.convolution_macs(3, 20, outputs, 24, 24)
    after = counting.convolution_macs(3, 10, outputs, 24, 24)
    reduction = counting.convolution_macs(1, 20, 10, 24, 24)
    assert (reduction + after < before) is pays
    assert (outputs > counting.break_even_outputs(3, 20, 10)) is pays
    assert (counting.break_even_reduced(3, 20, outputs) > 10) is pays


BAD = [
    (lambda: counting.separable(3, 20, 40, "depthwise"), "choose 'both', 'pointwise' or 'none'"),
    (lambda: counting.convolution(3, 20, 40, bias="both"), "choose True or False"),
    (lambda: counting.convolution(3, 20, 40, groups=3), "3 groups do not divide 20 input and 40"),
    (lambda: counting.convolution(3, -20, 40), "inputs is -20; expected a whole number, 1 or more"),
    (lambda: counting.convolution(3, 20, 40.0), "outputs is 40.0; expected a whole number"),
    (lambda: counting.convolution((3, 3.5), 20, 40), "a side of the kernel is 3.5"),
    (lambda: counting.convolution("3", 20, 40), "kernel is '3'"),
    (lambda: counting.dense(True, 40), "inputs is True"),
    (lambda: counting.depthwise(3, 20, multiplier=0), "multiplier is 0"),
    (lambda: counting.convolution_macs(3, 20, 40, 8, None), "width is None"),
    (lambda: counting.break_even_outputs(3, 20, 20), "expected fewer than the 20 inputs"),
    (lambda: counting.receptive_field([3, 1]), r"layer 1 is 3; expected \(kernel, stride\)"),
]


@pytest.mark.parametrize(("call", "sentence"), BAD)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


@pytest.mark.parametrize("depth", [20, 56])
def test_macs_of_the_cifar_family_by_hand(depth):
    """Each of the three stages costs the same; the first layers of stages 2 and 3 half as much."""
    n = (depth - 2) // 6
    layer = 32 * 32 * 9 * 16 * 16  # half the pixels' side, twice the channels in and out: the same
    by_hand = 32 * 32 * 27 * 16 + layer * (6 * n - 2) + 2 * layer // 2 + 64 * 10
    assert counting.macs(build("resnet", depth=depth)) == by_hand


class Mystery(keras.layers.Layer):
    """Nobody knows what it multiplies."""

    def call(self, x):
        return keras.ops.matmul(x, x)


def test_unknown_layer_is_not_counted_as_nothing():
    image = keras.Input((8, 8))
    assert counting.macs(keras.Model(image, Mystery()(image))) is None
    assert counting.macs(keras.Model(image, keras.ops.matmul(image, image))) is None
    saying = Mystery()
    saying.macs = 8 * 8 * 8
    assert counting.macs(keras.Model(image, saying(image))) == 512


def test_activation_bytes_by_hand():
    image = keras.Input((4, 4, 3))
    model = keras.Model(image, keras.layers.Conv2D(5, 1)(image))
    assert counting.activation_bytes(model) == 4 * (4 * 4 * 3 + 4 * 4 * 5)
