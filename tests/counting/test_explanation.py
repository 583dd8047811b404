"""Why a network has several counts: the published ones of ResNet-50, AlexNet and others."""

import keras
import pytest
from keras import layers

from helpers.counting import build_shapes_only, conventions, convolution, explain, ledger

# Three counts in print of one network: keras.io's total, its trainable weights, torchvision's.
ALL, TRAINED, TORCHVISION = 25_636_712, 25_583_592, 25_557_032
# By hand: 53 normalisations over 26,560 channels, as many as the convolutions have outputs:
# 64 + 3·(64 + 64) + 4·128·2 + 6·256·2 + 3·512·2 in 1×1 and 3×3, 3·256 + 4·512 + 6·1024 + 3·2048 in
# the expanding 1×1, 256 + 512 + 1024 + 2048 in the projections.
CHANNELS = 64 + 384 + 1024 + 3072 + 3072 + 768 + 2048 + 6144 + 6144 + 3840


def test_the_channels_of_resnet50_by_hand():
    assert CHANNELS == 26_560
    assert ALL - TRAINED == 2 * CHANNELS
    assert TRAINED - TORCHVISION == CHANNELS


def test_the_three_counts_of_resnet50_are_conventions(application):
    counts = conventions(application("ResNet50"))
    assert counts["all weights, as the model stands"] == ALL
    assert counts["only the weights that are trained"] == TRAINED
    assert counts["without convolution biases"] == ALL - CHANNELS
    assert counts["without convolution biases and moving statistics"] == TORCHVISION
    assert counts["without the classifier"] == ALL - (2048 + 1) * 1000
    assert not any("auxiliary" in text or "groups" in text for text in counts)


def test_the_three_counts_of_resnet50_are_explained(application):
    model = application("ResNet50")
    to_trained, to_torchvision = explain(model, TRAINED), explain(ledger(model), TORCHVISION)
    assert to_trained.terms == (("moving statistics of batch normalisation", -2 * CHANNELS),)
    assert to_torchvision.terms == (
        ("moving statistics of batch normalisation", -2 * CHANNELS),
        ("convolution biases", -CHANNELS),
    )
    assert to_torchvision.unexplained == 0
    assert to_torchvision.text() == (
        "25,636,712  resnet50\n"
        "   −53,120  moving statistics of batch normalisation\n"
        "   −26,560  convolution biases\n"
        "25,557,032  published\n"
        "            or, instead of these: moving statistics of batch normalisation and scales "
        "(gamma) of batch normalisation"
    )
    back = explain(TORCHVISION, model)
    assert back.terms == (
        ("convolution biases", CHANNELS),
        ("moving statistics of batch normalisation", 2 * CHANNELS),
    )
    assert (back.first, back.second, back.unexplained) == (TORCHVISION, ALL, 0)


def test_what_fits_by_chance_comes_second():
    """Six scales left out, or twelve statistics left out and six biases added: the same count."""
    image = keras.Input((8, 8, 3))
    x = layers.BatchNormalization()(layers.Conv2D(6, 3, use_bias=False)(image))
    found = explain(keras.Model(image, layers.Dense(2)(layers.Flatten()(x))), 162 + 18 + 434)
    assert found.terms == (
        ("moving statistics of batch normalisation", -12),
        ("biases of convolutions that have none", 6),
    )
    assert found.instead == (("scales (gamma) of batch normalisation",),)


def alexnet(groups, name):
    """The layers of AlexNet that have weights (Krizhevsky et al. 2012, §3.5)."""
    image = x = keras.Input((227, 227, 3))
    for number, (maps, kernel, split, pool) in enumerate(
        [
            (96, 11, 1, True),
            (256, 5, groups, True),
            (384, 3, 1, False),
            (384, 3, groups, False),
            (256, 3, groups, True),
        ],
        1,
    ):
        x = layers.Conv2D(
            maps,
            kernel,
            1 if number > 1 else 4,
            "same" if number > 1 else "valid",
            groups=split,
            name=f"{name}{number}",
        )(x)
        x = layers.MaxPooling2D(3, 2)(x) if pool else x
    x = layers.Flatten()(x)
    for neurons in (4096, 4096, 1000):
        x = layers.Dense(neurons)(x)
    return keras.Model(image, x, name=name)


@pytest.fixture(scope="module")
def alexnets():
    """Grouped as in 2012, and not, with other names."""
    return build_shapes_only(alexnet, 2, "grouped"), build_shapes_only(alexnet, 1, "joined")


def test_grouping_explains_alexnets_two_counts(alexnets):
    # By hand: half the kernels of conv2, conv4 and conv5 are missing.
    missing = 5 * 5 * 48 * 256 + 3 * 3 * 192 * 384 + 3 * 3 * 192 * 256
    found = explain(*alexnets)
    assert (found.first, found.second) == (60_965_224, 62_378_344)
    assert found.terms == (("grouping: kernels that see one group's channels only", missing),)
    assert found.unexplained == 0
    closed = [
        convolution(kernel, inputs, outputs) - convolution(kernel, inputs, outputs, groups=2)
        for kernel, inputs, outputs in ((5, 96, 256), (3, 384, 384), (3, 384, 256))
    ]
    assert sum(closed) == missing == 1_413_120
    assert explain(alexnets[0], 62_378_344).terms == found.terms


def two_headed(heads, classes=5, bias=True, norm=False):
    """A small GoogLeNet: a stem, an auxiliary head that is left out at will, a classifier."""
    image = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, use_bias=bias, name="stem_conv")(image)
    x = layers.BatchNormalization(name="stem_bn")(x) if norm else x
    flat = layers.GlobalAveragePooling2D(name="pool")(x)
    outputs = [layers.Dense(classes, name="classifier")(flat)]
    if heads:
        side = layers.Conv2D(2, 1, name="auxiliary1_conv")(x)
        outputs.append(layers.Dense(classes, name="auxiliary1")(layers.Flatten()(side)))
    return keras.Model(image, outputs, name="toy")


HEAD = (4 + 1) * 2 + (6 * 6 * 2 + 1) * 5  # by hand: a 1×1 convolution, a dense layer


def test_auxiliary_heads():
    with_head, without = two_headed(True), two_headed(False)
    assert explain(with_head, without).terms == (("auxiliary heads", -HEAD),)
    assert explain(with_head, without.count_params()).terms == (("auxiliary heads", -HEAD),)
    # The biases of the head are left out with it, not twice.
    both = explain(with_head, without.count_params() - 4)
    assert both.terms == (("auxiliary heads", -HEAD), ("convolution biases", -4))


def test_each_difference_has_its_term():
    """Biases 4, γ and β 4 each, statistics 8; two classes fewer of 4 + 1; all by hand."""
    found = explain(two_headed(False), two_headed(False, classes=3, bias=False, norm=True))
    assert found.terms == (
        ("convolution biases", -4),
        ("moving statistics of batch normalisation", 8),
        ("scales (gamma) of batch normalisation", 4),
        ("shifts (beta) of batch normalisation", 4),
        ("classifier", -10),
    )
    assert found.unexplained == 0
    added = explain(two_headed(False, bias=False), two_headed(False).count_params())
    assert added.instead == ()
    assert added.terms == (("biases of convolutions that have none", 4),)


def test_layers_of_another_size_are_named_and_no_others():
    def toy(width):
        image = keras.Input((8, 8, 3))
        x = layers.Conv2D(width, 1, name="middle")(layers.Conv2D(4, 3, name="first")(image))
        return keras.Model(image, layers.Conv2D(2, 1, name="last")(x))

    found = explain(toy(3), toy(5))
    assert found.terms == (("layers of another size: middle, last", 2 * (4 + 1) + 2 * 2),)


def test_networks_that_have_little_in_common_add_up_too(application):
    first, second = application("VGG16"), application("MobileNet")
    found = explain(first, second)
    assert found.unexplained == 0
    assert sum(number for _, number in found.terms) == 4_253_864 - 138_357_544


def test_a_wrong_number_stays_unexplained(application):
    model = application("ResNet50")
    odd = explain(model, 12_345_678)
    assert odd.terms == ()
    assert odd.unexplained == 12_345_678 - ALL
    assert "unexplained" in odd.text()
    # Two digits exchanged: what is near is shown, and what it leaves open too.
    slip = explain(model, 25_583_952)
    assert slip.terms == (("moving statistics of batch normalisation", -2 * CHANNELS),)
    assert slip.unexplained == 360
    assert "+360" in slip._repr_html_()
    assert explain(7, 9).unexplained == 2


def test_frozen_layers_are_a_convention_of_their_own():
    model = two_headed(False, norm=True)
    model.get_layer("stem_conv").trainable = False
    counts = conventions(model)
    assert counts["only the weights that are trained"] == 8 + 25
    assert explain(model, 8 + 25).terms == (("weights that are not trained", -(112 + 8)),)


def test_bad_input_gets_one_sentence():
    model = two_headed(False)
    with pytest.raises(ValueError, match="is by stage; give the model"):
        explain(ledger(model).by_stage(), 7)
    with pytest.raises(ValueError, match="a published count is '60M'; expected a whole number"):
        explain(model, "60M")
    with pytest.raises(ValueError, match="Expected a Keras model, not str"):
        conventions("resnet50")
