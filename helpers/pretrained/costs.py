"""What one image costs in each network of keras.applications: MACs, memory, and time here and now.

Counting all forty takes minutes, so it is done once and kept in data/keras_applications.json:
python -m helpers.pretrained costs [file]
"""

import dataclasses
import functools
import json
import statistics
import time
from typing import NamedTuple

import numpy as np

from helpers.atomic import write_text
from helpers.paths import SHIPPED
from helpers.pretrained.catalog import PRETRAINED, entry
from helpers.pretrained.keras_networks import untrained

PATH = SHIPPED / "keras_applications.json"


@dataclasses.dataclass(frozen=True)
class Cost:
    """macs: multiply–accumulates for one image. activation_bytes: all outputs of it, float32.

    layers: calls of layers, as model.layers counts them. unknown: layers whose MACs are not known.
    """

    macs: int
    activation_bytes: int
    layers: int
    unknown: tuple[str, ...] = ()


@functools.cache
def costs():
    """{name: Cost} as recorded, for all of PRETRAINED."""
    found = json.loads(PATH.read_text(encoding="utf-8"))["networks"]
    return {name: Cost(**{**row, "unknown": tuple(row["unknown"])}) for name, row in found.items()}


def cost(name):
    """The Cost of a network, counted now: it is built without values and without weights.

    Raises ValueError for an unknown name.
    """
    from helpers import counting  # here, and Keras below, as neither is needed to read
    from helpers.training import engine

    found = entry(name)
    make = getattr(engine.keras.applications, found.keras)
    model = counting.build_shapes_only(make, weights=None)
    ledger = counting.ledger(model, (found.size, found.size, 3))  # MobileNet V3 leaves it open
    return Cost(ledger.macs, ledger.activation_bytes, len(model.layers), ledger.unknown)


def record(names):
    """What the file holds: the version of Keras, and the Cost of each network."""
    from helpers.training import engine

    rows = {name: dataclasses.asdict(cost(name)) for name in names}
    return {"keras": engine.versions()["keras"], "networks": rows}


def write(path=PATH, names=tuple(PRETRAINED)):
    """Count and write the file."""
    found = record(names)
    rows = ",\n".join(f'  "{name}": {json.dumps(row)}' for name, row in found["networks"].items())
    text = f'{{\n "keras": "{found["keras"]}",\n "networks": {{\n{rows}\n }}\n}}\n'
    write_text(path, text)
    return f"{len(found['networks'])} networks: {path}"


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
