"""What the costs of an Inception module say, in tables and sentences of HTML."""

import html

from . import module_costs
from .module_costs import METRICS, MIB
from .tables import change, prose, table

KINDS = (False, True)  # naive, with reductions


def report(module, metric, biases, timing):
    """The totals and each layer's formula; timing: a Timing or None."""
    said = totals(module, biases, timing)
    if timing is not None:
        said += prose(measured(timing))
    return said + formulas(module, metric, biases)


def totals(module, biases, timing):
    """All metrics of both modules side by side; timing: a Timing or None."""
    rows = []
    for metric in METRICS:
        both = [module_costs.total(module, kind, metric, biases) for kind in KINDS]
        shown = [f"{n / MIB:,.3f} MiB" if metric == "memory" else f"{n:,}" for n in both]
        name = {"memory": "memory of all outputs", "MACs": "MACs (multiply–accumulates)"}
        rows.append((name.get(metric, metric), *shown, change(*both)))
    if timing is None:
        rows.append(("time", "not measured", "not measured", ""))
    else:
        shown = [f"{value:.3g} ms" for value in (timing.naive, timing.reduced)]
        rows.append(("time", *shown, change(timing.naive, timing.reduced)))
    rows.append(("channels out", *(f"{module.outputs(kind):,}" for kind in KINDS), ""))
    return table(("for one image", "naive", "with reductions", ""), rows)


def formulas(module, metric, biases):
    """Each layer's cost with its numbers filled in."""
    found = {}
    for kind in KINDS:
        for layer, count in module_costs.costs(module, kind, metric, biases):
            row = found.setdefault((layer.branch, layer.name), ["–", "–"])
            row[kind] = count.formula
    order = [*module_costs.BRANCHES, module_costs.ENDS]
    rows = [(name, *row) for (branch, name), row in found.items()]
    rows = [row for _, row in sorted(zip([order.index(b) for b, _ in found], rows, strict=True),
                                     key=lambda pair: pair[0])]  # fmt: skip
    sums = [f"{module_costs.total(module, kind, metric, biases):,}" for kind in KINDS]
    unit = "bytes" if metric == "memory" else metric
    return table((unit, "naive", "with reductions"), [*rows, ("sum", *sums)])


def share(row, whole, unit):
    """What one Row of the picture is of the whole module."""
    parts = [f"{value:,.4g} of {all_:,.4g} {unit} ({100 * value / all_:.3g} %)" for value, all_ in
             ((row.naive, whole.naive), (row.reduced, whole.reduced))]  # fmt: skip
    return prose(f"<b>{row.name}</b>: naive {parts[0]}; with reductions {parts[1]}.")


def pays(module):
    """Whether the 1×1 before the 3×3 and that before the 5×5 save more than they cost."""
    found = module_costs.reductions(module)
    return prose(*(f"Before the {r.kernel}×{r.kernel}: {told(r)}" for r in found))


def told(r):
    """A sentence or two on one module_costs.Reduction."""
    below = f"Here a 1×1 pays below {r.pays_below:.4g} channels."
    if r.reduced >= r.inputs:
        return (f"<b>this 1×1 reduces nothing</b>, it keeps {r.reduced} of {r.inputs} channels and "
                f"costs {_macs(-r.saved)} more. {below}")  # fmt: skip
    if r.saved > 0:
        return (f"the 1×1 to {r.reduced} channels pays: it costs {_macs(r.itself)} and saves "
                f"{_macs(r.direct - r.after)}; {change(r.direct, r.direct - r.saved, 'fewer')}. "
                f"{below}")  # fmt: skip
    if r.saved == 0:
        return f"the 1×1 to {r.reduced} channels costs just what it saves, {_macs(r.itself)}."
    return (f"<b>the 1×1 to {r.reduced} channels costs more than it saves</b>: {_macs(r.itself)} "
            f"against {_macs(r.direct - r.after)}. {below}")  # fmt: skip


def _macs(number):
    return f"{number / 1e6:.3g} million MACs" if number >= 1e5 else f"{number:,} MACs"


def measured(timing):
    """What a Timing was taken on."""
    backend = {"tensorflow": "TensorFlow", "jax": "JAX"}.get(timing.backend, timing.backend)
    images = "image" if timing.batch == 1 else "images"
    return html.escape(
        f"Time: median of {timing.passes} forward passes of {timing.batch} {images} each, divided "
        f"by the images; {timing.device}; Keras on {backend}, random weights and images."
    )
