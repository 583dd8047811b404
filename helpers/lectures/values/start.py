"""The numbers of deck 00."""

import re

from ..sources import cells, network, result


def values():
    found = {
        "numbers": 32 * 32 * 3,
        "fewer": result("00-fewer"),
        "more-macs": network("googlenet").macs / network("alexnet").macs,
        "accuracy": result("00-accuracy"),
        "images": _images(),
        "chance": 100 / 10,  # one of ten classes
    }
    for name in ("alexnet", "googlenet", "vgg19", "mobilenet", "resnet50", "resnet152"):
        summary = network(name)
        found[f"parameters-{name}"] = summary.trainable
        found[f"macs-{name}"] = summary.macs
        found[f"depth-{name}"] = summary.depths.path
        found[f"weighted-{name}"] = summary.depths.weighted
        found[f"layers-{name}"] = summary.depths.layers
    return found


def _images():
    """How many images the first network is trained on, as its cell says."""
    sources = "\n".join(source for kind, source, _ in cells("00") if kind == "code")
    return int(re.search(r"Recipe\([^)]*\bimages=(\d+)", sources)[1])
