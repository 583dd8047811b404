"""TensorFlow and JAX behind one interface: the same training gives the same curve."""

import json
import subprocess
import sys

import pytest

SCRIPT = """
import json
import numpy as np
from helpers.datasets import load
from helpers.networks import build
from helpers.probes import gradient_norms
from helpers.training import Recipe, train
data = load("cifar10")
model = build("resnet", depth=8, width=4)
chance = np.random.default_rng(0)  # the backends draw different weights from one seed
values = model.get_weights()
model.set_weights([chance.normal(0, 0.1, w.shape) if w.ndim > 1 else w for w in values])
norms = gradient_norms(model, data.train.images[:16], data.train.labels[:16])
run = train(model, data, Recipe(epochs=1, batch=32, images=320, rate=0.02, crop=2, flip=True))
weights = [float(abs(w).sum()) for w in model.get_weights()]
print(json.dumps([run.backend, run.train_loss, run.test_accuracy, list(norms.values()), weights]))
"""


def outcome(backend):
    import os

    environment = {**os.environ, "KERAS_BACKEND": backend}
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(answer.stdout.splitlines()[-1])


def test_both_engines_compute_the_same():
    pytest.importorskip("jax", reason="the second engine needs the extra 'jax'")
    tensorflow, jax = outcome("tensorflow"), outcome("jax")
    assert (tensorflow[0], jax[0]) == ("tensorflow", "jax")
    assert tensorflow[1] == pytest.approx(jax[1], rel=1e-2)
    assert tensorflow[2] == pytest.approx(jax[2], abs=0.03)
    assert tensorflow[3] == pytest.approx(jax[3], rel=1e-3)
    assert tensorflow[4] == pytest.approx(jax[4], rel=2e-2, abs=0.01)
