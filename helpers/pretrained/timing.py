"""How long a network takes for one batch of images, measured here and now."""

import statistics
import time
from typing import NamedTuple

import numpy as np

from helpers.pretrained.catalog import entry
from helpers.pretrained.keras_networks import untrained

REPEATS = 10
WARM_UP = 2  # passes not counted: the first compiles, the second fills caches


class Latency(NamedTuple):
    """Milliseconds per batch: the median pass, the fastest and the slowest of `passes`."""

    median: float
    fastest: float
    slowest: float
    passes: int


def latency(network, size=None, batch=1, repeats=REPEATS, seconds=8):
    """The Latency of a forward pass of `batch` images of size × size pixels, in ms.

    network: a name in PRETRAINED, built without its weights, which do not change the time; or a
    keras.Model. size: by default the network's own. Ends after `repeats` passes or, once there
    are three, after `seconds`. Raises ValueError for an unknown name and a size or batch below 1.
    """
    if batch < 1 or repeats < 1 or (size is not None and size < 1):
        raise ValueError(
            f"size, batch and repeats are at least 1, not {size}, {batch} and {repeats}"
        )
    model = untrained(network) if isinstance(network, str) else network
    fixed = model.input_shape[1]
    if size is not None and fixed not in (None, size):
        raise ValueError(f"{model.name} takes images of {fixed} × {fixed} pixels, not {size}")
    side = size or fixed or (entry(network).size if isinstance(network, str) else 224)
    channels = model.input_shape[-1]
    images = np.random.default_rng(0).random((batch, side, side, channels), np.float32)
    for _ in range(WARM_UP):
        model.predict_on_batch(images)
    times, begun = [], time.perf_counter()
    while len(times) < repeats:
        start = time.perf_counter()
        model.predict_on_batch(images)  # returns NumPy arrays, so it has waited for the device
        times.append(1000 * (time.perf_counter() - start))
        if len(times) >= 3 and time.perf_counter() - begun > seconds:
            break
    return Latency(statistics.median(times), min(times), max(times), len(times))
