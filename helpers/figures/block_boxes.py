"""A network's nodes as the boxes of a diagram: a convolution is drawn with what follows it.

Takes nodes with the fields of helpers.counting.Node and looks at nothing else.
"""

import dataclasses
import re

NORMS = {"BatchNormalization": "BN", "LayerNormalization": "LN", "GroupNormalization": "GN"}
ACTIVATIONS = {"relu": "ReLU", "relu6": "ReLU6", "linear": None}
# Drawn in the box of the layer whose output they take, if nobody else takes it.
FOLLOWERS = {*NORMS, "Activation", "ReLU", "LeakyReLU", "Softmax", "Dropout", "SpatialDropout2D"}
UNSEEN = {"ZeroPadding2D"}  # belongs to the padding of the layer after it
POOLS = {"MaxPooling2D": "max-pool", "AveragePooling2D": "average-pool"}
GLOBAL = {"GlobalAveragePooling2D": "global average", "GlobalMaxPooling2D": "global maximum"}
JOINS = {"Add": "+", "Concatenate": "concat", "Multiply": "×", "Average": "mean"}
CONVOLUTIONS = {"Conv2D": "conv", "DepthwiseConv2D": "depthwise", "SeparableConv2D": "separable"}


@dataclasses.dataclass(frozen=True)
class Box:
    """title: what it does. after: normalisation and activation. shape: of what comes out.

    kind: "input", "1×1", "conv", "depthwise", "pool", "join", "dense" or "other". inputs: names
    of the boxes that feed it. nodes: names of the nodes drawn in it; the last is the box's name.
    """

    kind: str
    title: str
    after: str
    shape: str
    inputs: tuple
    nodes: tuple

    @property
    def name(self):
        return self.nodes[-1]

    @property
    def lines(self):
        """Its text, line by line."""
        return tuple(filter(None, (self.title, self.after, self.shape)))


def boxes(graph):
    """The Boxes of a Graph, each after those that feed it."""
    taken = [name for node in graph for name in node.inputs] + list(graph.outputs)
    groups, home = [], {}  # lists of nodes; {name of a node: its place in groups}
    for node in graph:
        before = home.get(node.inputs[0]) if node.inputs else None
        if before is not None and node.kind in UNSEEN:
            home[node.name] = before
            continue
        lone = len(node.inputs) == 1 and taken.count(node.inputs[0]) == 1
        if lone and node.kind in FOLLOWERS and groups[before][0].kind != "InputLayer":
            home[node.name] = before
            groups[before].append(node)
            continue
        home[node.name] = len(groups)
        groups.append([node])
    return tuple(
        _box(nodes, tuple(groups[home[name]][-1].name for name in nodes[0].inputs))
        for nodes in groups
    )


def _box(nodes, inputs):
    first, last = nodes[0], nodes[-1]
    kind, title = described(first)
    after = [activation(first.layer)] if first.kind not in FOLLOWERS else []
    after += [follower(node) for node in nodes[1:]]
    text = ", ".join(filter(None, after))
    return Box(kind, title, text, size(last.shape), inputs, tuple(node.name for node in nodes))


def described(node):
    """(kind, title) of a node."""
    layer = node.layer
    if node.kind == "InputLayer":
        return "input", "input"
    if node.kind in CONVOLUTIONS:
        kernel, word = size(layer.kernel_size), CONVOLUTIONS[node.kind]
        groups = f", {layer.groups} groups" if getattr(layer, "groups", 1) > 1 else ""
        if node.kind == "DepthwiseConv2D":
            return "depthwise", f"{kernel} depthwise{stride(layer)}"
        kind = "depthwise" if word == "separable" else "1×1" if kernel == "1×1" else "conv"
        return kind, f"{kernel} {word}, {layer.filters}{stride(layer)}{groups}"
    if node.kind in POOLS:
        return "pool", f"{size(layer.pool_size)} {POOLS[node.kind]}{stride(layer)}"
    if node.kind in GLOBAL:
        return "pool", GLOBAL[node.kind]
    if node.kind in JOINS:
        return "join", JOINS[node.kind]
    if node.kind == "Dense":
        return "dense", f"dense, {layer.units}"
    if node.kind == "ScaledAdd":  # the residual sum of Inception-ResNet
        return "join", f"x + {layer.scale:g}·f(x)"
    if node.kind == "Rescaling":
        return "other", f"× {layer.scale:g}"
    return "other", follower(node) or "identity"


def follower(node):
    """A word for a normalisation, an activation or any other layer; None for the identity."""
    if node.kind in NORMS:
        return NORMS[node.kind]
    if node.kind == "Activation":
        return activation(node.layer)
    return node.kind if node.kind in FOLLOWERS else spelled(node.kind)


def spelled(kind):
    """'local response norm' of LocalResponseNorm."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()


def activation(layer):
    """The activation that a layer applies itself, or None."""
    name = getattr(getattr(layer, "activation", None), "__name__", "linear")
    return ACTIVATIONS.get(name, name)


def stride(layer):
    """' /2' where the output is made half as large."""
    strides = getattr(layer, "strides", None) or (1,)
    strides = (strides,) if isinstance(strides, int) else tuple(strides)
    if set(strides) == {1}:
        return ""
    return f" /{strides[0]}" if len(set(strides)) == 1 else f" /{size(strides)}"


def size(numbers):
    """'28×28×192'; a size that the model leaves open is a question mark."""
    return "×".join("?" if n is None else str(n) for n in numbers)
