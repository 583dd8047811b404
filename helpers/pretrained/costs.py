"""What one image costs in each network of keras.applications, at the network's own size.

Counting all forty takes minutes, so it is done once and kept in data/keras_applications.json:
python -m helpers.pretrained costs
"""

import dataclasses
import functools
import json

from helpers.atomic import write_text
from helpers.paths import SHIPPED
from helpers.pretrained.catalog import PRETRAINED, entry

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
