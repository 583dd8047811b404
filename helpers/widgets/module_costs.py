"""What an Inception module costs, naive and with 1×1 reductions, layer by layer; and in words.

Szegedy et al. 2014, arXiv:1409.4842, Fig. 2a and 2b. Stride 1 and zero padding throughout, so all
layers have the height and width of the input; costs are for one image in float32.
"""

import dataclasses
import html

from helpers import counting
from helpers.networks.inception_widths import INCEPTION_3A, STAGES
from helpers.tables import html_table

from .panel import change, prose

MIB = 2**20
# name: (unit on an axis, one unit of it)
METRICS = {
    "parameters": ("thousand parameters", 1e3),
    "MACs": ("MMACs per image", 1e6),
    "memory": ("MiB of outputs per image", MIB),
}
BRANCHES = ("1×1", "3×3", "5×5", "pooling")
KINDS = (False, True)  # naive, with reductions
ENDS = "input, output"  # which only memory counts; the output is the concatenation


@dataclasses.dataclass(frozen=True)
class Module:
    """An input of height × width × inputs, and the output channels of each convolution."""

    height: int = 28
    width: int = 28
    inputs: int = 192
    one: int = INCEPTION_3A.one
    three_reduce: int = INCEPTION_3A.three_reduce
    three: int = INCEPTION_3A.three
    five_reduce: int = INCEPTION_3A.five_reduce
    five: int = INCEPTION_3A.five
    pool: int = INCEPTION_3A.pool

    @property
    def widths(self):
        """Output channels in the order of the paper's Table 1."""
        return (self.one, self.three_reduce, self.three, self.five_reduce, self.five, self.pool)

    def outputs(self, reduced=True):
        """Channels of the concatenated output; naive pooling hands on all that come in."""
        return self.one + self.three + self.five + (self.pool if reduced else self.inputs)


PRESETS = {
    "GoogLeNet (3a): 28×28×192": Module(28, 28, 192, *STAGES[3][0]),
    "GoogLeNet (3b): 28×28×256": Module(28, 28, 256, *STAGES[3][1]),
    "GoogLeNet (4a): 14×14×480": Module(14, 14, 480, *STAGES[4][0]),
    "GoogLeNet (4e): 14×14×528": Module(14, 14, 528, *STAGES[4][4]),
    "GoogLeNet (5b): 7×7×832": Module(7, 7, 832, *STAGES[5][1]),
}


@dataclasses.dataclass(frozen=True)
class Layer:
    """One layer of a branch. kernel: None for what has no weights. added: only the reduced module
    has it."""

    branch: str
    name: str
    kernel: int | None
    inputs: int
    outputs: int
    added: bool = False


def layers(module, reduced):
    """The layers of the module in the order of its branches, without its input and output."""
    m, c = module, module.inputs
    found = [Layer("1×1", "1×1", 1, c, m.one)]
    for branch, kernel, narrow, wide in (
        ("3×3", 3, m.three_reduce, m.three),
        ("5×5", 5, m.five_reduce, m.five),
    ):
        if reduced:
            found.append(Layer(branch, f"1×1 before {branch}", 1, c, narrow, True))
        found.append(Layer(branch, branch, kernel, narrow if reduced else c, wide))
    found.append(Layer("pooling", "3×3 max pooling", None, c, c))
    if reduced:
        found.append(Layer("pooling", "1×1 after pooling", 1, c, m.pool, True))
    return found


def cost(module, layer, metric, biases=False):
    """The Count of one layer; memory in bytes. Pooling has no weights and multiplies nothing."""
    if metric == "memory":
        return counting.output_bytes(module.height, module.width, layer.outputs)
    if layer.kernel is None:
        return counting.pooling()
    if metric == "parameters":
        return counting.convolution(layer.kernel, layer.inputs, layer.outputs, biases)
    size = module.height, module.width
    return counting.convolution_macs(layer.kernel, layer.inputs, layer.outputs, *size)


def costs(module, reduced, metric, biases=False):
    """[(Layer, Count)] of all that the metric counts: for memory, input and output as well."""
    counted = layers(module, reduced)
    if metric == "memory":
        ends = ("input", module.inputs), ("concatenation", module.outputs(reduced))
        counted += [Layer(ENDS, name, None, channels, channels) for name, channels in ends]
    return [(layer, cost(module, layer, metric, biases)) for layer in counted]


def total(module, reduced, metric, biases=False):
    """The sum over all layers, as an int; memory in bytes."""
    return sum(int(count) for _, count in costs(module, reduced, metric, biases))


@dataclasses.dataclass(frozen=True)
class Reduction:
    """What a 1×1 before a convolution does to the MACs of both, for one image.

    pays_below: it saves if it keeps fewer channels than that.
    """

    kernel: int
    inputs: int
    reduced: int
    outputs: int
    direct: int
    itself: int
    after: int
    pays_below: float

    @property
    def saved(self):
        """MACs; below 0 where the 1×1 costs more than it saves."""
        return self.direct - self.itself - self.after


def reduction(height, width, inputs, reduced, kernel, outputs):
    """The Reduction of `inputs` to `reduced` channels before a kernel × kernel convolution."""
    return Reduction(
        kernel,
        inputs,
        reduced,
        outputs,
        counting.convolution_macs(kernel, inputs, outputs, height, width),
        counting.convolution_macs(1, inputs, reduced, height, width),
        counting.convolution_macs(kernel, reduced, outputs, height, width),
        counting.break_even_reduced(kernel, inputs, outputs),
    )


def reductions(module):
    """Those before the 3×3 and the 5×5."""
    m = module
    return [
        reduction(m.height, m.width, m.inputs, narrow, kernel, wide)
        for kernel, narrow, wide in ((3, m.three_reduce, m.three), (5, m.five_reduce, m.five))
    ]


def report(module, metric, biases, timing):
    """The totals and each layer's formula; timing: a Timing or None."""
    text = totals(module, biases, timing)
    if timing is not None:
        text += prose(describe_timing(timing))
    return text + formulas(module, metric, biases)


def totals(module, biases, timing):
    """All metrics of both modules side by side; timing: a Timing or None."""
    rows = []
    for metric in METRICS:
        both = [total(module, kind, metric, biases) for kind in KINDS]
        shown = [f"{n / MIB:,.3f} MiB" if metric == "memory" else f"{n:,}" for n in both]
        name = {"memory": "memory of all outputs", "MACs": "MACs (multiply–accumulates)"}
        rows.append((name.get(metric, metric), *shown, change(*both)))
    if timing is None:
        rows.append(("time", "not measured", "not measured", ""))
    else:
        shown = [f"{value:.3g} ms" for value in (timing.naive, timing.reduced)]
        rows.append(("time", *shown, change(timing.naive, timing.reduced)))
    rows.append(("channels out", *(f"{module.outputs(kind):,}" for kind in KINDS), ""))
    return html_table(("for one image", "naive", "with reductions", ""), rows)


def formulas(module, metric, biases):
    """Each layer's cost with its numbers filled in."""
    found = {}
    for kind in KINDS:
        for layer, count in costs(module, kind, metric, biases):
            row = found.setdefault((layer.branch, layer.name), ["–", "–"])
            row[kind] = count.formula
    order = [*BRANCHES, ENDS]
    rows = [(name, *row) for (branch, name), row in found.items()]
    rows = [
        row
        for _, row in sorted(
            zip([order.index(b) for b, _ in found], rows, strict=True), key=lambda pair: pair[0]
        )
    ]
    sums = [f"{total(module, kind, metric, biases):,}" for kind in KINDS]
    unit = "bytes" if metric == "memory" else metric
    return html_table((unit, "naive", "with reductions"), [*rows, ("sum", *sums)])


def share(row, whole, unit):
    """What one BranchCost of the picture is of the whole module."""
    parts = [
        f"{value:,.4g} of {all_:,.4g} {unit} ({100 * value / all_:.3g} %)"
        for value, all_ in ((row.naive, whole.naive), (row.reduced, whole.reduced))
    ]
    return prose(f"<b>{row.name}</b>: naive {parts[0]}; with reductions {parts[1]}.")


def pays(module):
    """Whether the 1×1 before the 3×3 and that before the 5×5 save more than they cost."""
    found = reductions(module)
    return prose(*(f"Before the {r.kernel}×{r.kernel}: {describe_reduction(r)}" for r in found))


def describe_reduction(r):
    """A sentence or two on one Reduction."""
    below = f"Here a 1×1 pays below {r.pays_below:.4g} channels."
    if r.reduced >= r.inputs:
        return (
            f"<b>this 1×1 reduces nothing</b>: it keeps {r.reduced} of {r.inputs} channels and "
            f"costs {_macs(-r.saved)} more. {below}"
        )
    if r.saved > 0:
        return (
            f"the 1×1 to {r.reduced} channels pays: it costs {_macs(r.itself)} and saves "
            f"{_macs(r.direct - r.after)}; {change(r.direct, r.direct - r.saved, 'fewer')}. "
            f"{below}"
        )
    if r.saved == 0:
        return f"the 1×1 to {r.reduced} channels costs exactly what it saves, {_macs(r.itself)}."
    return (
        f"<b>the 1×1 to {r.reduced} channels costs more than it saves</b>: {_macs(r.itself)} "
        f"against {_macs(r.direct - r.after)}. {below}"
    )


def _macs(number):
    return f"{number / 1e6:.3g} MMACs" if number >= 1e5 else f"{number:,} MACs"


def describe_timing(timing):
    """What a Timing was taken on."""
    backend = {"tensorflow": "TensorFlow", "jax": "JAX"}.get(timing.backend, timing.backend)
    images = "image" if timing.batch == 1 else "images"
    return html.escape(
        f"Time: median of {timing.passes} forward passes of {timing.batch} {images} each, divided "
        f"by the images; {timing.device}; Keras on {backend}, random weights and images."
    )
