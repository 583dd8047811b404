"""A training that was ended goes on from its checkpoint as if nothing had happened."""

import dataclasses
import itertools
import json

import keras
import numpy as np
import pytest

from helpers.datasets import Split
from helpers.training import Execution, Recipe, checkpoint, train
from helpers.training.checkpoint import Checkpoint

RECIPE = Recipe(epochs=3, batch=16, images=112, rate=0.02, flip=True, crop=2)  # 7 steps an epoch
ONE = Execution(steps=1)


@pytest.fixture(scope="module")
def cifar(cifar):
    return dataclasses.replace(cifar, test=Split(cifar.test.images[:40], cifar.test.labels[:40]))


def small(name="small"):
    """With normalisation and dropout, whose statistics and seeds are part of the state."""
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Conv2D(4, 3, 2),
            keras.layers.BatchNormalization(momentum=0.9),
            keras.layers.ReLU(),
            keras.layers.Dropout(0.3),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(10),
        ],
        name=name,
    )


def part(cifar, file, after, recipe=RECIPE, name="small"):
    """Train until `stop` was asked so often."""
    asked = itertools.count(1)
    stop = lambda: next(asked) > after  # noqa: E731
    return train(small(name), cifar, recipe, stop=stop, execution=ONE, checkpoint=file)


def weights(model):
    return [np.asarray(v) for v in model.variables]


@pytest.fixture(scope="module")
def whole(cifar):
    model = small()
    return train(model, cifar, RECIPE, execution=ONE), weights(model)


@pytest.mark.parametrize("after", [0, 3, 7, 11])  # nothing; in epoch 1; in its test; in epoch 2
def test_it_goes_on_as_if_nothing_had_happened(tmp_path, cifar, whole, after):
    file = tmp_path / "checkpoint"
    first = part(cifar, file, after)
    assert first.ended == "stopped"
    model, made = small(), []
    run = train(
        model,
        cifar,
        RECIPE,
        on_step=lambda done, steps: made.append(done),
        execution=ONE,
        checkpoint=file,
    )
    expected, values = whole
    assert run.ended == "finished"
    assert (first.resumed, run.resumed) == (0, 1)
    assert len(made) == 21 - {0: 0, 3: 3, 7: 7, 11: 10}[after], "no step is made twice"
    for curve in ("train_loss", "train_accuracy", "test_loss", "test_accuracy"):
        assert getattr(run, curve) == pytest.approx(getattr(expected, curve), rel=1e-5)
    for one, other in zip(values, weights(model), strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-4, atol=1e-6)
    assert run.seconds >= first.seconds


def test_it_goes_on_more_than_once(tmp_path, cifar, whole):
    file = tmp_path / "checkpoint"
    ends = [part(cifar, file, 5).resumed for _ in range(3)]
    run = train(small(), cifar, RECIPE, execution=ONE, checkpoint=file)
    assert (*ends, run.resumed) == (0, 1, 2, 3)
    assert run.train_loss == pytest.approx(whole[0].train_loss, rel=1e-5)


def test_it_is_written_while_the_training_goes_on(tmp_path, cifar, monkeypatch):
    """Not only when it is stopped: a killed one has no time to write."""
    monkeypatch.setattr(checkpoint, "EVERY", 0)
    file, steps = tmp_path / "checkpoint", []

    def on_step(done, _):
        steps.append(file.exists() and json.loads(str(np.load(file)["head"]))["progress"]["step"])

    train(small(), cifar, dataclasses.replace(RECIPE, epochs=1), None, None, on_step, ONE, file)
    assert steps == [False, 1, 2, 3, 4, 5, 6]


def changed(file):
    """Each way in which a file is no checkpoint of the training."""
    content = file.read_bytes()
    yield "torn", content[: len(content) // 2]
    yield "empty", b""
    yield "text", b"no checkpoint"
    yield "one byte", content[:200] + bytes([content[200] ^ 255]) + content[201:]


def test_what_is_torn_is_passed_over(tmp_path, cifar):
    file = tmp_path / "checkpoint"
    part(cifar, file, 5)
    for name, content in list(changed(file)):
        file.write_bytes(content)
        assert part(cifar, file, 2).resumed == 0, name


def test_no_changed_bit_makes_another_training_of_it(tmp_path, cifar):
    """Each answer is what was written or nothing, and never an error."""
    record = train(small(), cifar, dataclasses.replace(RECIPE, epochs=1), execution=ONE)
    kept = Checkpoint(tmp_path / "checkpoint")
    values = [np.arange(6, dtype="float32").reshape(2, 3), np.zeros((), "int64")]
    kept.write(values, record, {"step": 3})
    content, answers = bytearray(kept.path.read_bytes()), set()
    for bit in range(0, 8 * len(content), 13):
        content[bit // 8] ^= 1 << bit % 8
        kept.path.write_bytes(content)
        content[bit // 8] ^= 1 << bit % 8
        found = kept.read(record, values)
        answers.add(found is None)
        if found is not None:
            assert all((a == b).all() for a, b in zip(found[0], values, strict=True))
            assert found[1:] == (record, {"step": 3.0})
    assert answers == {True, False}, "some bits of a zip file say nothing"


@pytest.mark.parametrize(
    "other",
    [{"rate": 0.03}, {"seed": 1}, {"epochs": 4}, {"precision": "bfloat16"}],
)
def test_that_of_another_recipe_is_passed_over(tmp_path, cifar, other):
    file = tmp_path / "checkpoint"
    part(cifar, file, 3)
    assert part(cifar, file, 2, dataclasses.replace(RECIPE, **other)).resumed == 0


def test_that_of_another_network_or_code_is_passed_over(tmp_path, cifar, monkeypatch):
    file = tmp_path / "checkpoint"
    part(cifar, file, 3)
    kept = file.read_bytes()
    assert part(cifar, file, 2, name="other").resumed == 0
    file.write_bytes(kept)
    monkeypatch.setattr("helpers.training.loop.code_commit", lambda: "another")
    assert part(cifar, file, 2).resumed == 0


def test_a_folder_that_cannot_be_written_ends_no_training(tmp_path, cifar):
    (tmp_path / "file").write_text("")
    with pytest.warns(UserWarning, match=r"^No checkpoint could be written to .*: the training go"):
        run = part(cifar, tmp_path / "file" / "checkpoint", 9)
    assert (run.ended, len(run.train_loss)) == ("stopped", 1)
