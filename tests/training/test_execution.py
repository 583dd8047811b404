"""What may be forced of how a training runs changes its speed, not its result."""

import dataclasses

import keras
import numpy as np
import pytest

from helpers.datasets import Split
from helpers.networks import build
from helpers.training import Execution, Recipe, engine, train
from helpers.training.execution import DISPATCH, next_steps
from helpers.training.precision import computing_in, resolve

RECIPE = Recipe(epochs=2, batch=16, images=112, rate=0.02, flip=True, crop=2)  # 7 steps an epoch
GPU = dataclasses.replace(engine.devices()[0], kind="gpu")
CPU = dataclasses.replace(GPU, kind="cpu")


@pytest.fixture(scope="module")
def cifar(cifar):
    return dataclasses.replace(cifar, test=Split(cifar.test.images[:40], cifar.test.labels[:40]))


@pytest.fixture(scope="module")
def usual(cifar):
    return trained(cifar)


def trained(cifar, network=("resnet", 8, 4), precision="float32", **forced):
    name, depth, width = network
    recipe = dataclasses.replace(RECIPE, precision=precision)
    model = build(name, depth=depth, width=width)
    return train(model, cifar, recipe, execution=Execution(**forced))


@pytest.mark.parametrize(
    "forced", [{"steps": 1}, {"steps": 5}, {"steps": 100}, {"xla": True}, {"xla": True, "steps": 3}]
)
def test_what_is_forced_gives_the_same_losses(cifar, usual, forced):
    """Rounding alone differs: XLA fuses, so it adds in another order."""
    run = trained(cifar, **forced)
    assert run.train_loss == pytest.approx(usual.train_loss, rel=2e-3)
    assert run.test_loss == pytest.approx(usual.test_loss, rel=5e-3)


@pytest.mark.parametrize("forced", [{}, {"xla": True}])
def test_bfloat16_gives_nearly_the_same_losses(cifar, usual, forced):
    """8 bits of precision: a rounding of 2⁻⁹ = 0.2 % at each of the network's 8 layers."""
    run = trained(cifar, precision="bfloat16", **forced)
    assert (usual.precision, run.precision) == ("float32", "bfloat16")
    assert run.train_loss == pytest.approx(usual.train_loss, rel=0.02)
    assert run.train_loss != usual.train_loss


def test_bfloat16_leaves_the_model_as_it_was(cifar):
    """Its weights are float32, and what is saved of it does not know of the precision."""
    model = build("resnet", depth=8, width=4)
    config = model.to_json()
    train(model, cifar, dataclasses.replace(RECIPE, epochs=1, precision="bfloat16"))
    assert model.to_json() == config
    assert {w.dtype for w in model.weights} == {"float32"}
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    outer = keras.Sequential([keras.Input((4,)), inner, keras.layers.Dense(2)])
    with computing_in(outer, "bfloat16"):
        assert keras.ops.dtype(outer(np.ones((1, 4), "float32"))) == "bfloat16"
        assert inner.layers[0].compute_dtype == "bfloat16"
    assert keras.ops.dtype(outer(np.ones((1, 4), "float32"))) == "float32"


def test_precision_is_chosen_by_device_and_channels():
    wide, narrow = build("resnet", depth=8, width=16), build("resnet", depth=8, width=8)
    assert resolve("auto", wide, CPU, True) == resolve("auto", narrow, GPU, True) == "bfloat16"
    assert resolve("auto", wide, CPU, False) == resolve("auto", narrow, CPU, True) == "float32"
    assert resolve("bfloat16", narrow, CPU, False) == "bfloat16"
    assert resolve("float32", wide, GPU, True) == "float32"


@pytest.mark.parametrize(
    ("gpu", "flags", "fast"),
    [
        ((8, 0), "", True),
        ((7, 5), "avx512_bf16", False),
        (None, "fpu avx512f avx512_bf16 amx_tile", engine.BACKEND == "tensorflow"),
        (None, "fpu avx512f", False),
    ],
)
def test_who_is_fast_at_bfloat16(monkeypatch, gpu, flags, fast):
    monkeypatch.setattr(engine, "capability", lambda: gpu)
    monkeypatch.setattr(engine, "cpu_info", lambda field: flags if field == "flags" else "")
    assert engine.fast_at_bfloat16() == fast


def test_a_dispatch_lasts_a_quarter_of_a_second_or_one_step():
    chosen = Execution()
    assert next_steps(chosen, 0, 0.0) == 1, "nothing is known yet"
    assert next_steps(chosen, 10, 10 * DISPATCH / 50) == 50
    assert next_steps(chosen, 1, 3 * DISPATCH) == 1
    assert next_steps(chosen, 5, 1e-9) == 1000
    assert next_steps(Execution(steps=7), 5, 1e-9) == 7


def test_python_is_asked_once_in_ten_steps_where_they_are_quick(cifar):
    """A dense network's step takes about a millisecond: some hundred of them a dispatch."""
    asked = []
    recipe = Recipe(epochs=1, batch=8, images=8000, rate=0.01)
    train(
        build("dense", depth=2, width=4), cifar, recipe, on_step=lambda done, _: asked.append(done)
    )
    assert asked[-1] == 1000
    assert len(asked) <= 100


def test_a_loss_that_is_not_finite_is_found_within_a_dispatch(cifar):
    """The step is the same, however many the device makes at once."""
    recipe = dataclasses.replace(RECIPE, rate=500.0)
    ends = {
        train(
            build("dense", depth=4, width=32, activation="relu", init="normal_1"),
            cifar,
            recipe,
            execution=Execution(steps=steps),
        ).ended
        for steps in (1, 7)
    }
    assert len(ends) == 1
    assert ends.pop().startswith("the loss was not finite at step")


@pytest.mark.parametrize(
    ("field", "value"), [("compiled", 1), ("xla", "yes"), ("steps", 0), ("steps", 2.5)]
)
def test_what_cannot_be_forced(field, value):
    with pytest.raises(ValueError, match=f"^{field} is .*; an execution takes"):
        Execution(**{field: value})


def test_precisions_that_there_are():
    with pytest.raises(ValueError, match=r"^precision is 'float16'; a recipe takes one of float32"):
        Recipe(precision="float16")
