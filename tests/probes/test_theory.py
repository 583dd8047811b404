"""Measured at 50 layers with Keras, beside the theory of infinite width.

Tolerances: width 256 and one batch of 128 real images; a closed form is held to 2 %, an upper
bound may not be passed and must be within 10 %, the residual rule of thumb is held to 5 %.
"""

import pytest

from helpers import datasets
from helpers.networks import build
from helpers.probes import gradient_norms, per_layer, theory

CASES = [
    ("plain", "linear", "glorot_uniform", False, 0.02),
    ("plain", "linear", "uniform_fan_in", False, 0.02),
    ("plain", "relu", "glorot_uniform", False, 0.02),
    ("plain", "relu", "he_normal", False, 0.02),
    ("plain", "sigmoid", "glorot_uniform", False, 0.10),
    ("plain", "tanh", "glorot_uniform", False, 0.10),
    ("plain", "tanh", "orthogonal", False, 0.10),
    ("plain", "relu", "he_normal", True, 0.02),
    ("residual", "relu", "he_normal", False, 0.05),
]


@pytest.fixture(scope="module")
def batch():
    train = datasets.load("cifar10").train
    return train.images[:128], train.labels[:128]


def measured(batch, kind, activation, init, batch_norm):
    model = build(
        "dense",
        depth=51,
        width=256,
        activation=activation,
        init=init,
        batch_norm=batch_norm,
        shortcut=kind == "residual",
    )
    norms = gradient_norms(model, *batch)
    return per_layer({name: v for name, v in norms.items() if name.endswith("dense")})


@pytest.mark.parametrize(("kind", "activation", "init", "batch_norm", "tolerance"), CASES)
def test_factor_per_layer(batch, kind, activation, init, batch_norm, tolerance):
    predicted = theory.factor(kind, activation, init, batch_norm, width=256)
    found = measured(batch, kind, activation, init, batch_norm)
    assert found == pytest.approx(predicted.value, rel=tolerance)
    if predicted.bound == "≤":
        assert found < predicted.value


def test_residual_with_batch_norm_grows_less_than_the_plain_one(batch):
    """Yang et al. 2019, §5: skips turn the exponential growth into a slower one."""
    assert theory.factor("residual", "relu", "he_normal", batch_norm=True) is None
    plain = theory.factor("plain", "relu", "he_normal", batch_norm=True).value
    assert 1 < measured(batch, "residual", "relu", "he_normal", True) < 1 + (plain - 1) / 2


def test_printed_values():
    # 1/√3 and 1/√2 from the papers' variances; √(π/(π−1)) of Yang et al. 2019.
    assert theory.factor("plain", "linear", "uniform_fan_in").value == pytest.approx(
        0.5774, abs=1e-4
    )
    assert theory.factor("plain", "relu", "glorot_uniform").value == pytest.approx(0.7071, abs=1e-4)
    assert theory.factor("plain", "relu", "he_normal", True).value == pytest.approx(
        1.2112, abs=1e-4
    )


@pytest.mark.parametrize(
    "wrong",
    [("deep", "relu", "he_normal"), ("plain", "gelu", "he_normal"), ("plain", "relu", "he")],
)
def test_unknown_names(wrong):
    with pytest.raises(ValueError, match="choose"):
        theory.factor(*wrong)
