"""Models without values: as cheap later as when they are made."""

import keras
import pytest
from keras import layers

from helpers.counting import build_shapes_only, ledger


def test_a_bare_model_is_given_no_values_later_either():
    drawn = []

    def draw(shape, dtype=None):
        drawn.append(shape)
        return keras.ops.zeros(shape, dtype)

    def make(neurons, name):
        image = keras.Input((3,))
        return keras.Model(image, layers.Dense(neurons, kernel_initializer=draw)(image), name=name)

    model = build_shapes_only(make, 4, name="toy")
    # Ends a scope in which Keras gives values to all weights that it knows to have none.
    keras.Sequential([keras.Input((3,)), layers.Lambda(lambda x: 2 * x)])
    with keras.StatelessScope():
        pass
    assert drawn == []
    assert ledger(model).parameters == model.count_params() == 16
    make(4, "real")
    assert drawn == [(3, 4)]


def test_what_goes_wrong_in_making_is_told():
    with pytest.raises(ValueError, match="one axis"):
        build_shapes_only(keras.applications.VGG16, weights="one axis")
