"""Learning to hand on what comes in: gradients by differences, and what identity costs."""

import numpy as np
import pytest

from helpers.probes.near_identity import Layers, error_of_identity, learn, task

(X, Y), _ = task()


@pytest.mark.parametrize("start", ["he", "zero"])
@pytest.mark.parametrize("residual", [False, True])
def test_gradients_are_those_of_differences(residual, start):
    net, rng = Layers(4, residual, start), np.random.default_rng(0)
    net.biases[:] = rng.normal(scale=0.1, size=net.biases.shape)  # away from the kinks at 0
    for values, slope in zip((net.kernels, net.biases), net.gradients(X[:50], Y[:50]), strict=True):
        for _ in range(20):
            at = tuple(rng.integers(n) for n in values.shape)
            kept, step = values[at], 1e-6
            values[at] = kept + step
            above = net.error(X[:50], Y[:50])
            values[at] = kept - step
            below = net.error(X[:50], Y[:50])
            values[at] = kept
            assert (above - below) / (2 * step) == pytest.approx(slope[at], rel=1e-3, abs=1e-8)


def test_a_zero_branch_is_the_identity():
    """He et al. 2015, §3.1: a residual of 0 leaves the identity; x is not below 0 here."""
    assert np.array_equal(Layers(16, True, "zero").forward(X)[0], X)
    assert learn(4, True, "zero", epochs=0) == [error_of_identity()]


def test_the_same_layers_as_keras_builds_them():
    from keras import Input, Model, layers

    net = Layers(4, True)
    start = x = Input((32,))
    for _ in range(2):
        y = layers.Dense(32, "relu")(x)
        x = layers.ReLU()(x + layers.Dense(32)(y))
    model = Model(start, x)
    model.set_weights([w for pair in zip(net.kernels, net.biases, strict=True) for w in pair])
    assert np.allclose(model(X[:8].astype("float32")), net.forward(X[:8])[0], rtol=1e-4)


def test_what_the_notebook_says():
    """The residual hypothesis of §3.1, with depth 8: who does worse than changing nothing?"""
    nothing = error_of_identity()
    assert learn(8, False)[-1] > 5 * nothing
    assert learn(8, True)[-1] > nothing
    assert learn(8, True, "zero")[-1] < nothing / 10


@pytest.mark.parametrize("depth", [3, 0])
def test_what_is_no_depth_or_start_is_refused(depth):
    with pytest.raises(ValueError, match="even"):
        Layers(depth, True)
    with pytest.raises(ValueError, match="choose one of he, zero"):
        Layers(4, True, "one")
