"""Stacks of one kind of block: counts by hand, and widths at which two kinds cost the same."""

import math

import pytest

from helpers.counting import macs
from helpers.networks import build
from helpers.networks.stack import KINDS

SHARES = (64, 96, 128, 16, 32, 32)  # inception (3a) of GoogLeNet, Table 1: of 256 channels


def shares(channels):
    return [max(1, round(channels * share / 256)) for share in SHARES]


# Weights of a block from i to c channels, channels that are normalised, and output channels.
def standard(i, c):
    return 9 * i * c, c, c


def separable(i, c):
    return 9 * i + i * c, i + c, c


def reduced(i, c):
    one, before3, three, before5, five, pool = shares(c)
    weights = i * (one + before3 + before5 + pool) + 9 * before3 * three + 25 * before5 * five
    return weights, sum(shares(c)), one + three + five + pool


def naive(i, c):
    one, _, three, _, five, _ = shares(c)
    return i * (one + 9 * three + 25 * five), one + three + five, i + one + three + five


def basic(i, c):
    shortcut = i * c if i != c else 0
    return 9 * i * c + 9 * c * c + shortcut, 2 * c + (c if shortcut else 0), c


def bottleneck(i, c):
    inner = max(1, round(c / 4))
    out = 4 * inner
    shortcut = i * out if i != out else 0
    weights = i * inner + 9 * inner * inner + inner * out + shortcut
    return weights, 2 * inner + out + (out if shortcut else 0), out


def xception_plain(i, c):
    """Two separable convolutions, each normalised once, after both steps."""
    return (9 * i + i * c) + (9 * c + c * c), 2 * c, c


def xception(i, c):
    weights, normalised, _ = xception_plain(i, c)
    return (weights, normalised, c) if i == c else (weights + i * c, normalised + c, c)


FORMULAS = {
    f.__name__: f
    for f in (
        standard,
        separable,
        reduced,
        naive,
        basic,
        bottleneck,
        xception,
        xception_plain,
    )
}


def by_hand(block, width, blocks):
    """Trainable parameters and MACs, added up from stem, blocks and classifier."""
    parameters, products, channels = 27 * width + 2 * width, 27 * width * 32 * 32, width
    for factor, side in ((1, 32), (2, 16), (4, 8)):
        for _ in range(blocks):
            weights, normalised, channels = FORMULAS[block](channels, width * factor)
            parameters += weights + 2 * normalised
            products += weights * side * side
    return parameters + channels * 10 + 10, products + channels * 10


def found(block, width, blocks):
    model = build("stack", block=block, width=width, blocks=blocks)
    return sum(math.prod(v.shape) for v in model.trainable_variables), macs(model)


def test_every_kind_has_a_formula():
    assert set(FORMULAS) == set(KINDS)


@pytest.mark.parametrize("block", KINDS)
@pytest.mark.parametrize(("width", "blocks"), [(16, 1), (13, 2)])
def test_counts_are_those_by_hand(block, width, blocks):
    assert found(block, width, blocks) == by_hand(block, width, blocks)


# Pairs that the docstring of `stack` names: equal parameters (0) or MACs (1) within 3%.
@pytest.mark.parametrize(
    ("one", "other", "blocks", "what"),
    [
        (("standard", 16), ("separable", 45), 2, 0),
        (("standard", 16), ("separable", 44), 2, 1),
        (("naive", 16), ("reduced", 28), 1, 0),
        (("naive", 16), ("reduced", 27), 1, 1),
        (("basic", 16), ("bottleneck", 57), 2, 0),
        (("basic", 16), ("bottleneck", 54), 2, 1),
    ],
)
def test_widths_of_equal_budget(one, other, blocks, what):
    assert by_hand(*other, blocks)[what] == pytest.approx(by_hand(*one, blocks)[what], rel=0.03)


# The grid `xception`: standard convolutions, four in a stage, against two blocks of two layers.
@pytest.mark.parametrize(
    ("block", "width"), [("basic", 8), ("reduced", 20), ("xception_plain", 22), ("xception", 21)]
)
def test_widths_of_equal_parameters_at_equal_depth(block, width):
    assert by_hand(block, width, 2)[0] == pytest.approx(by_hand("standard", 8, 4)[0], rel=0.03)


def built(block):
    """The kinds of layers in the first block of a stage of equal channels, in order."""
    model = build("stack", block=block, width=8, blocks=1)
    return [type(x).__name__ for x in model.layers if x.name.startswith("stage1_block1")]


def test_xception_has_nothing_between_depthwise_and_pointwise_step():
    """arXiv:1610.02357, §3.1 and Fig. 5; Keras's SeparableConv2D is both steps in one layer."""
    half = ["Activation", "SeparableConv2D", "BatchNormalization"]
    assert built("xception_plain") == 2 * half
    assert built("xception") == [*2 * half, "Add"]
    assert built("separable") == [
        *("DepthwiseConv2D", "BatchNormalization", "Activation"),
        *("Conv2D", "BatchNormalization", "Activation"),
    ]


def test_xception_stack_activates_its_last_sum():
    model = build("stack", block="xception", width=8, blocks=1)
    assert model.get_layer("pool").input is model.get_layer("end_relu").output


def test_standard_in_closed_form():
    """288·w² + 97·w + 10 parameters for two blocks a stage, by adding up on paper."""
    assert by_hand("standard", 16, 2)[0] == 288 * 16**2 + 97 * 16 + 10


@pytest.mark.parametrize("block", KINDS)
def test_learns(learns, block):
    before, after = learns(build("stack", block=block, width=8, blocks=1))
    assert after < before - 0.1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"block": "dense"}, "block is 'dense'; choose one of standard, separable, reduced"),
        ({"width": 0.5}, "width is 0.5; expected a whole number from 1 to 100,000"),
        ({"blocks": 0}, "blocks is 0; expected a whole number from 1 to 100"),
    ],
)
def test_impossible_options(options, message):
    with pytest.raises(ValueError, match=message):
        build("stack", **options)
