"""What is to be known of a network without building it again: sums, stages, depths, its strip."""

import dataclasses

from helpers.counting import Depths, conventions, depths, graph, ledger
from helpers.networks import FAMILIES, blueprint, options_of

from .overview import Slab, strip


@dataclasses.dataclass(frozen=True)
class Stage:
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
class Portrait:
    """A network, described. options: those of `build` that are not its defaults.

    trainable, non_trainable: parameters. convolution_biases: how many of them are such.
    conventions: {what is counted, in words: parameters}. unknown: layers whose MACs are not known,
    and not in `macs`.
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
    strip: tuple

    @property
    def parameters(self):
        """trainable + non_trainable."""
        return self.trainable + self.non_trainable

    def to_json(self):
        """Plain lists and dicts; rows without the names of their fields."""
        flat = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        rows = {key: [dataclasses.astuple(row) for row in flat[key]] for key in ("stages", "strip")}
        return {**flat, "depths": dataclasses.asdict(self.depths), **rows}

    @classmethod
    def from_json(cls, record):
        """What to_json gave, after JSON. Raises ValueError if something is missing or too much."""
        try:
            return cls(**{
                **record,
                "input_shape": tuple(record["input_shape"]),
                "unknown": tuple(record["unknown"]),
                "depths": Depths(**record["depths"]),
                "stages": tuple(Stage(n, tuple(o), *rest) for n, o, *rest in record["stages"]),
                "strip": tuple(Slab(s, n, tuple(o), *rest) for s, n, o, *rest in record["strip"]),
            })  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"This is no description of a network ({error!r}).") from error


def describe(model):
    """The Portrait of any Keras model that records its graph, also of a student's own.

    Raises ValueError for a model without a graph, or for images of any size.
    """
    network, book = graph(model), ledger(model)
    rows = {row.name: row for row in book}
    origin = blueprint(model)
    usual = options_of(origin.network) if origin.network in FAMILIES else {}
    return Portrait(
        network=origin.network,
        options={k: v for k, v in origin.options.items() if k not in usual or v != usual[k]},
        input_shape=tuple(network.nodes[0].shape),
        trainable=book.trainable,
        non_trainable=book.non_trainable,
        convolution_biases=sum(map(convolution_biases, book)),
        conventions=conventions(book),
        macs=book.macs,
        activation_bytes=book.activation_bytes,
        unknown=book.unknown,
        depths=depths(model),
        stages=_stages(book),
        strip=strip(network, rows),
    )


def convolution_biases(row):
    """The number of biases in a row of the ledger that is a convolution."""
    if "Conv" not in row.kind:
        return 0
    return sum(weight.shape[0] for weight in row.weights if weight.name == "bias")


def _stages(book):
    return tuple(
        Stage(row.name, row.output_shape, row.trainable, row.non_trainable, row.macs or 0,
              row.activation_bytes or 0)
        for row in book.by_stage()
    )  # fmt: skip
