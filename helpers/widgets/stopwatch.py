"""How long forward passes through both kinds of Inception module take on this machine."""

import dataclasses
import statistics
import time

from . import module_costs

WORK = 4e9  # MACs of the larger module in one pass; with more the batch is made smaller
LARGEST_BATCH, FEWEST, MOST, SECONDS = 8, 5, 50, 2.0


@dataclasses.dataclass(frozen=True)
class Timing:
    """Medians of `passes` forward passes in ms per image, and on what they were taken."""

    naive: float
    reduced: float
    batch: int
    passes: int
    device: str
    backend: str


def batch_for(module):
    """Images of one pass: 8, or fewer for modules that have much to multiply."""
    macs = module_costs.total(module, False, "MACs")
    return int(min(LARGEST_BATCH, max(1, WORK // macs)))


def measure(module, biases=False):
    """The Timing of a module_costs.Module. Builds both with Keras, with random weights.

    Naive and reduced take turns, after one pass each that is not counted, so that what else the
    machine does meets both alike.
    """
    # Only here, and not at the top: a panel that only draws must not wait for Keras.
    import keras
    import numpy as np

    from helpers.networks import build_block as build
    from helpers.training import engine

    batch, shape = batch_for(module), (module.height, module.width, module.inputs)
    images = np.random.default_rng(0).random((batch, *shape), dtype="float32")
    x = keras.ops.convert_to_tensor(images)
    passes = {}
    for kind in ("naive", "reduced"):
        model = build(f"inception_{kind}", shape, widths=module.widths, bias=biases)
        passes[kind] = engine.compile(lambda x, model=model: model(x, training=False))
    seconds = {kind: [] for kind in passes}
    for run in passes.values():
        _finish(run(x))
    began = time.perf_counter()
    while (n := len(seconds["reduced"])) < MOST:
        if n >= FEWEST and time.perf_counter() - began > SECONDS:
            break
        for kind, run in passes.items():
            start = time.perf_counter()
            _finish(run(x))
            seconds[kind].append(time.perf_counter() - start)
    naive, reduced = (1000 * statistics.median(s) / batch for s in seconds.values())
    device = engine.devices()[0].name
    return Timing(naive, reduced, batch, n, device, engine.BACKEND)


def _finish(outputs):
    """Wait until the outputs are there: a GPU answers before it has done its work."""
    import keras

    keras.ops.convert_to_numpy(outputs[0, 0, 0])
