"""Training on real images, small enough for seconds."""

import dataclasses
import itertools
import threading

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers import counting
from helpers.datasets import Split
from helpers.networks import build
from helpers.training import Execution, Recipe, Run, loop, train

SHORT = Recipe(epochs=2, batch=32, images=128, rate=0.02)


@pytest.fixture(scope="module")
def cifar(cifar):
    """A hundred test images are enough here."""
    test = dataclasses.replace(
        cifar.test, images=cifar.test.images[:100], labels=cifar.test.labels[:100]
    )
    return dataclasses.replace(cifar, test=test)


def small():
    return build("resnet", depth=8, width=4)


def test_learns_by_heart_what_it_is_shown(cifar):
    """64 images, shown 60 times: from ten classes' ln 10 = 2.3 nats the loss all but vanishes."""
    recipe = Recipe(epochs=60, batch=32, images=64, rate=0.05, weight_decay=0)
    run = train(build("resnet", depth=8, width=8), cifar, recipe)
    assert run.train_loss[0] > 1.5
    assert run.train_loss[-1] < 0.1 * run.train_loss[0]
    assert run.train_accuracy[-1] > 0.95


def test_record_is_complete(cifar):
    run = train(small(), cifar, SHORT)
    assert (run.network, run.dataset, run.size, run.ended) == (
        "resnet",
        "cifar10",
        "small",
        "finished",
    )
    assert run.options["depth"] == 8
    assert (
        len(run.train_loss)
        == len(run.train_accuracy)
        == len(run.test_loss)
        == len(run.test_accuracy)
        == 2
    )
    assert all(0 <= a <= 1 for a in run.train_accuracy + run.test_accuracy)
    assert run.seconds > 0
    assert run.images_per_second > 0
    assert run.backend in run.versions
    assert run.device
    assert Run.from_json(run.to_json()) == run


def test_same_seed_same_run(cifar):
    recipe = dataclasses.replace(SHORT, flip=True, crop=4)
    first, again = (train(small(), cifar, recipe) for _ in range(2))
    other = train(small(), cifar, dataclasses.replace(recipe, seed=1))
    assert first.train_loss == again.train_loss
    assert first.test_accuracy == again.test_accuracy
    assert first.train_loss != other.train_loss


def test_the_seed_is_also_that_of_dropout(cifar):
    def run(seed):
        model = build("alexnet", 10, (32, 32, 3), width=0.03)
        return train(model, cifar, dataclasses.replace(SHORT, epochs=1, seed=seed, rate=0))

    assert run(0).train_loss == run(0).train_loss
    assert run(0).train_loss != run(1).train_loss


def test_callbacks_and_stop(cifar):
    stop, epochs = threading.Event(), []

    def on_epoch(run):
        epochs.append(len(run.test_accuracy))
        stop.set()

    run = train(small(), cifar, dataclasses.replace(SHORT, epochs=5), on_epoch, stop)
    assert epochs == [1]
    assert run.ended == "stopped"
    assert len(run.train_loss) == 1


def test_stopped_before_the_first_step(cifar):
    run = train(small(), cifar, SHORT, stop=lambda: True)
    assert (run.ended, run.train_loss, run.images_per_second) == ("stopped", (), 0)


def test_stopped_while_testing(cifar):
    """4 steps an epoch, each of which asks, then 3 test batches: the second of them is not made."""
    images = np.concatenate([cifar.test.images] * 12)
    test = Split(images, np.concatenate([cifar.test.labels] * 12))  # 1,200: batches of 500
    asked, epochs = itertools.count(1), []
    run = train(
        small(),
        dataclasses.replace(cifar, test=test),
        SHORT,
        on_epoch=epochs.append,
        stop=lambda: next(asked) == 4 + 2,
    )
    assert next(asked) == 4 + 2 + 1, "it asked again after it was told to stop"
    assert run.ended == "stopped"
    assert run.train_loss == run.test_loss == () == tuple(epochs)


def test_compiling_takes_none_of_the_seconds_of_a_run(cifar, monkeypatch):
    """By a clock that moves by 1,000 s each time that Python runs the model, which is to compile,
    and by 1 s for each step and each test batch that asks whether to stop.
    """
    now = [0.0]
    monkeypatch.setattr(loop, "perf_counter", lambda: now[0])

    def tick(seconds):
        now[0] += seconds

    model = watched(small(), lambda: tick(1000))
    tick(0)
    run = train(model, cifar, SHORT, stop=lambda: tick(1))
    assert now[0] > 2000, "it compiled for training and for tests"
    # 8 steps but the first. A test batch is timed after it asked, and takes no time by this clock.
    assert run.seconds == 7
    assert run.images_per_second == 32


def test_what_a_stopped_epoch_took_is_counted_with_its_images(cifar, monkeypatch):
    """One second a step: 32 images a second, though no epoch was finished."""
    now = itertools.count()
    monkeypatch.setattr(loop, "perf_counter", lambda: asked[0])
    asked = [0.0]

    def stop():
        asked[0] = float(next(now))
        return asked[0] >= 3

    run = train(small(), cifar, SHORT, stop=stop)
    assert (run.ended, run.train_loss) == ("stopped", ())
    assert (run.seconds, run.images_per_second) == (2, 32)


def watched(model, report):
    """The model behind a layer that calls `report` whenever Python runs it, from now on."""
    ready = threading.Event()

    class Watch(keras.layers.Layer):
        def call(self, x):
            if ready.is_set():
                report()
            return x

    behind = keras.Model(model.input, Watch(name="watch")(model.output), name=model.name)
    ready.set()
    return behind


def test_a_training_that_is_traced_beside_one_that_is_not_is_still_a_graph(cifar):
    """What one training asks for does not reach another, in another thread, at the same time."""
    eager, beside, begun, traced = [], [], threading.Event(), threading.Event()
    model = watched(small(), lambda: beside.append(tf.executing_eagerly()))
    other = watched(small(), lambda: eager.append(tf.executing_eagerly()))

    def on_step(done, steps):
        begun.set()
        traced.wait(120)  # in the middle of the uncompiled training, until the other one is done

    runs = {}
    thread = threading.Thread(
        target=lambda: runs.update(
            plain=train(
                other,
                cifar,
                dataclasses.replace(SHORT, epochs=1),
                None,
                None,
                on_step,
                execution=Execution(compiled=False, steps=1),
            )
        )
    )
    thread.start()
    assert begun.wait(120)
    runs["graph"] = train(model, cifar, dataclasses.replace(SHORT, epochs=1))
    traced.set()
    thread.join(120)
    assert beside and not any(beside)
    assert len(eager) == 4 + 1 and all(eager), "four steps and a test, in Python each time"
    assert runs["plain"].train_loss == pytest.approx(runs["graph"].train_loss, rel=1e-3)


def test_loss_that_is_not_finite_ends_the_run_and_keeps_it(cifar):
    model = build("dense", depth=4, width=32, activation="relu", init="normal_1")
    run = train(model, cifar, dataclasses.replace(SHORT, rate=500.0, epochs=3))
    assert run.ended.startswith("the loss was not finite at step")
    assert "lower the rate" in run.ended
    assert len(run.train_loss) < 3


def test_steps_are_reported(cifar):
    steps = []
    train(small(), cifar, SHORT, on_step=lambda *at: steps.append(at))
    assert steps[-1] == (8, 8)


def test_weight_decay_shrinks_kernels_and_nothing_else(cifar):
    """One step with decay less the same step without it: −rate · decay · w, for kernels alone."""
    recipe = Recipe(epochs=1, batch=64, images=64, rate=0.1, warm_up=0, momentum=0, weight_decay=0)
    start, after = small(), {}
    chance = np.random.default_rng(0)  # so that biases and offsets are not 0
    values = [w + chance.uniform(0.5, 1, w.shape) for w in start.get_weights()]
    for decay in (0.0, 0.5):
        model = small()
        model.set_weights(values)
        train(model, cifar, dataclasses.replace(recipe, weight_decay=decay))
        after[decay] = {v.path: np.asarray(v) for v in model.trainable_variables}
    start.set_weights(values)
    kernels = {x.kernel.path for x in start.layers if hasattr(x, "kernel")}
    assert 0 < len(kernels) < len(start.trainable_variables)
    for variable in start.trainable_variables:
        path = variable.path
        expected = -0.1 * 0.5 * np.asarray(variable) if path in kernels else 0
        np.testing.assert_allclose(after[0.5][path] - after[0.0][path], expected, atol=1e-4)


def test_out_of_memory_is_answered_before_it_happens(cifar):
    model = build("resnet", depth=56, width=64)
    with pytest.raises(
        MemoryError, match=r"batches of 10000 needs about .* GiB .* Recipe\(batch=\d+\)"
    ):
        train(model, cifar, Recipe(batch=50_000))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"classes": 7}, "build it with classes=10"),
        ({"input_shape": (16, 16, 3)}, r"build it with input_shape=\(32, 32, 3\)"),
    ],
)
def test_model_that_does_not_fit(cifar, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        train(build("resnet", depth=8, width=4, **options), cifar, SHORT)


@pytest.mark.parametrize("part", ["train", "test"])
def test_a_split_without_images_is_refused(cifar, part):
    empty = Split(np.zeros((0, 32, 32, 3), np.uint8), np.zeros(0, int))
    with pytest.raises(ValueError, match=f"^cifar10 .* has no images in its {part} split"):
        train(small(), dataclasses.replace(cifar, **{part: empty}), SHORT)


@pytest.mark.parametrize("value", [0, 77, 200, 255])  # of their squares some sums are not exact
def test_images_that_are_all_alike_are_refused(cifar, value):
    images = cifar.train.images.copy()
    images[..., 1] = value
    flat = dataclasses.replace(cifar, train=Split(images, cifar.train.labels))
    with pytest.raises(ValueError, match=r"channel 1 \(0 is red\) is the same in every pixel"):
        train(small(), flat, SHORT)


def test_more_images_than_there_are(cifar):
    with pytest.raises(ValueError, match="has 10000"):
        train(small(), cifar, Recipe(images=20_000))


def test_a_batch_larger_than_the_images_needs_the_memory_of_the_images(cifar, monkeypatch):
    asked = []
    estimate = counting.training_bytes
    monkeypatch.setattr(
        counting, "training_bytes", lambda m, b, *how: asked.append(b) or estimate(m, b)
    )
    train(small(), cifar, Recipe(epochs=1, images=64, batch=100_000), stop=lambda: True)
    assert set(asked) == {64}
