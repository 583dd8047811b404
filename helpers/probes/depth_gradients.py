"""How the gradient at the first convolution compares with that at the last: data/gradients.json.

    python -m helpers.probes.depth_gradients

measures plain and residual networks of the CIFAR family at their first weights and writes the file
(some minutes). Notebook 04 measures four of them live and shows all.
"""

import datetime
import functools
import itertools
import json

from helpers import datasets, paths
from helpers.atomic import write_text

PATH = paths.SHIPPED / "gradients.json"
WIDTH, IMAGES = 8, 32
SEEDS = (0, 1, 2)
CASES = {
    "depth": (20, 56),
    "init": ("glorot_uniform", "he_normal"),
    "batch_norm": (False, True),
    "network": ("plain", "resnet"),
}


def norms(network, depth, batch_norm, init, seed=0):
    """{convolution: norm of the loss's gradient at its output}, first to last, before training.

    Networks of width 8; the batch is the first 32 training images of CIFAR-10.
    """
    from helpers.networks import build

    from .probe import gradient_norms

    cifar = datasets.load("cifar10")
    images, labels = cifar.standardize(cifar.train.images[:IMAGES]), cifar.train.labels[:IMAGES]
    options = {"depth": depth, "width": WIDTH, "batch_norm": batch_norm, "init": init, "seed": seed}
    found = gradient_norms(build(network, **options), images, labels, compiled=False)
    return {name: norm for name, norm in found.items() if name.endswith("_conv")}


def ratio(found):
    """First over last: 1 for a gradient that arrives as it left, less where it vanishes."""
    values = list(found.values())
    return values[0] / values[-1]


def record():
    """What the file holds: a row a network, with the ratio for each seed, and on what."""
    from helpers.training import engine
    from helpers.training.record import code_commit

    rows = []
    for values in itertools.product(*CASES.values()):
        case = dict(zip(CASES, values, strict=True))
        rows.append({**case, "ratios": [float(ratio(norms(**case, seed=s))) for s in SEEDS]})
    return {
        "when": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "backend": engine.BACKEND,
        "versions": engine.versions(),
        "commit": code_commit(),
        "width": WIDTH,
        "images": IMAGES,
        "seeds": SEEDS,
        "rows": rows,
    }


@functools.cache
def recorded():
    """The record that ships, as `record` makes it."""
    return json.loads(PATH.read_text(encoding="utf-8"))


if __name__ == "__main__":
    write_text(PATH, json.dumps(record(), indent=1) + "\n")
    print(PATH.name)
