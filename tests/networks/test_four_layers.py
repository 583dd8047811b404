"""The four-layer network: counts term by term, Krizhevsky's widths, saturating activations."""

import keras
import numpy as np
import pytest

from helpers.counting import depths, macs
from helpers.networks import build


# Caffe's cifar10_full has these widths and, without normalisation, these weights.
@pytest.mark.parametrize(
    ("width", "a", "b", "c", "count"), [(1.0, 32, 32, 64, 89_578), (0.5, 16, 16, 32, 25_594)]
)
def test_count_is_the_sum_of_its_layers(width, a, b, c, count):
    weights = (25 * 3 + 1) * a + (25 * a + 1) * b + (25 * b + 1) * c + (4 * 4 * c + 1) * 10
    model = build("four_layers", width=width)
    assert model.count_params() == weights == count
    products = 32**2 * 75 * a + 16**2 * 25 * a * b + 8**2 * 25 * b * c + 16 * c * 10
    assert macs(model) == products
    assert depths(model).path == 4


def test_each_pooling_halves_the_image():
    model = build("four_layers")
    sizes = [model.get_layer(f"stage{i}_pool").output.shape[1:] for i in (1, 2, 3)]
    assert sizes == [(16, 16, 32), (8, 8, 32), (4, 4, 64)]
    pools = [x for x in model.layers if isinstance(x, keras.layers.MaxPooling2D)]
    assert [(pool.pool_size, pool.strides) for pool in pools] == 3 * [((3, 3), (2, 2))]


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_networks_differ_in_the_activation_alone(activation):
    model, other = build("four_layers", activation=activation), build("four_layers")
    used = [x.activation.__name__ for x in model.layers if hasattr(x, "kernel")]
    assert used == 3 * [activation] + ["linear"]
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(a, b)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_learns(learns, activation):
    before, after = learns(build("four_layers", activation=activation, width=0.25), 5)
    assert after < before


def test_survives_saving(tmp_path):
    model = build("four_layers", width=0.1)
    model.save(tmp_path / "net.keras")
    x = np.random.default_rng(0).normal(size=(2, 32, 32, 3)).astype("float32")
    assert np.array_equal(keras.models.load_model(tmp_path / "net.keras")(x), model(x))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"activation": "swish"}, r"activation is 'swish'; choose one of sigmoid, tanh, relu\.$"),
        ({"width": 0}, "width is 0; take a number above 0"),
        ({"input_shape": (None, None, 3)}, "dense layers need a fixed height"),
    ],
)
def test_impossible_options(options, message):
    with pytest.raises(ValueError, match=message):
        build("four_layers", **options)
