"""Training on real images, small enough for seconds."""

import dataclasses
import threading

import numpy as np
import pytest

from helpers.networks import build
from helpers.training import Recipe, Run, train

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


def test_learns_what_it_is_shown(cifar):
    """64 images can be learned by heart; from chance (2.3 nats) the loss must all but vanish."""
    recipe = Recipe(epochs=25, batch=32, images=64, rate=0.05, weight_decay=0)
    run = train(build("resnet", depth=8, width=8), cifar, recipe)
    assert run.train_loss[0] > 1.5
    assert run.train_accuracy[-1] > 0.9


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


def test_weight_decay_shrinks_kernels_only(cifar):
    """With nothing but decay, N steps multiply a kernel by about (1 − rate·decay)^N."""
    recipe = Recipe(
        epochs=1, batch=64, images=640, rate=0.1, warm_up=0, momentum=0, weight_decay=0.5
    )
    norms = []
    for decay in (0.0, 0.5):
        model = build("resnet", depth=8, width=4)
        train(model, cifar, dataclasses.replace(recipe, weight_decay=decay))
        kernel = model.get_layer("stage2_block1_a_conv").kernel
        norms.append(np.linalg.norm(np.asarray(kernel)))
    assert norms[1] < 0.9 * norms[0]


def test_out_of_memory_is_answered_before_it_happens(cifar):
    model = build("resnet", depth=56, width=64)
    with pytest.raises(
        MemoryError, match=r"batches of 50000 needs about .* GiB .* Recipe\(batch=\d+\)"
    ):
        train(model, cifar, Recipe(batch=50_000))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"classes": 7}, "build it with classes=10"),
     ({"input_shape": (16, 16, 3)}, r"build it with input_shape=\(32, 32, 3\)")],
)  # fmt: skip
def test_model_that_does_not_fit(cifar, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        train(build("resnet", depth=8, width=4, **options), cifar, SHORT)


def test_more_images_than_there_are(cifar):
    with pytest.raises(ValueError, match="has 10000"):
        train(small(), cifar, Recipe(images=20_000))


@pytest.mark.parametrize(
    "wrong", [{"epochs": 0}, {"epochs": 1.5}, {"batch": "64"}, {"rate": -1}, {"smoothing": 1},
              {"clip": 0}, {"images": -5}, {"crop": 40}, {"seed": -1}, {"rate": float("nan")}],
)  # fmt: skip
def test_recipe_refuses(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=f"^{name} is "):
        Recipe(**wrong)
