"""The numbers of deck 02."""

import numpy as np

from helpers import summaries
from helpers.counting import dense
from helpers.runs import recorded
from helpers.runs.analysis import failed

from ..marked import Quoted
from ..sources import network, printed, result, shipped, training_error

PAPER = "Krizhevsky et al. 2012"
RATES = {"relu": (0.003, 0.01, 0.03), "tanh": (0.003, 0.01, 0.03), "sigmoid": (0.03, 0.1, 0.3)}


def contest():
    """[(year, who, top-5 error in %, whether it is a convolutional network)], 2010 to 2013."""
    rows = [
        (
            row["year"],
            row["network"] if row["year"] == 2012 else row["team"],
            row["error"],
            bool(row["network"]),
        )
        for row in shipped("ilsvrc.json")["years"]
        if row["year"] <= 2013
    ]
    second = (2012, "next team", second_error().value, False)
    return sorted([*rows, second], key=lambda row: (row[0], -row[2]))


def second_error():
    """Top-5 error of the second team of 2012."""
    return Quoted(26.2, f"{PAPER}, abstract")


def values():
    error = {year: value for year, _, value, _ in contest()}
    net, joined = network("alexnet"), summaries.read("alexnet", grouped=False)
    fc1 = dense(6 * 6 * 256, 4096)
    images, epochs = 1.2e6, 90  # the paper, §2 and §5
    found = {
        "error": error[2012],
        "second": second_error(),
        "points": second_error().value - error[2012],
        "avoided": result("02-errors"),
        "paper-parameters": Quoted(60e6, f"{PAPER}, abstract"),
        "threshold": Quoted(25, f"{PAPER}, Fig. 1"),
        "lecture-percent": Quoted(10, "the lecture"),
        "relu-fast-rate": 0.03,
        "single": Quoted(18.2, f"{PAPER}, Table 2"),
        "error-2011": error[2011],
        "error-2013": error[2013],
        "grouped": net.trainable,
        "macs": net.macs,
        "ungrouped": joined.trainable,
        "parameters-saved": result("02-groups"),
        "macs-saved": 100 * (1 - net.macs / joined.macs),
        "dense-parameters": result("02-dense"),
        "dense-macs": printed("02", r"of the parameters, ([\d.]+)% of the MACs"),
        "convolution-macs": 100 - printed("02", r"of the parameters, ([\d.]+)% of the MACs"),
        "fc1": fc1,
        "fc1-share": 100 * fc1 / net.trainable,
        "fc1-padding": fc1 - dense(3 * 3 * 256, 4096),
        "images-million": Quoted(images / 1e6, f"{PAPER}, §2"),
        "images": Quoted(images, f"{PAPER}, §2"),
        "epochs": Quoted(epochs, f"{PAPER}, §5"),
        "a-second": printed("02", r"(\d+) images a second"),
        "operations": f"{2 * 3 * net.macs * images * epochs / 1e17:.0f}·10¹⁷",
        "positions-224": printed("02", r"224: .* = ([\d.]+)"),
        "border": printed("02", r"\[\[(0\.\d+)"),
        "colour": result("02-colour"),
        "times-faster": Quoted(6, f"{PAPER}, §3.1 and Fig. 1"),
        "tanh-epochs": printed("02", r"'tanh': (\d+)"),
        "relu-epochs": printed("02", r"'relu': (\d+)"),
        "gain-groups": Quoted(1.7, f"{PAPER}, §3.2"),
        "gain-normalisation": Quoted(1.4, f"{PAPER}, §3.3"),
        "gain-pooling": Quoted(0.4, f"{PAPER}, §3.4"),
        "gain-colours": Quoted(1, f"{PAPER}, §4.1"),
        "run-images": recorded("activations")[0].recipe.images,
        "run-epochs": recorded("activations")[0].recipe.epochs,
    }
    for name, rates in RATES.items():
        errors = {rate: _training_error(name, rate) for rate in rates}
        best = min(errors, key=errors.get)
        found[f"{name}-error"] = errors[best]
        found[f"{name}-rate"] = best
    found["relu-fast"] = _training_error("relu", 0.03)
    found["tanh-fast"] = _training_error("tanh", 0.03)
    return found


def _training_error(name, rate):
    return training_error("activations", f"four layers {name}, rate {rate:g}")


def best_runs():
    """The recorded runs of each activation at the rate with which it ends lowest."""
    at_rate = {}
    for run in recorded("activations"):
        if not failed(run):
            case = run.options["activation"], run.recipe.rate
            at_rate.setdefault(case, []).append(run)

    def last(case):
        return np.mean([1 - run.train_accuracy[-1] for run in at_rate[case]])

    best = (
        min((case for case in at_rate if case[0] == name), key=last)
        for name in dict.fromkeys(name for name, _ in at_rate)
    )
    return [run for case in best for run in at_rate[case]]
