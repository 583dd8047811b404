"""Receptive fields: how many pixels of the input one output pixel can see.

With k_i the kernels' sides and s_i the strides, 1 + Σ (k_i − 1)·s_1·…·s_(i−1) (Araujo, Norris and
Sim 2019, Computing receptive fields of convolutional neural networks, Distill, §"Single-path").
"""

from .closed_forms import whole
from .layer_kinds import layer_window
from .model_graph import graph


def receptive_field(layers):
    """Side in pixels of the field of a chain of (kernel, stride) or (kernel, stride, dilation)."""
    size, jump = 1, 1
    for number, layer in enumerate(layers, 1):
        if not isinstance(layer, list | tuple) or len(layer) not in (2, 3):
            raise ValueError(
                f"layer {number} is {layer!r}; expected (kernel, stride) or "
                "(kernel, stride, dilation)."
            )
        kernel, stride, dilation = (
            whole(f"the {name} of layer {number}", value)
            for name, value in zip(("kernel", "stride", "dilation"), (*layer, 1), strict=False)
        )
        size, jump = size + dilation * (kernel - 1) * jump, jump * stride
    return size


def receptive_fields(model):
    """{name of a node: (size, stride) in pixels, or None}, for an image model or Graph.

    The largest field over all paths from the input, on its longer side; stride: pixels of the
    input from one output pixel to the next. None where there is no such number: after a layer
    that sees the whole image (global pooling, Flatten), or one of a kind that is not known here.
    Fields of branches that are not centred on one another reach a little further together.
    """
    fields = {}
    for node in graph(model):
        before = [fields[name] for name in node.inputs]
        fields[node.name] = None if None in before else _after(node, before)
    return {name: field and max(zip(*field, strict=True)) for name, field in fields.items()}


def _after(node, before):
    """((height, width), (vertical stride, horizontal stride)) of a node's field; None if unknown.

    before: the same of the nodes that feed it.
    """
    if len(node.shape) != 3:
        return None
    if not before:
        return (1, 1), (1, 1)
    known = layer_window(node.layer)
    if known is None:
        return None
    size, jump = (tuple(map(max, zip(*side, strict=True))) for side in zip(*before, strict=True))
    window, strides, dilation = known
    reach = zip(size, dilation, window, jump, strict=True)
    size = tuple(s + d * (k - 1) * j for s, d, k, j in reach)
    return size, tuple(j * s for j, s in zip(jump, strides, strict=True))
