"""Few images: the sample is balanced, the new layer learns, and the record is what comes out."""

import numpy as np
import pytest

from helpers.pretrained import WeightsNotFound
from helpers.pretrained import fine_tuning as tuning


def test_the_few_images_are_balanced_and_none_is_in_both():
    data = tuning.small_subset()
    assert np.bincount(data.train.labels).tolist() == [20] * 10
    assert np.bincount(data.test.labels).tolist() == [50] * 10
    seen = {image.tobytes() for image in data.train.images}
    assert not seen & {image.tobytes() for image in data.test.images}


def test_the_new_layer_learns_what_can_be_told_apart():
    """Two classes on either side of 0 in one of 8 features; 8·2 + 2 parameters."""
    inputs = np.random.default_rng(0).normal(size=(100, 8)).astype("float32")
    inputs[:, 3] *= 30
    labels = (inputs[:, 3] > 0).astype(int)
    model = tuning.classifier(inputs, labels, 2)
    assert model.count_params() == 18
    assert tuning.accuracy(model, inputs, labels) > 0.9
    assert tuning.accuracy(model, -inputs, labels) < 0.1


def test_without_weights_it_is_said(nothing_ships):
    with pytest.raises(WeightsNotFound, match="MobileNet"):
        tuning.linear_probe(tuning.small_subset())


def test_the_record_says_how_it_came_about_and_what_came_out():
    record = tuning.recorded()
    assert record["images"] == {"training": 200, "test": 500}
    assert record["device"] and record["when"] and record["weights"]
    for way in ("tuned", "random_body", "from_nothing"):
        accuracy = np.array(record[way]["accuracy"])
        assert accuracy.shape == (len(tuning.SEEDS), 2)
        assert ((accuracy >= 0) & (accuracy <= 1)).all()
        assert np.allclose(500 * accuracy[:, 1], np.round(500 * accuracy[:, 1]), atol=1e-3)
    assert record["from_nothing"]["epochs"] == tuning.RECIPE["epochs"]


def test_the_weights_that_ship_give_the_record_again():
    """It was made in full precision; they are rounded."""
    ((train, test),) = tuning.linear_probe(tuning.small_subset(), tuning.SEEDS[:1])
    assert (train, test) == pytest.approx(tuning.recorded()["tuned"]["accuracy"][0], abs=0.02)


def test_without_what_it_has_learned_the_body_is_little_use():
    """One seed, on fewer test images: ±9 points at 95 %. Chance is 0.1."""
    ((train, test),) = tuning.random_body(tuning.small_subset(test=10), seeds=(0,))
    assert train > 0.9
    assert test == pytest.approx(tuning.recorded()["random_body"]["accuracy"][0][1], abs=0.12)
