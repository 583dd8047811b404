"""Gradient norms against a derivation by hand and against finite differences."""

import keras
import numpy as np
import pytest

from helpers import datasets
from helpers.networks import build
from helpers.probes import Probe, activation_statistics, diagnose, gradient_norms, summary
from helpers.probes.measures import standard


@pytest.fixture(scope="module")
def batch():
    train = datasets.load("cifar10").train
    return train.images[:16], train.labels[:16]


def test_softmax_gradient_by_hand():
    """At the logits, the mean cross-entropy's gradient is (softmax − one-hot)/N."""
    image = keras.Input((2,))
    model = keras.Model(image, keras.layers.Dense(3, name="classifier")(image))
    x, labels = np.array([[1.0, 2.0], [0.5, -1.0]], "float32"), np.array([0, 2])
    logits = np.asarray(model(x))
    softmax = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    slope = (softmax - np.eye(3)[labels]) / 2
    kernel = np.linalg.norm(x.T @ slope)
    assert gradient_norms(model, x, labels)["classifier"] == pytest.approx(
        np.linalg.norm(slope), rel=1e-5
    )
    assert gradient_norms(model, x, labels, "weights")["classifier"] == pytest.approx(
        kernel, rel=1e-5
    )


def test_ordered_from_input_to_output_layers_with_weights_only(batch):
    names = list(gradient_norms(build("resnet", depth=8, width=4), *batch))
    assert names[0] == "stem_conv"
    assert names[-1] == "classifier"
    assert "stage2_block1_b_bn" in names
    assert not any(n.endswith(("relu", "add", "pool", "shortcut")) for n in names)


def test_probing_changes_nothing(batch):
    model = build("resnet", depth=8, width=4)
    before = model.get_weights()
    gradient_norms(model, *batch)
    for a, b in zip(before, model.get_weights(), strict=True):
        assert np.array_equal(a, b)


def test_shortcut_passes_the_gradient_by_hand(batch):
    """With a branch's last scale at 0, the block's input receives the gradient of its output."""
    model = build("resnet", depth=8, width=4)
    model.get_layer("stage1_block1_b_bn").gamma.assign(np.zeros(4))
    norms = gradient_norms(model, *batch)
    assert norms["stage1_block1_a_conv"] == 0
    assert norms["stem_conv"] > 0


def test_probe_sees_new_weights_without_compiling_again(batch):
    model = build("dense", depth=4, width=16, activation="tanh")
    probe = Probe(model, 16)
    before = probe(*batch).gradient_norms()
    model.set_weights([2 * w for w in model.get_weights()])
    assert probe(*batch).gradient_norms() != before
    assert probe.gradient_norms() == gradient_norms(model, *batch)


def test_underflow_is_exactly_zero_and_said_so(batch):
    model = build("dense", depth=100, width=32, activation="sigmoid")
    norms = gradient_norms(model, *batch)
    assert norms["layer01_dense"] == 0
    assert norms["layer99_dense"] > 0
    assert summary(norms).startswith("Underflow: ")


def test_outputs_fall_and_weights_do_not_for_relu_with_glorot(batch):
    """Outputs lose 0.707 a layer going back; weights do not, as signals shrink forward too."""
    model = build("dense", depth=21, width=256, activation="relu")
    outputs, weights = (gradient_norms(model, *batch, wrt) for wrt in ("outputs", "weights"))
    assert outputs["layer03_dense"] / outputs["layer18_dense"] < 0.03  # 0.707¹⁵ = 0.0055
    assert 0.3 < weights["layer03_dense"] / weights["layer18_dense"] < 3


def test_saturation(batch):
    wide = activation_statistics(
        build("dense", depth=4, activation="tanh", init="normal_1"), *batch
    )
    right = activation_statistics(
        build("dense", depth=4, activation="tanh", init="normal_fan_in"), *batch
    )
    assert wide["layer02_tanh"]["saturated"] > 0.6
    assert right["layer02_tanh"]["saturated"] < 0.05


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        ({"activation": "sigmoid"}, "vanishing"),
        ({"activation": "tanh", "init": "normal_1"}, "saturated"),
        ({"activation": "relu", "init": "he_normal"}, "healthy"),
        ({"activation": "linear", "init": "he_normal"}, "exploding"),
    ],
)
def test_diagnosis(batch, options, verdict):
    model = build("dense", depth=31, **options)
    assert diagnose(gradient_norms(model, *batch), activation_statistics(model, *batch)) == verdict


def test_bad_input(batch):
    model, (images, labels) = build("dense", depth=2, width=4), batch
    with pytest.raises(ValueError, match="16 images and 3 labels"):
        gradient_norms(model, images, labels[:3])
    with pytest.raises(ValueError, match="choose 'outputs' or 'weights'"):
        gradient_norms(model, images, labels, wrt="inputs")


def test_uint8_images_are_standardised_as_in_training_whatever_else_is_in_the_batch():
    """Two images alone and among others: the same numbers, those of the data set's constants."""
    cifar = datasets.load("cifar10")
    images = cifar.train.images[:16]
    assert np.array_equal(standard(images)[:2], standard(images[:2]))
    # The shipped set is a fifth of CIFAR-10: its statistics are the published ones within 1 %.
    np.testing.assert_allclose(standard(images), cifar.standardize(images), atol=0.03)
    ready = cifar.standardize(images)
    assert np.array_equal(standard(ready), ready)


def test_uint8_images_without_three_channels_are_refused():
    with pytest.raises(ValueError, match=r"shape \(2, 8, 8, 1\).*dataset\.standardize"):
        standard(np.zeros((2, 8, 8, 1), np.uint8))


@pytest.mark.parametrize("network", ["resnet", "dense"])
def test_a_probe_that_is_not_compiled_gives_the_same(batch, network):
    model = build(network, depth=8, width=4)
    compiled, plain = (gradient_norms(model, *batch, compiled=c) for c in (True, False))
    assert list(plain) == list(compiled)
    np.testing.assert_allclose(list(plain.values()), list(compiled.values()), rtol=1e-4)
