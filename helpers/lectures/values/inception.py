"""The numbers of deck 05."""

from helpers.counting import break_even_outputs, convolution, convolution_macs
from helpers.networks import CATALOG
from helpers.networks.inception_widths import INCEPTION_3A as WIDTHS
from helpers.runs import recorded

from ..marked import Quoted
from ..sources import errors, network, printed, result, test_error, training_error

SIDE, INPUTS, REDUCED = 24, 20, 10  # the lecture's example
HEADS = ("auxiliary_a_bn", "auxiliary_b_bn")  # counted with the others by the notebook


def values():
    """{name: number, text or Quoted}."""
    return {**_counts(), **_example(), **_googlenet(), **_runs(), **_versions()}


def _counts():
    """Of the module (3a), and of nine modules."""
    five = convolution(5, 192, WIDTHS.five, bias=False)
    before = convolution(1, 192, WIDTHS.five_reduce, bias=False)
    after = convolution(5, WIDTHS.five_reduce, WIDTHS.five, bias=False)
    return {
        "channels-naive": result("05-channels"),
        "channels-convolutions": WIDTHS.one + WIDTHS.three + WIDTHS.five,
        "channels-reduced": WIDTHS.one + WIDTHS.three + WIDTHS.five + WIDTHS.pool,
        "weights-naive": printed("05", r"'naive': (\d+)"),
        "weights-reduced": printed("05", r"'reduced': (\d+)"),
        "left": result("05-left"),
        "five-naive": five,
        "five-reduced": before + after,
        "rank": printed("05", r"rank (\d+) of"),
        "rank-full": printed("05", r"rank \d+ of (\d+)"),
        "nine": result("05-nine"),
        "nine-naive": printed("05", r"naive +([\d,]+) parameters, .* GMACs"),
        "nine-work": printed("05", r"naive .* ([\d.]+) GMACs")
        / printed("05", r"reduced .* ([\d.]+) GMACs"),
        "gmacs-naive": printed("05", r"naive .* ([\d.]+) GMACs"),
        "width-naive": printed("05", r"naive .* GMACs, ([\d,]+) channels out"),
        "width-reduced": printed("05", r"reduced .* GMACs, ([\d,]+) channels out"),
        "two": result("05-two"),
        "weights-5x5": convolution(5, 64, 64, bias=False),
        "weights-two-3x3": 2 * convolution(3, 64, 64, bias=False),
        "row": result("05-row"),
    }


def _example():
    """(24, 24, 20) to (24, 24, 10), before three layers."""

    def macs(kernel, inputs, outputs):
        return convolution_macs(kernel, inputs, outputs, SIDE, SIDE)

    itself = macs(1, INPUTS, REDUCED)
    found = {"itself": itself, "pays": result("05-pays")}
    for kernel, outputs in ((3, 40), (3, 2), (1, 10)):
        name = f"{kernel}x{kernel}-{outputs}"
        found[f"direct-{name}"] = macs(kernel, INPUTS, outputs)
        found[f"with-{name}"] = itself + macs(kernel, REDUCED, outputs)
    for kernel in (1, 3):
        found[f"even-{kernel}x{kernel}"] = break_even_outputs(kernel, INPUTS, REDUCED)
    return found


def _googlenet():
    alexnet, googlenet = network("alexnet"), network("googlenet")
    dense = sum(s.trainable for s in alexnet.stages if s.name in ("fc1", "fc2", "classifier"))
    return {
        "depth": googlenet.depths.path,
        "weighted": googlenet.depths.weighted,
        "depth-alexnet": alexnet.depths.path,
        "parameters": googlenet.trainable,
        "parameters-alexnet": alexnet.trainable,
        "with-heads": CATALOG["googlenet"].published[1].count,
        "fewer": alexnet.trainable / googlenet.trainable,
        "gmacs": googlenet.macs / 1e9,
        "macs-times": googlenet.macs / alexnet.macs,
        "dense-share": 100 * dense / alexnet.trainable,
        "with-dense": 1e6 * printed("05", r"reduced modules +[\d.]+ +([\d.]+)"),
        "naive-dense": 1e6 * printed("05", r"naive modules +[\d.]+ +([\d.]+)"),
        "paper-fewer": Quoted(12, "Szegedy et al. 2014, §1"),
        "contest": Quoted(CATALOG["googlenet"].errors["top-5, contest"], "ILSVRC 2014, Table 2"),
    }


def _runs():
    recipe = recorded("inception")[0].recipe
    found = {"images": recipe.images, "epochs": recipe.epochs}
    for kind, width in (("naive", 16), ("reduced", 28)):
        row = f"{kind} Inception, width {width}"
        found[f"training-{kind}"] = training_error("inception", row)
        found[f"test-{kind}"] = test_error("inception", row)
    table = errors("inception")[["parameters", "MMACs"]]
    pairs = [("naive Inception, width 8", "reduced Inception, width 14")]
    pairs += [("naive Inception, width 16", "reduced Inception, width 28")]
    found["within"] = 100 * max(float((table.loc[b] / table.loc[a]).max() - 1) for a, b in pairs)
    return found


def _versions():
    found = {
        "normalised-v2": printed("05", r"inception_v2 .*'BatchNormalization': (\d+)"),
        "convolutions-v2": printed("05", r"inception_v2 .*'Conv2D': (\d+)"),
        "normalised-v3": printed("05", r"inception_v3 .*'BatchNormalization': (\d+)") - len(HEADS),
        "without-bn-auxiliary": Quoted(21.6, "Szegedy et al. 2015, arXiv:1512.00567, Table 3"),
        "with-bn-auxiliary": Quoted(21.2, "Szegedy et al. 2015, arXiv:1512.00567, Table 3"),
        "additions-v4": result("05-additions"),
        "additions-resnet": printed("05", r"inception_resnet_v2 .* (\d+) additions"),
        "human": Quoted(5.1, "Russakovsky et al. 2015, arXiv:1409.0575, §6.4, annotator A1"),
        "ensemble-v3": Quoted(3.58, "Szegedy et al. 2015, arXiv:1512.00567, Table 5"),
    }
    for name in ("inception_v3", "inception_v4", "inception_resnet_v2"):
        title = CATALOG[name].title
        found[f"top5-{name}"] = Quoted(CATALOG[name].errors["top-5, one crop"], title)
    return found
