"""Operations and bytes of a training step, counted, over what the machine can do at best.

Williams, Waterman & Patterson 2009 (doi:10.1145/1498765.1498785): a step takes at least the longer
of operations / (operations/s) and bytes / (bytes/s).

Operations: two for each multiply–accumulate, three times: outputs, gradients by inputs, gradients
by weights. Bytes: each operation reads its inputs from memory and writes its output there, in the
type that is computed in; nothing stays in a cache, and kernels, which are small, cost nothing. A
step that keeps tensors in a cache may be faster than the bytes allow, and its share is above 1.
"""

import collections
import math

from .fresh import call
from .speed import BF16, FLOAT, WIDTH

# Passes over a layer's (inputs, output), forwards and backwards together; g is the gradient by the
# output, as large as it.
PASSES = {
    "Conv2D": (3, 3),  # read x, write y; read g, write ∂x; read x and g
    "Dense": (3, 3),
    "BatchNormalization": (5, 3),  # read x twice, write y; read x and g twice, write ∂x
    "Activation": (2, 3),  # read x, write y; read y and g, write ∂x
    "PadShortcut": (2, 2),  # read x, write y; read g, write ∂x
    "GlobalAveragePooling2D": (2, 2),
    "Add": (1, 1),  # read both, write y; g is passed on as it is
    "InputLayer": (0, 0),
}
FORK = 3  # for each further layer that takes an output: read two gradients, write their sum
BYTES = {FLOAT: 4, BF16: 2}
TRAINING, PER_MAC = 3, 2


def step_values(graph):
    """Values read and written in a training step on one image.

    Raises ValueError for a kind of layer that is not in PASSES.
    """
    takers = collections.Counter(name for node in graph for name in node.inputs)
    values = 0
    for node in graph:
        if node.kind not in PASSES:
            raise ValueError(f"{node.name} is of an unknown kind: add {node.kind} to PASSES.")
        over_inputs, over_output = PASSES[node.kind]
        size = math.prod(node.shape)
        values += over_inputs * sum(map(math.prod, node.takes)) + over_output * size
        values += FORK * max(0, takers[node.name] - 1) * size
    return values


def counts(depth):
    """{"operations", "values"} of a training step on one image, of the network that is timed."""
    from helpers import counting
    from helpers.networks import build

    model = counting.build_shapes_only(build, "resnet", depth=depth, width=WIDTH)
    graph = counting.graph(model)
    return {
        "operations": PER_MAC * TRAINING * counting.macs(graph),
        "values": step_values(graph),
    }


def measured_ceilings(seconds, with_pytorch):
    """{"float32", "bfloat16": operations/s, "bytes": bytes/s}, the best of both libraries."""
    libraries = ["tensorflow", *(["pytorch"] if with_pytorch else [])]
    found = [call(f"bench.ceilings:{name}", seconds=seconds) for name in libraries]
    return {name: max(of[name] for of in found) for name in ("float32", "bfloat16", "bytes")}


def bound(ceiling, count, precision):
    """Images/s that (operations, bytes) allow: (both limits by name)."""
    return {
        "operations": ceiling[precision] / count["operations"],
        "bytes": ceiling["bytes"] / (count["values"] * BYTES[precision]),
    }


def roofline(speeds, ceiling):
    """Rows: of each row of `speeds` that was timed, the limits and the share of the lower one."""
    rows, known = [], {}
    for row in speeds:
        if "images_per_second" not in row or row["augment"]:
            continue
        depth, precision = row["depth"], row["precision"]
        if depth not in known:
            known[depth] = call("bench.roofline:counts", depth=depth)
        limits = bound(ceiling, known[depth], precision)
        reached = row["images_per_second"]["median"]
        rows.append(
            {
                **{name: row[name] for name in ("contender", "depth", "batch", "precision")},
                "operations": known[depth]["operations"],
                "bytes": known[depth]["values"] * BYTES[precision],
                "limits": limits,
                "limited_by": min(limits, key=limits.get),
                "images_per_second": reached,
                "share": reached / min(limits.values()),
            }
        )
    return rows
