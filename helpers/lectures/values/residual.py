"""The numbers of deck 04."""

import numpy as np

from helpers.networks import CATALOG
from helpers.probes import depth_gradients
from helpers.runs import recorded

from ..marked import Quoted
from ..sources import network, printed, result, test_error, training_error


def values():
    found = {
        "images": recorded("depth")[0].recipe.images,
        "epochs": recorded("depth")[0].recipe.epochs,
        "longer-images": recorded("generalization")[0].recipe.images,
        "longer-epochs": recorded("generalization")[0].recipe.epochs,
        "parameters-56": _parameters(),
        "nothing": printed("04", r"changing nothing (0\.\d+)"),
        "below": result("04-nothing"),
        "vanish": result("04-vanish"),
        "basic-64": printed("04", r"basic, 64 channels +([\d,]+) parameters"),
        "basic-256": printed("04", r"basic, 256 channels +([\d,]+) parameters"),
        "bottleneck-256": printed("04", r"bottleneck, 256 channels +([\d,]+) parameters"),
        "bottleneck-test": test_error("bottleneck", "bottleneck"),
        "basic-test": test_error("bottleneck", "basic"),
        "resnet152": network("resnet152").trainable + network("resnet152").non_trainable,
        "depth-googlenet": network("googlenet").depths.path,
        "paper-1202": Quoted(7.93, "He et al. 2015, Table 6"),
        "paper-110": Quoted(CATALOG["resnet"].errors[110], "He et al. 2015, Table 6"),
        "paper-1001": Quoted(4.62, "He et al. 2016, arXiv:1603.05027, Table 4"),
        "layers-1202": Quoted(1202, "He et al. 2015, §4.2"),
        "layers-1001": Quoted(1001, "He et al. 2016, arXiv:1603.05027"),
        "plain-limit": Quoted(10000, "Xiao et al. 2018, arXiv:1806.05393"),
        "lecture-layers": Quoted(1000, "the lecture"),
        "winner-depth": Quoted(152, "He et al. 2015, §4.1"),
        "correlation-plain": result("04-shattered"),
    }
    for depth in (8, 14, 20, 56):
        for family in ("plain", "ResNet"):
            row = f"{family}, {depth} layers"
            found[f"training-{family}-{depth}"] = training_error("depth", row)
            found[f"test-{family}-{depth}"] = test_error("depth", row)
    for depth in (8, 20, 56):
        for family in ("plain", "ResNet"):
            row = f"{family}, {depth} layers"
            found[f"longer-{family}-{depth}"] = test_error("generalization", row)
    for layers in (1, 2, 3):
        row = f"ResNet {layers}-layer blocks, 56 layers"
        found[f"bypass-{layers}"] = training_error("bypass", row)
    for row in depth_gradients.recorded()["rows"]:
        normalised = "bn" if row["batch_norm"] else "no-bn"
        init = row["init"].split("_")[0]
        name = f"gradient-{row['network']}-{row['depth']}-{init}-{normalised}"
        found[name] = float(np.median(row["ratios"]))
    return found


def _parameters():
    return printed("04", r"plain-56 ([\d,]+),")
