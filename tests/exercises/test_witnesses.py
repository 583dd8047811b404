"""Right answers from elsewhere: the lecture, papers, Keras, NumPy and counting one by one."""

import numpy as np
import pytest

from helpers.exercises.topics import (
    alexnet,
    classification,
    gradients,
    inception,
    pretrained,
    questions,
    residual,
    separable,
)


@pytest.mark.parametrize("number", range(0, 500, 15))
def test_top_1_and_top_5_of_a_table(number):
    table, *_ = classification.sheet(number)
    scores = np.array([row[2:] for row in table.rows])
    labels = np.array([classification.CLASSES.index(row[1]) for row in table.rows])
    assert scores.shape == (6, 8) and all(len(set(row)) == 8 for row in scores.tolist())
    for k, question in ((1, classification.top_1(number)), (5, classification.top_5(number))):
        best = np.argsort(-scores, axis=1)[:, :k]
        wrong = np.mean([label not in row for label, row in zip(labels, best, strict=True)])
        assert question.check(100 * wrong).right
        assert question.check(f"{100 * wrong:.1f} %").right
        assert not question.check(100 - 100 * wrong).right
    best = np.argsort(-scores, axis=1)[:, :4]
    wrong = np.mean([label not in row for label, row in zip(labels, best, strict=True)])
    said = classification.top_5(number).check(100 * wrong).text
    assert "fifth place" in said or "That is the top-1 error" in said


def test_how_many_have_to_be_right():
    # ILSVRC's 100,000 test images; AlexNet's 15.3 % leave 15,300 wrong ones.
    question = classification.needed(100_000, 15.3)
    assert question.check("84,700").right and "wrong" in question.check(15_300).text


def test_grouped_convolutions_and_sizes_are_those_of_keras():
    import keras

    for drawn in list(questions("02")["grouped"].cases())[::23]:
        layer = keras.layers.Conv2D(drawn["outputs"], drawn["kernel"], groups=drawn["groups"])
        layer.build((None, 13, 13, drawn["inputs"]))
        assert alexnet.grouped(**drawn).check(layer.count_params()).right
    for drawn in list(questions("02")["size"].cases())[::29]:
        padded = drawn["side"] + 2 * drawn["padding"]
        layer = keras.layers.Conv2D(1, drawn["kernel"], strides=drawn["stride"])
        maps = layer.compute_output_shape((None, padded, padded, 1))
        assert alexnet.size(**drawn).check(maps[1]).right
    assert alexnet.grouped(5, 96, 256, 2).check(307_456).right  # AlexNet's second (5·5·48 + 1)·256


def test_the_share_of_the_fully_connected_layers():
    # AlexNet in groups: 58,631,144 of 60,965,224, of which the convolutions have 2,334,080.
    question = alexnet.share(6, 256, 4096, 1000, 2_334_080)
    assert question.check("58,631,144 / 60,965,224 * 100").right
    assert "fraction" in question.check("0.962").text
    assert "share of the convolutions" in question.check("3.83").text


def test_gradients():
    assert gradients.sigmoid_chain(20).check("9.09e-13").right  # 1/2^40
    assert gradients.relu_with_glorot(10).check("3.125").right  # 1/2^5
    assert gradients.spread_for_relu(512).check("0.0625").right  # 1/√256


def test_depths_and_shortcuts_of_the_paper():
    assert residual.depth_of_family(18, 2, 3).check(110).right  # He et al. 2015, §4.2
    # ResNet-50 has 16 blocks of three; as four equal stages of four that is 3·16 + 2.
    assert residual.depth_of_family(4, 3, 4).check(50).right
    question = residual.projection_shortcuts(16, 2)
    # ResNet-20 has 269,722 parameters and 272,282 with projections, counted with other code;
    # with biases 272,378, with batch normalisation 272,474.
    assert question.check(272_282 - 269_722).right
    assert "bias" in question.check(272_378 - 269_722).text
    assert "batch normalisation" in question.check(272_474 - 269_722).text


class Subclassed:
    """The blocks as another person writes them: layers first, in another order."""

    def __init__(self, *shapes):
        from keras import layers

        self.add, self.relu = layers.Add(), layers.ReLU()
        convs = [
            layers.Conv2D(n, (k, k), padding="same", use_bias=False) for n, k in reversed(shapes)
        ]
        self.convs = convs[::-1]

    def __call__(self, x):
        y = x
        for conv in self.convs[:-1]:
            y = self.relu(conv(y))
        return self.relu(self.add([self.convs[-1](y), x]))


def test_the_blocks_as_students_build_them():
    question = residual.block(8)
    assert question.check(lambda x: Subclassed((8, 3), (8, 3))(x)).right
    assert "too many" in question.check(lambda x: Subclassed((16, 3), (8, 3))(x)).text
    assert "shape" in question.check(lambda x: x[:, ::2]).text
    question = residual.bottleneck(16)
    assert question.check(lambda x: Subclassed((4, 1), (4, 3), (16, 1))(x)).right


def test_the_printed_bottleneck():
    # He et al. 2015, fig. 5: 256-d, 1×1 to 64, 3×3 64, 1×1 to 256: weights by hand.
    assert "69,632 parameters" in residual.bottleneck(256).because
    assert 256 * 64 + 9 * 64 * 64 + 64 * 256 == 69_632


def test_a_branch_with_reduction():
    # GoogLeNet's module 3a (Szegedy et al. 2014, table 1): 192 maps, reduced to 16, 5×5 to 32.
    question = inception.reduced(192, 16, 32)
    assert question.check(192 * 16 + 25 * 16 * 32).right
    assert "naive" in question.check(25 * 192 * 32).text


@pytest.mark.parametrize("drawn", list(questions("05")["break_even"].cases())[::9])
def test_the_break_even_is_where_counting_one_by_one_finds_it(drawn):
    window, inputs, reduction = drawn["kernel"] ** 2, drawn["inputs"], drawn["reduction"]
    saves = (
        n
        for n in range(1, 10**6)
        if inputs * reduction + window * reduction * n < window * inputs * n
    )
    assert inception.break_even(**drawn).check(next(saves)).right


def test_the_lecture_s_reduction():
    # (24,24,20) → (24,24,10) before 3×3: 200/(9·10) = 2.2, so from 3 output maps on.
    assert inception.break_even(3, 20, 10).check(3).right


def test_the_maps_of_googlenet():
    # Its table 1, module 4e: 256 + 320 + 128 + 128 = 832.
    assert inception.concatenated(528, 256, 320, 128, 128).check(832).right


def test_the_lecture_s_three_counts_and_keras_s():
    import keras

    assert "standard" in separable.both(3, 20, 40).check(7240).text
    assert separable.both(3, 20, 40).check(1040).right
    assert separable.keras(3, 20, 40).check(1020).right
    for drawn in list(questions("06")["keras"].cases())[::17]:
        layer = keras.layers.SeparableConv2D(drawn["outputs"], drawn["kernel"])
        layer.build((None, 32, 32, drawn["inputs"]))
        assert separable.keras(**drawn).check(layer.count_params()).right
        said = separable.both(**drawn).check(layer.count_params()).text
        assert "biases of the first step" in said


def test_the_ratio():
    assert separable.ratio(3, 256).check("11.50").right  # 0.1150
    assert "fraction" in separable.ratio(3, 256).check(0.115).text
    assert "limit" in separable.ratio(3, 256).check("11.11").text


@pytest.mark.parametrize("convention", pretrained.HABITS)
def test_the_pixel_is_what_keras_makes_of_it(convention):
    from keras.src.applications.imagenet_utils import preprocess_input

    for red, green, blue in ((200, 100, 40), (250, 90, 80)):
        image = np.array([[[red, green, blue]]], "float32")
        seen = preprocess_input(image.copy(), data_format="channels_last", mode=convention)
        question = pretrained.pixel(convention, red, green, blue)
        assert question.check(float(seen[0, 0, 0])).right
        assert question.check(f"{seen[0, 0, 0]:.3g}").right


def test_the_network_that_fits():
    # 40 MiB hold 10.5 million float32 weights: MobileNets and DenseNet-121, by top-1 the latter.
    assert pretrained.choose(40, 80).check("DenseNet121").right
    assert "slow" in pretrained.choose(40, 50).check("VGG16").text
    assert pretrained.choose(40, 50).check("MobileNetV2").right  # 71.3 % against MobileNet's 70.4
    assert "MiB" in pretrained.choose(40, 50).check("InceptionV3").text


@pytest.mark.parametrize(
    ("network", "body", "channels"),
    [  # as Keras counts them with include_top=False
        ("resnet50", 23_587_712, 2048),
        ("inception_v3", 21_802_784, 2048),
        ("xception", 20_861_480, 2048),
        ("mobilenet", 3_228_864, 1024),
        ("densenet121", 7_037_504, 1024),
        ("mobilenet_v2", 2_257_984, 1280),
    ],
)
def test_a_frozen_body_and_its_new_classifier(network, body, channels):
    question = pretrained.trainable(network, 10)
    assert f"({body:,} parameters)" in question.text
    assert question.check(10 * channels + 10).right
    assert "frozen" in question.check(body + 10 * channels + 10).text
