"""The numbers of deck 06."""

from helpers.counting import convolution, convolution_macs, depthwise, separable, separable_ratio
from helpers.pretrained import PRETRAINED, labels
from helpers.runs import recorded

from ..marked import Quoted
from ..sources import errors, network, printed, result, training_error

KERNEL, INPUTS, OUTPUTS = 3, 20, 40  # the lecture's example
KINDS = {  # short name: row of the table of runs
    "standard": "standard, 4 a stage",
    "basic": "basic, 2 a stage",
    "inception": "reduced Inception, 2 a stage",
    "alone": "Xception, no shortcut, 2 a stage",
    "xception": "Xception, 2 a stage",
}
TABLE_1 = "Chollet 2016, Table 1"


def values():
    """{name: number, text or Quoted}."""
    return {**_counts(), **_limit(), **_xception(), **_runs(), **_costs(), **_mobilenet()}


def _counts():
    """Of the lecture's example, in the three conventions of bias."""
    standard = convolution(KERNEL, INPUTS, OUTPUTS)
    bare = convolution(KERNEL, INPUTS, OUTPUTS, bias=False)
    found = {
        "one-map": convolution(KERNEL, INPUTS, 1, bias=False),
        "standard": standard,
        "bare": bare,
        "first": depthwise(KERNEL, INPUTS, True),
        "first-bare": depthwise(KERNEL, INPUTS, False),
        "second": convolution(1, INPUTS, OUTPUTS),
        "second-bare": convolution(1, INPUTS, OUTPUTS, bias=False),
        "keras-says": result("06-keras"),
        "patterns": result("06-patterns"),
        "patterns-standard": INPUTS * OUTPUTS,
        "channels-first": printed("06", r"channels first +([\d,]+)"),
    }
    for bias in ("both", "pointwise", "none"):
        found[bias] = separable(KERNEL, INPUTS, OUTPUTS, bias=bias)
        found[f"factor-{bias}"] = (bare if bias == "none" else standard) / found[bias]
    return found


def _limit():
    found = {
        "limit": result("06-limit"),
        "limit-factor": KERNEL**2,
        "mobilenet-low": Quoted(8, "Howard et al. 2017, §3.1"),
        "mobilenet-high": Quoted(9, "Howard et al. 2017, §3.1"),
    }
    found["left-40"] = 100 * separable_ratio(KERNEL, 40)
    found["pointwise-256"] = 100 * 256 / (256 + KERNEL**2)
    return found


def _xception():
    v3, xception = network("inception_v3"), network("xception")
    return {
        "parameters-v3": v3.trainable,
        "parameters-xception": xception.trainable,
        "fewer": 100 * (1 - xception.trainable / v3.trainable),
        "gmacs-v3": v3.macs / 1e9,
        "gmacs-xception": xception.macs / 1e9,
        "macs-times": xception.macs / v3.macs,
        "top1-gain": Quoted(round(79.0 - 78.2, 1), TABLE_1),
        "top1-v3": Quoted(78.2, TABLE_1),
        "top1-xception": Quoted(79.0, TABLE_1),
        "top5-v3": Quoted(94.1, TABLE_1),
        "top5-xception": Quoted(94.5, TABLE_1),
        "keras-top1-xception": PRETRAINED["xception"].top1,
        "keras-top1-v3": PRETRAINED["inception_v3"].top1,
        "imagenet-classes": len(labels()),
        "jft-images": Quoted(350_000_000, "Chollet 2016, abstract"),
        "jft-classes": Quoted(17_000, "Chollet 2016, abstract"),
        "jft-better": Quoted(4.3, "Chollet 2016, §4.5.1"),
    }


def _runs():
    recipe, table = recorded("xception")[0].recipe, errors("xception")
    found = {"images": recipe.images, "epochs": recipe.epochs}
    for name, row in KINDS.items():
        found[f"training-{name}"] = training_error("xception", row)
    for column, name in (("parameters", "within-parameters"), ("MMACs", "within-macs")):
        found[name] = 100 * float(table[column].max() / table[column].min() - 1)
    found["shortcut-separable"] = found["training-alone"] - found["training-xception"]
    found["shortcut-standard"] = found["training-standard"] - found["training-basic"]
    return found


def _costs():
    """MACs for each number that a layer reads, and two networks of equal MACs."""
    channels, side = 128, 28
    read = side * side * channels
    found = {
        "reuse-standard": convolution_macs(3, channels, channels, side, side) / read,
        "reuse-pointwise": convolution_macs(1, channels, channels, side, side) / read,
        "reuse-depthwise": KERNEL**2,
    }
    for block in ("standard", "separable"):
        found[f"pair-macs-{block}"] = 1e6 * printed("06", rf"(?m)^{block} .* ([\d.]+) MMACs, ")
        found[f"pair-outputs-{block}"] = printed("06", rf"(?m)^{block} .* ([\d.]+) MiB")
    macs = found["pair-macs-standard"], found["pair-macs-separable"]
    found["pair-within"] = 100 * (max(macs) / min(macs) - 1)
    for block, width in (("standard", 16), ("separable", 45)):
        found[f"budget-{block}"] = training_error("separable", f"{block}, width {width}")
    return found


def _mobilenet():
    summary = network("mobilenet")
    return {
        "depthwise-share": result("06-mobilenet"),
        "mmacs": summary.macs,
        "mmacs-standard": 1e6 * printed("06", r"with standard convolutions ([\d,]+) MMACs"),
        "right-separable": Quoted(70.6, "Howard et al. 2017, Table 4"),
        "right-standard": Quoted(71.7, "Howard et al. 2017, Table 4"),
        "right-lost": Quoted(1.1, "Howard et al. 2017, Table 4"),
    }
