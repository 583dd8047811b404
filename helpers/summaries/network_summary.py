"""What is to be known of a network without building it again: sums, stages, depths, an overview.

The overview cuts a network where everything passes through one point of its graph. No names are
needed for it, so that it works for any model: a layer of a plain chain is a segment, and so are a
whole residual block and a whole Inception module.
"""

import dataclasses

from helpers import counting
from helpers.counting import Depths, has_kernel
from helpers.networks import CATALOG, build_spec, options_of


@dataclasses.dataclass(frozen=True)
class StageSummary:
    """The sums of one stage. output: shape of its last layer.

    macs, activation_bytes: for one image, in float32.
    """

    name: str
    output: tuple
    trainable: int
    non_trainable: int
    macs: int
    activation_bytes: int

    @property
    def parameters(self):
        """trainable + non_trainable."""
        return self.trainable + self.non_trainable


@dataclasses.dataclass(frozen=True)
class Segment:
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


@dataclasses.dataclass(frozen=True)
class NetworkSummary:
    """A network in numbers. options: those of `build` that are not its defaults.

    trainable, non_trainable: parameters. convolution_biases: how many of them are such.
    conventions: {what is counted, in words: parameters}. unknown: layers whose MACs are not known,
    and not in `macs`. stages: StageSummaries. overview: Segments.
    """

    network: str
    options: dict
    input_shape: tuple
    trainable: int
    non_trainable: int
    convolution_biases: int
    conventions: dict
    macs: int
    activation_bytes: int
    unknown: tuple
    depths: Depths
    stages: tuple
    overview: tuple

    @property
    def parameters(self):
        """trainable + non_trainable."""
        return self.trainable + self.non_trainable

    def to_json(self):
        """Plain lists and dicts; rows without the names of their fields."""
        flat = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        tables = {key: list(map(dataclasses.astuple, flat[key])) for key in ("stages", "overview")}
        return {**flat, "depths": dataclasses.asdict(self.depths), **tables}

    @classmethod
    def from_json(cls, record):
        """What to_json gave, after JSON. Raises ValueError if something is missing or too much."""
        try:
            stages = [StageSummary(n, tuple(o), *rest) for n, o, *rest in record["stages"]]
            overview = [Segment(s, n, tuple(o), *rest) for s, n, o, *rest in record["overview"]]
            parts = {
                "input_shape": tuple(record["input_shape"]),
                "unknown": tuple(record["unknown"]),
                "depths": Depths(**record["depths"]),
                "stages": tuple(stages),
                "overview": tuple(overview),
            }
            return cls(**{**record, **parts})
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"This is no summary of a network ({error!r}).") from error


def summarize(model, ledger=None):
    """The NetworkSummary of any Keras model that records its graph, also of a student's own.

    model: it, or its Graph. ledger: its Ledger, by layer, where there is one already. Raises
    ValueError for a model without a graph, or for images of any size.
    """
    graph = counting.graph(model)
    ledger = counting.ledger(graph) if ledger is None else ledger
    spec = build_spec(graph.model)
    usual = options_of(spec.network) if spec.network in CATALOG else {}
    return NetworkSummary(
        network=spec.network,
        options={k: v for k, v in spec.options.items() if k not in usual or v != usual[k]},
        input_shape=tuple(graph.nodes[0].shape),
        trainable=ledger.trainable,
        non_trainable=ledger.non_trainable,
        convolution_biases=sum(map(_convolution_biases, ledger)),
        conventions=counting.conventions(ledger),
        macs=ledger.macs,
        activation_bytes=ledger.activation_bytes,
        unknown=ledger.unknown,
        depths=counting.depths(graph),
        stages=tuple(map(_stage, ledger.by_stage())),
        overview=overview(graph, ledger),
    )


def _convolution_biases(row):
    """The number of biases in a row of the ledger that is a convolution."""
    if "Conv" not in row.kind:
        return 0
    return sum(weight.shape[0] for weight in row.weights if weight.name == "bias")


def _stage(row):
    return StageSummary(
        row.name,
        row.output_shape,
        row.trainable,
        row.non_trainable,
        row.macs or 0,
        row.activation_bytes or 0,
    )


def overview(graph, ledger):
    """The Segments of a Graph, from input to output, those of auxiliary heads last.

    ledger: of the same model. A segment is one piece that has a kernel, with what follows without
    any, such as normalisation and pooling; the first has what comes before, too.
    Raises ValueError for a graph whose sizes are open.
    """
    rows = {row.name: row for row in ledger}
    pieces = narrow_pieces(graph)
    main = {node.name for piece in pieces for node in piece}
    sides = [[node] for node in graph if node.name not in main]
    return tuple(
        _segment(end, nodes, rows, side)
        for side, parts in ((False, pieces), (True, sides))
        for end, nodes in _gathered(parts)
    )


def narrow_pieces(graph):
    """Lists of trunk nodes, each up to a point through which all paths to the output go."""
    main = _trunk(graph)
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


def _trunk(graph):
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


def _gathered(pieces):
    """[(the node whose output has the segment's shape, its nodes)] of successive pieces."""
    found, before = [], []
    for piece in pieces:
        if any(has_kernel(node.layer) for node in piece):
            found.append((piece[-1], before + piece))
            before = []
        else:
            (found[-1][1] if found else before).extend(piece)
    return found


def _segment(end, nodes, rows, side):
    stage = next(rows[node.name].stage for node in nodes if has_kernel(node.layer))
    parameters = sum(rows[node.name].parameters for node in nodes)
    macs = sum(rows[node.name].macs or 0 for node in nodes)
    return Segment(stage, end.name, _maps(end), parameters, macs, side)


def _maps(node):
    """(height, width, channels) of a node's output."""
    if None in node.shape:
        raise ValueError(
            f"The output of {node.name} is {node.shape}: give the model an input of fixed size."
        )
    *sides, channels = node.shape or (1,)
    return *(*sides, 1, 1)[:2], channels
