"""What each weight of a ledger is for, and in which conventions of counting it is left out."""

import math
from collections import Counter

KERNELS = "kernels and other weights"
BIASES = "convolution biases"
DENSE_BIASES = "biases of dense layers"
STATISTICS = "moving statistics of batch normalisation"
SCALES = "scales (gamma) of batch normalisation"
SHIFTS = "shifts (beta) of batch normalisation"
AUXILIARY = "auxiliary heads"
CLASSIFIER = "classifier"
FROZEN = "weights that are not trained"
GROUPS = "grouping: kernels that see one group's channels only"
NO_BIASES = "biases of convolutions that have none"

NORM = {
    "moving_mean": STATISTICS,
    "moving_variance": STATISTICS,
    "gamma": SCALES,
    "beta": SHIFTS,
}
# What may be left out of a count, and what added to it, in the order in which terms are shown.
LEFT_OUT = (AUXILIARY, CLASSIFIER, STATISTICS, FROZEN, BIASES, SCALES)
ADDED = (GROUPS, NO_BIASES)


def role(row, weight):
    """KERNELS, BIASES, STATISTICS, … of one weight of a row."""
    if row.kind == "BatchNormalization":
        return NORM.get(weight.name, KERNELS)
    if weight.name == "bias" and "Conv" in row.kind:
        return BIASES
    return DENSE_BIASES if weight.name == "bias" and row.kind == "Dense" else KERNELS


def size(weight):
    """Its number of parameters."""
    return math.prod(weight.shape)


def is_auxiliary(row):
    """Whether a row is of a second head, as GoogLeNet has them: named auxiliary…."""
    return any(part.startswith("auxiliary") for part in row.name.split("/"))


def classifier(ledger):
    """Name of the last layer that mixes its inputs, outside auxiliary heads, if it is dense.

    Or if it is a 1×1 convolution to classes, which Keras's MobileNet has. None if there is none.
    """
    mixing = [
        row
        for row in ledger
        if not is_auxiliary(row) and any(len(weight.shape) > 1 for weight in row.weights)
    ]
    if not mixing:
        return None
    last = mixing[-1]
    to_classes = last.kind == "Dense" or "pred" in last.name or "classifier" in last.name
    return last.name if to_classes else None


def count_by_role(ledger):
    """Counter {(roles for which it is left out, role by which it is added or None): parameters}.

    A convention that leaves out and adds certain roles counts the entries that none of the first
    holds, and of the added ones those of the second: so no weight is left out twice.
    """
    found, top = Counter(), classifier(ledger)
    for row in ledger:
        place = {AUXILIARY} if is_auxiliary(row) else {CLASSIFIER} if row.name == top else set()
        for weight in row.weights:
            frozen = set() if weight.trainable else {FROZEN}
            out = frozenset(place | frozen | {role(row, weight)})
            found[out, None] += size(weight)
            if row.groups > 1 and "Conv" in row.kind and len(weight.shape) > 1:
                found[out, GROUPS] += size(weight) * (row.groups - 1)
        if "Conv" in row.kind and row.weights and row.weights[-1].name != "bias":
            found[frozenset(place), NO_BIASES] += _outputs(row)
    return found


def count(found, convention):
    """Parameters under a convention: a set of roles of LEFT_OUT and ADDED."""
    return sum(
        number
        for (out, added), number in found.items()
        if not out & convention and (added is None or added in convention)
    )


def _outputs(row):
    """Channels that a convolution makes."""
    *_, before, last = row.weights[-1].shape
    if "Depthwise" in row.kind:
        return before * last
    return before if "Transpose" in row.kind else last
