"""top_k, features and latency on small Keras models whose outputs are known by hand."""

import math

import keras
import numpy as np
import pytest

from helpers.networks import build
from helpers.pretrained import Label, features, labels, latency, network, top_k


def colour_model(activation=None, side=8):
    """Logits 4, 2 and 0 times the mean red, green and blue, scaled to −1 … 1 or however given."""
    inputs = keras.Input((side, side, 3))
    means = keras.layers.GlobalAveragePooling2D()(inputs)
    outputs = keras.layers.Dense(3, activation=activation, use_bias=False)(means)
    model = keras.Model(inputs, outputs, name="colours")
    model.layers[-1].set_weights([np.diag([4.0, 2.0, 0.0]).astype("float32")])
    return model


CLASSES = ("red", "green", "blue")
WHITE = np.full((20, 30, 3), 255, np.uint8)


@pytest.mark.parametrize("activation", [None, "softmax"])
def test_the_likeliest_classes_come_first_with_their_softmax(activation):
    (found,) = top_k(colour_model(activation), [WHITE], 2, convention="tf", classes=CLASSES)
    total = math.exp(4) + math.exp(2) + math.exp(0)
    assert [p.label for p in found] == [Label(0, "", "red"), Label(1, "", "green")]
    assert [p.probability for p in found] == pytest.approx(
        [math.exp(4) / total, math.exp(2) / total]
    )


def test_the_convention_changes_what_the_network_sees():
    """Black is −1 for "tf", so the order turns round; with "none" it is 0 and nothing is told."""
    black = np.zeros((9, 9, 3), np.uint8)
    model = colour_model()
    (tf,) = top_k(model, [black], 3, convention="tf", classes=CLASSES)
    assert [p.label.name for p in tf] == ["blue", "green", "red"]
    (none,) = top_k(model, [black], 3, convention="none", classes=CLASSES)
    assert [p.probability for p in none] == pytest.approx([1 / 3] * 3)


def test_more_images_than_a_batch_keep_their_order():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (37, 8, 8, 3), np.uint8)
    found = top_k(colour_model(), images, 1, convention="tf", classes=CLASSES)
    alone = [
        top_k(colour_model(), [i], 1, convention="tf", classes=CLASSES)[0] for i in images[-2:]
    ]
    assert len(found) == 37
    for a, b in zip(found[-2:], alone, strict=True):
        assert a[0].label == b[0].label
        assert a[0].probability == pytest.approx(b[0].probability, rel=1e-5)


@pytest.mark.parametrize("k", [0, 4, -1, 1.5, True, "5"])
def test_a_wrong_k_is_one_sentence(k):
    with pytest.raises(ValueError, match=r"k is how many classes to name, 1 … 3, not"):
        top_k(colour_model(), [WHITE], k, convention="tf", classes=CLASSES)


def test_what_is_not_known_of_a_model_is_asked_for():
    with pytest.raises(ValueError, match="scaled for colours is not known: say convention="):
        top_k(colour_model(), [WHITE], 1, classes=CLASSES)
    with pytest.raises(ValueError, match="has 3 outputs and not ImageNet's 1000: say classes="):
        top_k(colour_model(), [WHITE], 1, convention="tf")
    with pytest.raises(ValueError, match="2 classes are named, but colours has 3 outputs"):
        top_k(colour_model(), [WHITE], 1, convention="tf", classes=["a", "b"])
    with pytest.raises(ValueError, match="network is int, where a name"):
        top_k(7, [WHITE])
    with pytest.raises(ValueError, match="no pretrained network 'resnet51'"):
        top_k("resnet51", [WHITE])


def test_our_own_mobilenet_is_shown_images_as_kerass_was_trained():
    """A network that `build` made is known by its build_spec: convention and classes go with it."""
    model = build("mobilenet")
    (found,) = top_k(model, [WHITE], 3)
    (asked,) = top_k(model, [WHITE], 3, convention="tf")
    assert found == asked and found[0].label in labels()


def test_features_are_the_input_of_the_classifier():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (20, 8, 8, 3), np.uint8)
    told = []
    found = features(
        colour_model(), images, convention="none", crop=1, on_batch=lambda *at: told.append(at)
    )
    assert found.shape == (20, 3) and found.dtype == np.float32
    np.testing.assert_allclose(found, images.mean(axis=(1, 2)), rtol=1e-5)
    assert told == [(16, 20), (20, 20)]
    with pytest.raises(ValueError, match="no image to look at"):
        features(colour_model(), [], convention="none")


def test_a_body_of_convolutions_sees_images_of_another_size_with_the_same_weights():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            keras.layers.Conv2D(5, 3, name="conv"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3),
        ]
    )
    small, large = (features(model, [WHITE], size=n, convention="tf") for n in (None, 16))
    np.testing.assert_allclose(small, large, rtol=1e-5)  # an even picture has no details to add
    kernel, bias = model.get_layer("conv").get_weights()
    np.testing.assert_allclose(large[0], kernel.sum(axis=(0, 1, 2)) + bias, rtol=1e-4)
    flat = keras.Sequential(
        [
            keras.Input((4, 4, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(7),
            keras.layers.Dense(2),
        ]
    )
    with pytest.raises(ValueError, match="cannot see images of 5 × 5 pixels; its own size is 4"):
        features(flat, [WHITE], size=5, convention="tf")
    with pytest.raises(ValueError, match="cannot see images of 0 × 0 pixels"):
        features(model, [WHITE], size=0, convention="tf")


def test_a_body_without_pooling_ends_before_its_last_dense_layer():
    model = keras.Sequential(
        [
            keras.Input((4, 4, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(7),
            keras.layers.Dense(2),
        ]
    )
    assert features(model, [WHITE], convention="tf").shape == (1, 7)
    bare = keras.Sequential([keras.Input((4, 4, 3)), keras.layers.Flatten()])
    with pytest.raises(ValueError, match="no classifying layer"):
        features(bare, [WHITE], convention="tf")


def test_latency_is_the_median_of_passes_and_grows_with_the_work():
    small, large = (
        keras.Sequential(
            [
                keras.Input((side, side, 3)),
                keras.layers.Conv2D(32, 3),
                keras.layers.Conv2D(32, 3),
                keras.layers.GlobalAveragePooling2D(),
            ]
        )
        for side in (8, 160)
    )
    quick, slow = latency(small), latency(large, batch=4, repeats=5)
    assert 0 < quick.fastest <= quick.median <= quick.slowest
    assert (quick.passes, slow.passes) == (10, 5)
    assert slow.median > 2 * quick.median  # 1,000 times the multiplications


def test_latency_ends_in_time_and_refuses_what_cannot_be_measured():
    assert latency(colour_model(), repeats=10**9, seconds=0.05).passes < 10**5
    with pytest.raises(ValueError, match="takes images of 8 × 8 pixels, not 9"):
        latency(colour_model(), size=9)
    with pytest.raises(ValueError, match="at least 1, not None, 0 and 10"):
        latency(colour_model(), batch=0)
    with pytest.raises(ValueError, match="no pretrained network 'x'"):
        latency("x")


def test_a_network_is_built_from_kerass_own_file(places):
    """Saved in the format of keras.applications' files by Keras's own writer, then read."""
    import h5py
    from keras.src.legacy.saving import legacy_h5_format

    keras.utils.set_random_seed(5)
    source = keras.applications.MobileNet(weights=None)
    folder = places / "shared" / "weights"
    folder.mkdir(parents=True)
    with h5py.File(folder / "mobilenet_1_0_224_tf.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, source)
    model = network("mobilenet")
    assert network("mobilenet") is model
    for ours, theirs in zip(model.weights, source.weights, strict=True):
        np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))
    (found,) = top_k("mobilenet", [WHITE], 1)
    assert 0 < found[0].probability <= 1


def test_a_file_of_another_network_is_one_sentence(places):
    folder = places / "shared" / "weights"
    folder.mkdir(parents=True)
    for content, message in (
        (b"not HDF5", "is no file of weights"),
        (None, "does not hold the weights of MobileNet"),
    ):
        if content is None:
            import h5py

            with h5py.File(folder / "mobilenet_1_0_224_tf.h5", "w") as file:
                file.attrs["layer_names"] = []
        else:
            (folder / "mobilenet_1_0_224_tf.h5").write_bytes(content)
        with pytest.raises(ValueError, match=message) as told:
            network("mobilenet")
        assert "\n" not in str(told.value)
