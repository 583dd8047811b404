"""Memory of a training step, in bytes: what the backward pass will read, and room to work in.

An output stays in memory if a gradient is computed from it: that of a layer with weights from its
input, that of an activation from its own output, that of a maximum from both. A sum's, a copy's or
a mean's needs neither, so of a convolution, its normalisation, the sum with the shortcut and the
activation only the first and the last are kept.
"""

import math

from .costs import FLOAT
from .model_graph import graph

# Weight, gradient and momentum of each parameter, in float32 with either precision.
COPIES_OF_PARAMETERS = 3
# Gradients and other passing values, in units of the largest output. Measured with TensorFlow 2.21
# on two cores, ResNet-8, -20 and -56 at batches of 128 and 512 (2026-11-24): 3.3 to 4.4 for the
# narrowest, more for deeper ones, whose estimate is up to 13 % too small.
ROOM = 4
SIZE = {"float32": FLOAT, "bfloat16": 2}
FROM_INPUT = {"MaxPooling2D", "GlobalMaxPooling2D", "Multiply"}  # besides all layers with weights
FROM_OUTPUT = {"Activation", "ReLU", "Softmax", "MaxPooling2D"}


def kept_values(model):
    """Values of one image that a compiled training step keeps for its backward pass."""
    nodes = graph(model).nodes
    read = {name for node in nodes if _from_input(node) for name in node.inputs}
    return sum(
        math.prod(node.shape)
        for node in nodes
        if not node.inputs or node.name in read or _from_output(node)
    )


def training_bytes(model, batch, precision="float32", compiled=True):
    """Estimated bytes of a training step on `batch` images, without libraries and graph.

    compiled: False for a step operation by operation, which keeps the outputs of all layers.
    """
    nodes = graph(model)
    sizes = [math.prod(node.shape) for node in nodes]
    values = (kept_values(nodes) if compiled else sum(sizes)) + ROOM * max(sizes)
    fixed = FLOAT * COPIES_OF_PARAMETERS * model.count_params()
    return fixed + SIZE[precision] * batch * values


def _from_input(node):
    return bool(getattr(node.layer, "weights", ())) or node.kind in FROM_INPUT


def _from_output(node):
    activation = getattr(getattr(node.layer, "activation", None), "__name__", "linear")
    return node.kind in FROM_OUTPUT or activation != "linear"
