"""The fused batch normalisation against Keras's own, and that nothing of it stays in the model."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.networks import build
from helpers.training.tensorflow_engine import fits, fused

SHAPE = (6, 5, 7, 3)


def layer(**options):
    """A batch normalisation whose weights are all different, at the paper's ε or another."""
    made = keras.layers.BatchNormalization(**options)
    made.build((None, *SHAPE[1:]))
    chance = np.random.default_rng(1)
    made.set_weights([chance.uniform(0.5, 2, w.shape) for w in made.get_weights()])
    return made


def passed(made, training, with_fused):
    """Output, gradients by x, scale and offset, and the moving statistics afterwards."""
    x = tf.constant(np.random.default_rng(0).normal(3, 2, SHAPE), tf.float32)
    weights = np.random.default_rng(2).normal(size=SHAPE).astype("float32")
    image = keras.Input(SHAPE[1:])
    model = keras.Model(image, made(image))
    before = made.get_weights()
    with tf.GradientTape() as tape:
        tape.watch(x)
        if with_fused:
            with fused(model):
                y = model(x, training=training)
        else:
            y = model(x, training=training)
        value = tf.reduce_sum(y * weights)
    slopes = tape.gradient(value, [x, made.gamma.value, made.beta.value])
    after = made.get_weights()
    made.set_weights(before)
    return [np.asarray(v) for v in (y, *slopes, *after)]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("options", [{"momentum": 0.9}, {"epsilon": 1e-2, "momentum": 0.5}])
def test_fused_equals_kerass_own(options, training):
    """Also the moving variance, whose divisor is the number of values in Keras, 6·5·7 here, and
    one less in TensorFlow's operation: 0.5 % apart if that were forgotten.
    """
    made = layer(**options)
    expected, got = (passed(made, training, with_fused) for with_fused in (False, True))
    for one, other in zip(expected, got, strict=True):
        np.testing.assert_allclose(other, one, rtol=2e-4, atol=2e-4)


def test_the_moving_statistics_by_hand():
    """momentum · old + (1 − momentum) · that of the batch, the variance over all N values."""
    made = layer(momentum=0.9)
    old = made.moving_mean.numpy(), made.moving_variance.numpy()
    x = np.random.default_rng(0).normal(3, 2, SHAPE).astype("float32")
    *_, mean, variance = passed(made, True, True)
    np.testing.assert_allclose(mean, 0.9 * old[0] + 0.1 * x.mean((0, 1, 2)), rtol=1e-5)
    np.testing.assert_allclose(variance, 0.9 * old[1] + 0.1 * x.var((0, 1, 2)), rtol=1e-5)


def test_frozen_layers_use_and_keep_their_moving_statistics():
    made = layer()
    made.trainable = False
    expected, got = (passed(made, True, with_fused) for with_fused in (False, True))
    np.testing.assert_allclose(got[0], expected[0], rtol=1e-4, atol=1e-4)
    assert (got[-1] == made.moving_variance.numpy()).all()


def test_nothing_of_it_stays():
    model = build("resnet", depth=8, width=4)
    layers = [x for x in model.layers if isinstance(x, keras.layers.BatchNormalization)]
    weights, config = [w.path for w in model.weights], model.to_json()
    with pytest.raises(ZeroDivisionError), fused(model):
        assert all("call" in vars(x) for x in layers)
        raise ZeroDivisionError
    assert not any("call" in vars(x) for x in layers)
    assert [w.path for w in model.weights] == weights
    assert model.to_json() == config


def test_other_kinds_are_left_to_keras():
    class Own(keras.layers.BatchNormalization):
        """Somebody's own."""

    def kind(shape, made):
        made.build(shape)
        return fits(made)

    norm = keras.layers.BatchNormalization
    assert kind((None, 8, 8, 3), norm())
    assert not kind((None, 8), norm())
    assert not kind((None, 8, 8, 3), norm(axis=1))
    assert not kind((None, 8, 8, 3), norm(scale=False))
    assert not kind((None, 8, 8, 3), norm(center=False))
    assert not kind((None, 8, 8, 3), norm(renorm=True))
    assert not kind((None, 8, 8, 3), Own())
