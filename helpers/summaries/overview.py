"""A network as a strip of slabs, cut where everything passes through one point of its graph.

No names are needed for it, so that it works for any model: a layer of a plain chain is a slab, and
so are a whole residual block and a whole Inception module.
"""

import dataclasses

from helpers.counting.depth import has_kernel


@dataclasses.dataclass(frozen=True)
class Slab:
    """One piece of a network.

    shape: of its output, (height, width, channels); (1, 1, n) for n neurons. parameters: all of
    them, trained or not. macs: for one image. side: whether it belongs to an auxiliary head.
    """

    stage: str
    name: str
    shape: tuple
    parameters: int
    macs: int
    side: bool = False


def trunk(graph):
    """Names of all nodes that the main output needs: that with most layers before it."""
    feeds, length = {node.name: node.inputs for node in graph}, {}
    for node in graph:
        length[node.name] = 1 + max(map(length.get, node.inputs), default=0)
    stack, found = [max(graph.outputs, key=length.get)], set()
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack += feeds[name]
    return found


def segments(graph):
    """Lists of trunk nodes, each up to a point through which all paths to the output go."""
    main = trunk(graph)
    nodes = [node for node in graph if node.name in main]
    place = {node.name: number for number, node in enumerate(nodes)}
    last = {}  # place of the last node that takes a node's output
    for node in nodes:
        last.update(dict.fromkeys(node.inputs, place[node.name]))
    pieces, piece, reach = [], [], 0
    for number, node in enumerate(nodes):
        piece.append(node)
        if reach <= number:
            pieces.append(piece)
            piece = []
        reach = max(reach, last.get(node.name, number))
    return pieces


def strip(graph, rows):
    """The Slabs of a Graph, from input to output, those of auxiliary heads last.

    rows: {name of a node: its Row of the ledger}. A slab is one piece that has a kernel, with what
    follows without any, such as normalisation and pooling; the first has what comes before, too.
    Raises ValueError for a graph whose sizes are open.
    """
    pieces = segments(graph)
    main = {node.name for piece in pieces for node in piece}
    sides = [[node] for node in graph if node.name not in main]
    return tuple(
        _slab(end, nodes, rows, side)
        for side, parts in ((False, pieces), (True, sides))
        for end, nodes in _gathered(parts)
    )


def _gathered(pieces):
    """[(the node whose output has the slab's shape, its nodes)] of pieces one after another."""
    slabs, before = [], []
    for piece in pieces:
        if any(has_kernel(node.layer) for node in piece):
            slabs.append((piece[-1], before + piece))
            before = []
        else:
            (slabs[-1][1] if slabs else before).extend(piece)
    return slabs


def _slab(end, nodes, rows, side):
    first = next(node for node in nodes if has_kernel(node.layer))
    return Slab(
        rows[first.name].stage, end.name, maps(end),
        sum(rows[node.name].parameters for node in nodes),
        sum(rows[node.name].macs or 0 for node in nodes), side,
    )  # fmt: skip


def maps(node):
    """(height, width, channels) of a node's output."""
    if None in node.shape:
        raise ValueError(
            f"The output of {node.name} is {node.shape}: give the model an input of fixed size."
        )
    *sides, channels = node.shape or (1,)
    return *(*sides, 1, 1)[:2], channels
