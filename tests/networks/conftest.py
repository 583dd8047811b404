"""What the tests of several families share."""

import functools

import keras
import pytest

from helpers import counting, datasets
from helpers.networks import build


@pytest.fixture(scope="session")
def thirty_two():
    """32 shipped CIFAR-10 images as float32 around 0, and their labels."""
    split = datasets.load("cifar10").train
    return split.images[:32].astype("float32") / 127.5 - 1, split.labels[:32].astype("int32")


@pytest.fixture
def learns(thirty_two):
    """learns(model): the training loss in nats before and after a few steps on 32 images.

    Eager, because tracing would take longer than the steps. With the batch's own statistics in
    batch normalisation: their moving averages need more steps than these.
    """

    def few_steps(model, steps=3, rate=5e-3):
        images, labels = thirty_two
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(rate), loss, run_eagerly=True)
        before = float(loss(labels, model(images, training=True)))
        for _ in range(steps):
            model.train_on_batch(images, labels)
        return before, float(loss(labels, model(images, training=True)))

    return few_steps


@pytest.fixture(scope="session")
def shapes_only():
    """shapes_only(name, **options): a network whose weights hold no values."""

    return functools.cache(functools.partial(counting.build_shapes_only, build))
