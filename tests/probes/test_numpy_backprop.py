"""The chain rule by hand: against Keras's automatic derivatives, and against theory."""

import itertools
import os
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from helpers import probes
from helpers.networks import build
from helpers.networks.initializers import INITIALIZERS, initializer
from helpers.probes import numpy_backprop, numpy_initializers, theory

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (24, 8, 8, 3), dtype=np.uint8)
LABELS = RNG.integers(0, 10, 24)
MANY = RNG.integers(0, 256, (128, 8, 8, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "activation, batch_norm, shortcut",
    list(itertools.product(numpy_backprop.ACTIVATIONS, (False, True), (False, True))),
)
def test_equals_keras_automatic_derivatives(activation, batch_norm, shortcut):
    options = {
        "depth": 7,
        "width": 16,
        "activation": activation,
        "batch_norm": batch_norm,
        "shortcut": shortcut,
    }
    model = build("dense", input_shape=(8, 8, 3), init="he_normal", **options)
    names = numpy_backprop.layer_names(7)
    kernels = [np.asarray(model.get_layer(name).kernel) for name in names]
    ours = numpy_backprop.trace(IMAGES, LABELS, kernels=kernels, **options)
    probe = probes.Probe(model, len(IMAGES))(IMAGES, LABELS)
    for wrt, found in (("outputs", ours.outputs), ("weights", ours.weights)):
        expected = probe.gradient_norms(wrt)
        assert list(found) == names
        np.testing.assert_allclose(
            list(found.values()), [expected[name] for name in names], rtol=1e-3
        )
    expected = probe.activations()
    assert list(ours.activations) == list(expected)
    for name, values in ours.activations.items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-3, atol=1e-4)


# The known cases as dense networks: 50 layers of 256 neurons and 128 images. `measured`: by Keras
# and the Probe, once, on other draws of the weights. Tolerance: what the last column says.
CASES = [
    # activation, init, batch_norm, shortcut, measured, tolerance
    ("linear", "glorot_uniform", False, False, 1.001, 0.01),
    ("linear", "uniform_fan_in", False, False, 0.5774, 0.006),
    ("relu", "glorot_uniform", False, False, 0.705, 0.01),
    ("relu", "he_normal", False, False, 1.007, 0.015),
    ("tanh", "glorot_uniform", False, False, 0.973, 0.01),
    ("tanh", "orthogonal", False, False, 0.974, 0.01),
    ("relu", "he_normal", True, False, 1.210, 0.02),
    ("relu", "he_normal", False, True, 1.209, 0.03),
    ("relu", "he_normal", True, True, 1.07, 0.03),
]


@pytest.mark.parametrize("activation, init, batch_norm, shortcut, measured, tolerance", CASES)
def test_factor_per_layer_at_fifty_layers(
    activation, init, batch_norm, shortcut, measured, tolerance
):
    found = numpy_backprop.trace(
        MANY, RNG.integers(0, 10, 128), 50, 256, activation, init, batch_norm, shortcut
    )
    factor = probes.per_layer(found.outputs)
    assert factor == pytest.approx(measured, abs=tolerance)
    kind = "residual" if shortcut else "plain"
    predicted = theory.factor(kind, activation, init, batch_norm, 256)
    if predicted is None:
        assert shortcut and batch_norm
    elif predicted.bound == "≤":
        assert 0.95 * predicted.value < factor <= predicted.value
    else:
        assert factor == pytest.approx(predicted.value, rel=0.03)


def test_sigmoid_stays_below_a_quarter_and_underflows_at_a_hundred_layers():
    found = numpy_backprop.trace(IMAGES, LABELS, 20, 256, "sigmoid")
    assert probes.per_layer(found.outputs) == pytest.approx(0.236, abs=0.01)
    deep = numpy_backprop.trace(IMAGES, LABELS, 100, 64, "sigmoid")
    values = list(deep.outputs.values())
    zeros = values.count(0.0)
    # From about 1 at the logits, 0.24 a layer passes float32's 1.2e-38 some 60 layers back.
    assert 30 < zeros < 50 and values[:zeros] == [0.0] * zeros
    assert 0 < values[zeros] < 1e-35, "the square of such a norm is 0 in float32, the norm is not"
    assert "exactly 0 in float32" in probes.summary(deep.outputs)
    assert probes.diagnose(deep.outputs, deep.statistics()) == "vanishing"


def test_an_overflow_is_neither_hidden_nor_called_vanishing():
    found = numpy_backprop.trace(IMAGES, LABELS, 100, 64, "relu", "normal_1")
    assert not np.isfinite(list(found.outputs.values())).all()
    assert probes.summary(found.outputs).startswith("Overflow")
    assert probes.diagnose(found.outputs, found.statistics()) == "exploding"


def test_gradients_at_weights_are_flat_where_those_at_outputs_vanish():
    # design.md: ReLU with Glorot loses 0.707 a layer at the outputs, and is flat at the weights.
    found = numpy_backprop.trace(MANY, LABELS.repeat(6)[:128], 30, 256, "relu", "glorot_uniform")
    assert probes.per_layer(found.outputs) == pytest.approx(2**-0.5, abs=0.02)
    assert probes.per_layer(found.weights) == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize("init", INITIALIZERS)
@pytest.mark.parametrize("shape", [(192, 128), (128, 160)])
def test_draws_are_distributed_as_those_of_keras(init, shape):
    ours = numpy_initializers.kernel(init, *shape, 0, "layer")
    keras = np.asarray(initializer(init, 0, "layer")(shape))
    assert ours.dtype == np.float32 and ours.shape == shape
    assert ours.std() == pytest.approx(keras.std(), rel=0.03)
    assert abs(ours.mean()) < 0.03 * ours.std()
    share = [
        np.quantile(np.abs(w) / w.std(), (0.25, 0.5, 0.75, 0.95, 0.999)) for w in (ours, keras)
    ]
    np.testing.assert_allclose(*share, rtol=0.06)
    if init == "orthogonal":
        gram = ours.T @ ours if shape[0] >= shape[1] else ours @ ours.T
        np.testing.assert_allclose(gram, np.eye(min(shape)), atol=1e-5)


def test_both_know_the_same_initialisations():
    assert set(numpy_initializers.INITIALIZERS) == set(INITIALIZERS) == {"normal_1", *theory.GAIN}


@pytest.mark.parametrize(
    "options, words",
    [
        ({"depth": 1}, "2 to 1000"),
        ({"depth": 2.5}, "whole number"),
        ({"activation": "swish"}, "sigmoid, tanh, relu, linear"),
        ({"init": "zeros"}, "glorot_uniform"),
        ({"init": ["zeros"]}, "glorot_uniform"),
        ({"activation": ["relu"]}, "sigmoid, tanh, relu, linear"),
    ],
)
def test_bad_options_name_the_accepted_ones(options, words):
    with pytest.raises(ValueError, match=words):
        numpy_backprop.trace(IMAGES, LABELS, **options)


def test_images_and_labels_go_in_pairs():
    with pytest.raises(ValueError, match="24 images and 3 labels"):
        numpy_backprop.trace(IMAGES, LABELS[:3])


def test_chain_and_theory_load_without_keras():
    code = (
        "import sys; from helpers.probes import numpy_backprop, theory, diagnose, per_layer; "
        "sys.exit(any(m in sys.modules for m in ('keras', 'tensorflow', 'jax')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
