"""Right answers from elsewhere: the lecture, papers, Keras, NumPy and counting one by one."""

import itertools

import numpy as np
import pytest

from helpers.exercises.topics import (
    alexnet,
    classification,
    functions_to_write,
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
    # Points between thousands, as in much of Europe.
    assert "part thousands" in classification.needed(60_000, 11.2).check("53.280").text


def test_a_top_k_error_by_sorting():
    def top_k_error(scores, labels, k):
        best = np.argsort(scores, axis=1)[:, ::-1][:, :k]
        return 100 - 100 * (best == labels[:, None]).any(axis=1).mean()

    def of_the_worst(scores, labels, k):
        best = np.argsort(scores, axis=1)[:, :k]
        return 100 - 100 * (best == labels[:, None]).any(axis=1).mean()

    for drawn in list(questions("01")["error"].cases())[::9]:
        question = functions_to_write.top_k_error(**drawn)
        assert question.check(top_k_error).right
        assert "lowest scores" in question.check(of_the_worst).text


def test_two_groups_are_keras_s():
    import keras

    def two_groups(x, kernel):
        layer = keras.layers.Conv2D(kernel.shape[1], 1, groups=2, use_bias=False)
        layer.build((None, 1, None, x.shape[1]))
        layer.set_weights([kernel[None, None]])
        return np.asarray(layer(x[None, None].astype("float32")))[0, 0]

    for drawn in list(questions("02")["halves"].cases())[::50]:
        assert functions_to_write.two_groups(**drawn).check(two_groups).right


def test_one_layer_back_is_the_slope_of_a_loss():
    def backward(gradient, weights, outputs, step=1e-6):
        # The loss is gradient · W tanh(z): move each z a little, both ways.
        z = np.arctanh(outputs)
        losses = [
            [gradient @ weights @ np.tanh(z + sign * step * one) for sign in (1, -1)]
            for one in np.eye(len(z))
        ]
        return [(up - down) / (2 * step) for up, down in losses]

    for drawn in list(questions("03")["backward"].cases())[::17]:
        assert functions_to_write.backward(**drawn).check(backward).right


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
    assert "twice" in alexnet.grouped(5, 64, 320, 2).check(5 * 5 * 32 * 160 + 320).text


def test_the_share_of_the_fully_connected_layers():
    # AlexNet in groups: 58,631,144 of 60,965,224, of which the convolutions have 2,334,080.
    question = alexnet.share(6, 256, 4096, 1000, 2_334_080)
    assert question.check("58,631,144 / 60,965,224 * 100").right
    assert "fraction" in question.check("0.962").text
    assert "share of the convolutions" in question.check("3.83").text


def test_gradients():
    assert gradients.sigmoid_chain(20).check("9.09e-13").right  # 1/2^40
    for typed, words in (
        (-27, "exponent"),
        (28, "sign"),
        ("4^45", "Upside"),
        ("0.25^44", "missing"),
    ):
        assert words in gradients.sigmoid_chain(45).check(typed).text
    assert gradients.relu_with_glorot(10).check("3.125").right  # 1/2^5
    assert "variance" in gradients.relu_with_glorot(9).check(0.2).text  # 100/2^9 = 0.195
    assert gradients.spread_for_relu(512).check("0.0625").right  # 1/√256


def test_the_reasons_are_what_can_be_calculated():
    # Of networks with an error of 5 %, one in three has no error in 22 images.
    assert sum(np.random.default_rng(0).random((9000, 22)).min(axis=1) > 0.05) == pytest.approx(
        3000, rel=0.05
    )
    assert classification.why().check("22 are too few").right
    # Krizhevsky 2014, arXiv:1404.5997, §2: convolutions have 90–95 % of the computation and 5 % of
    # the parameters. AlexNet's second one in figures: 27·27 uses of each weight.
    assert alexnet.why().check("Each weight is used at every pixel").right
    # He et al. 2015, arXiv:1502.01852, §2.2: E[max(z, 0)²] = Var[z]/2.
    z = np.random.default_rng(0).normal(size=100_000)
    assert np.mean(np.maximum(z, 0) ** 2) == pytest.approx(0.5, abs=0.02)
    assert gradients.why().check("about half of the neurons give zero").right


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


def test_the_module_is_that_of_the_network():
    from helpers.networks import build_block

    question = inception.module(24, 9, 14, 5)
    built = build_block("inception_reduced", (16, 16, 24), widths=(9, 6, 14, 3, 4, 5))
    assert question.check(built).right
    # 24·9 + 9, 24·6 + 6, 9·6·14 + 14, 24·3 + 3, 25·3·4 + 4, 24·5 + 5: by hand.
    assert built.count_params() == 225 + 150 + 770 + 75 + 304 + 125
    naive = build_block("inception_naive", (16, 16, 24), widths=(9, 6, 14, 3, 4, 5))
    assert "naive module" in question.check(naive).text


def test_why_googlenet_is_small_was_counted():
    """Each wrong reason is answered with a count of the networks themselves."""
    from helpers.counting import build_shapes_only
    from helpers.networks import build

    said = " ".join(inception.why().options.values())
    naive = build_shapes_only(build, "googlenet", module="naive").count_params()
    assert f"{naive / 1e6:.1f} million" in said
    # 7·7·1024 inputs to AlexNet's 4,096, 4,096 and 1,000 neurons, in place of 1,024 to 1,000.
    neurons = (7 * 7 * 1024, 4096, 4096, 1000)
    dense = sum((a + 1) * b for a, b in itertools.pairwise(neurons))
    net = build_shapes_only(build, "googlenet")
    large = net.count_params() - 1025 * 1000 + dense
    assert f"{large / 1e6:.0f} million" in said and large > 61e6
    first = build_shapes_only(build, "alexnet").get_layer("stem_conv")
    assert f"{first.count_params():,}" in said


def test_one_kernel_for_all_channels_is_named():
    # 5·5 + 1 for a single kernel, and (34 + 1)·67 for the 1×1 convolution.
    assert "kernel of its own" in separable.both(5, 34, 67).check(2371).text


def test_the_separable_layer_as_students_build_it():
    from keras import Sequential, layers

    question = separable.layer(3, 8, 14)
    steps = [layers.DepthwiseConv2D((3, 3), padding="same"), layers.Conv2D(14, (1, 1))]
    assert question.check(Sequential(steps)).right
    grouped = layers.Conv2D(8, 3, padding="same", groups=8)  # in as many groups as channels
    assert "other shapes" in question.check(lambda x: layers.Conv2D(14, 1)(grouped(x))).text
    keras_s = layers.SeparableConv2D(14, 3, padding="same")
    assert "first step has no bias" in question.check(keras_s).text
    assert "shape" in question.check(lambda x: layers.Conv2D(14, 1)(x[:, 1:])).text


def test_a_separable_convolution_has_one_pattern_for_each_input():
    """What the right answer to `why` says, from the responses to single pixels."""
    from keras import layers

    x = np.zeros((4, 5, 5, 4), "float32")
    x[range(4), 2, 2, range(4)] = 1  # in image i only channel i, in the middle
    ranks = {}
    for kind in (layers.SeparableConv2D, layers.Conv2D):
        seen = np.asarray(kind(20, 3, padding="same")(x))[:, 1:4, 1:4].reshape(4, 9, 20)
        ranks[kind.__name__] = {int(np.linalg.matrix_rank(one, tol=1e-4)) for one in seen}
    assert ranks == {"SeparableConv2D": {1}, "Conv2D": {9}}
    assert "one 3×3 pattern" in separable.why().answer


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


@pytest.mark.parametrize("convention", pretrained.NETWORKS)
def test_the_pixel_is_what_keras_makes_of_it(convention):
    from keras.src.applications.imagenet_utils import preprocess_input

    for red, green, blue in ((200, 100, 40), (250, 90, 80)):
        image = np.array([[[red, green, blue]]], "float32")
        seen = preprocess_input(image.copy(), data_format="channels_last", mode=convention)
        question = pretrained.pixel(convention, red, green, blue)
        assert question.check(float(seen[0, 0, 0])).right
        assert question.check(f"{seen[0, 0, 0]:.3g}").right


def test_a_pixel_with_the_numbers_of_another_channel_is_told_so():
    # ImageNet's mean colour in Keras: blue 103.939, green 116.779, red 123.68.
    question = pretrained.pixel("caffe", 250, 110, 25)
    for answer, word in (
        (25 - 116.779, "green's mean"),
        (25 - 123.68, "red's mean"),
        (103.939 - 25, "sign"),
        (110 - 116.779, "green with its own mean"),
        (250 - 103.939, "red with the mean of blue"),
    ):
        assert word in question.check(f"{answer:.2f}").text
    assert "brackets" in pretrained.pixel("torch", 250, 110, 25).check(250 / 255 - 2.1179).text
    assert "−0.5 … 0.5" in pretrained.pixel("tf", 250, 110, 25).check("0.480").text


@pytest.mark.parametrize("convention", pretrained.NETWORKS)
def test_kerass_own_preprocessing_is_a_right_answer(convention):
    from keras.src.applications.imagenet_utils import preprocess_input

    def prepare(image):
        return preprocess_input(
            image.astype("float32"), data_format="channels_last", mode=convention
        )

    for seed in range(0, 100, 20):
        question = pretrained.scale(convention, seed)
        assert question.check(prepare).right
        assert not question.check(lambda image: image).right


def test_why_few_images_are_enough():
    """What the distractors' replies claim: parameters by hand, accuracies as recorded."""
    from helpers.pretrained import fine_tuning

    assert pretrained.trainable("mobilenet", 10).check("1024 * 10 + 10").right  # 10,250
    record = fine_tuning.recorded()
    ways = ("tuned", "random_body", "from_nothing")
    train, test = (
        [np.mean([row[column] for row in record[way]["accuracy"]]) for way in ways]
        for column in (0, 1)
    )
    assert min(train) > 0.9 and record["tuned"]["epochs"] == 40
    assert test[0] > 0.6 and test[1] < 0.25 and 0.3 < test[2] < 0.4
    assert record["from_nothing"]["epochs"] == 60
    question = pretrained.why()
    assert question.check(question.answer).right and "million other" in question.answer


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
