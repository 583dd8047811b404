"""AlexNet: counts term by term, the paper's numbers of neurons, normalisation, groups."""

import keras
import numpy as np
import pytest

from helpers.counting import depths
from helpers.networks import build
from helpers.networks.alexnet import LocalResponseNorm

# Kernel, channels that a kernel sees when grouped and when not, kernels (§3.5 of the paper).
CONVOLUTIONS = (
    (11, 3, 3, 96),
    (5, 48, 96, 256),
    (3, 256, 256, 384),
    (3, 192, 384, 384),
    (3, 192, 384, 256),
)
DENSE = (6 * 6 * 256 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000


# Caffe's bvlc_alexnet has 60,965,224; the other is the usual sum without groups.
@pytest.mark.parametrize(("grouped", "count"), [(True, 60_965_224), (False, 62_378_344)])
def test_count_is_the_sum_of_its_layers(shapes_only, grouped, count):
    by_hand = DENSE + sum(
        (size * size * (halved if grouped else whole) + 1) * kernels
        for size, halved, whole, kernels in CONVOLUTIONS
    )
    model = shapes_only("alexnet", grouped=grouped)
    assert model.count_params() == by_hand == count
    assert depths(model).path == 8


@pytest.mark.parametrize("size", [224, 227])
def test_55_pixels_from_the_printed_size_and_from_the_one_that_fits(shapes_only, size):
    model = shapes_only("alexnet", input_shape=(size, size, 3))
    assert model.get_layer("stem_conv").output.shape[1:] == (55, 55, 96)
    assert model.get_layer("flatten").output.shape == (None, 6 * 6 * 256)
    assert model.count_params() == 60_965_224


def test_numbers_of_neurons_are_the_papers(shapes_only):
    """§3.5 and Fig. 2: 186,624, 64,896, 64,896 and 43,264 in layers 2 to 5, then 4096 twice.

    For the first the paper prints 253,440, which no size of its images explains.
    """
    model = shapes_only("alexnet")
    names = ("stage2_conv", "stage3_a_conv", "stage3_b_conv", "stage3_c_conv", "fc1", "fc2")
    neurons = [np.prod(model.get_layer(name).output.shape[1:]) for name in names]
    assert neurons == [186_624, 64_896, 64_896, 43_264, 4096, 4096]


def test_response_norm_is_the_papers_formula():
    """§3.3, element by element: k = 2, n = 5, α = 1e-4, β = 0.75."""
    x = np.random.default_rng(0).normal(scale=100, size=(2, 3, 1, 7))
    expected = np.empty_like(x)
    for at in np.ndindex(x.shape):
        *place, i = at
        near = x[*place, max(0, i - 2) : min(6, i + 2) + 1]
        expected[at] = x[at] / (2 + 1e-4 * (near**2).sum()) ** 0.75
    found = np.asarray(LocalResponseNorm()(x.astype("float32")))
    assert found == pytest.approx(expected, rel=1e-5)


def test_halves_meet_in_the_third_layer_alone(shapes_only):
    """Which convolutions see what the other GPU's channels held."""
    model = build("alexnet", classes=3, input_shape=(32, 32, 3), width=0.1)
    for name, separate in (
        ("stage2", True),
        ("stage3_a", False),
        ("stage3_b", True),
        ("stage3_c", True),
    ):
        conv = model.get_layer(f"{name}_conv")
        x = np.random.default_rng(0).normal(size=(1, *conv.input.shape[1:])).astype("float32")
        other = x.copy()
        other[..., x.shape[-1] // 2 :] += 1  # what the second GPU holds
        half = conv.filters // 2
        before, after = (np.asarray(conv(y)) for y in (x, other))
        assert np.allclose(before[..., :half], after[..., :half], atol=1e-5) == separate
        assert not np.allclose(before[..., half:], after[..., half:], atol=1e-5)


def test_pooling_overlaps(shapes_only):
    pools = [x for x in shapes_only("alexnet").layers if isinstance(x, keras.layers.MaxPooling2D)]
    assert [(pool.pool_size, pool.strides) for pool in pools] == 3 * [((3, 3), (2, 2))]


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_small_variant_learns(learns, activation):
    options = {"width": 0.1, "dropout": 0.0, "activation": activation}
    model = build("alexnet", classes=10, input_shape=(32, 32, 3), **options)
    activations = {x.activation.__name__ for x in model.layers if hasattr(x, "kernel")}
    assert activations == {activation, "linear"}
    before, after = learns(model, rate=1e-3)
    assert after < before


# 2 × 2.4, 6.4, 9.6, 9.6, 6.4 and, not grouped, twice as much.
@pytest.mark.parametrize(
    ("grouped", "expected"), [(True, [4, 12, 20, 20, 12]), (False, [5, 13, 19, 19, 13])]
)
def test_width_is_rounded_within_each_half(shapes_only, grouped, expected):
    model = shapes_only("alexnet", width=0.05, grouped=grouped)
    channels = [x.filters for x in model.layers if isinstance(x, keras.layers.Conv2D)]
    assert channels == expected


def test_survives_saving(tmp_path):
    model = build("alexnet", classes=3, input_shape=(32, 32, 3), width=0.05)
    model.save(tmp_path / "net.keras")
    x = np.random.default_rng(0).normal(size=(2, 32, 32, 3)).astype("float32")
    again = keras.models.load_model(tmp_path / "net.keras")
    assert np.array_equal(again(x), model(x))


def test_impossible_options():
    with pytest.raises(ValueError, match=r"activation is 'sigmoid'; choose relu or tanh\.$"):
        build("alexnet", activation="sigmoid")
    with pytest.raises(ValueError, match=r"images of at least 15×15 pixels: enlarge them first\.$"):
        build("alexnet", input_shape=(14, 32, 3))
    with pytest.raises(ValueError, match=r"dense layers need a fixed height"):
        build("alexnet", input_shape=(None, None, 3))
    with pytest.raises(ValueError, match=r"width is 'half'; take a number above 0"):
        build("alexnet", width="half")
