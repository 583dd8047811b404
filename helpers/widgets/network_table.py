"""One network as HTML: its counts by stage, and those that are published."""

import html

from helpers import summaries
from helpers.figures.architecture_diagram import percent, size
from helpers.networks import CATALOG
from helpers.summaries.records import variant
from helpers.tables import Markup, html_table

MIB = 2**20
GRID = "display:grid;grid-template-columns:repeat(auto-fit,minmax(390px,1fr));gap:0 28px"
CELL = "padding:1px 7px 1px 0;white-space:nowrap;vertical-align:top"
DEPTHS = (  # (field, what it is)
    ("path", "layers with a kernel on the longest path (papers)"),
    ("weighted", "all layers with weights (keras.io)"),
    ("layers", "all layers"),
)


def card(summary, variants):
    """One NetworkSummary, with the published counts of all `variants` of its network."""
    rest = _depths(summary) + _errors(summary)
    parts = (_stages(summary), _published(variants), _conventions(summary), rest)
    return _head(summary) + side_by_side(parts)


def side_by_side(parts):
    """Pieces of HTML in as many columns as there is room for."""
    pieces = "".join(f"<div style='min-width:0'>{part}</div>" for part in parts if part)
    return f"<div style='{GRID};font-size:12px;line-height:1.45'>{pieces}</div>"


def title(summary):
    """'ResNet-50', 'AlexNet (grouped=False)'."""
    network = CATALOG.get(summary.network)
    name = network.title if network else summary.network
    return f"{name} ({variant(summary.options)})" if summary.options else name


def _head(summary):
    network = CATALOG.get(summary.network)
    lines = [f"<b style='font-size:115%'>{html.escape(title(summary))}</b>"]
    if network and network.paper:
        lines[0] += f", {network.year}"
        lines += [
            f"<b>What is new:</b> {html.escape(network.introduced)}",
            f"<small>{html.escape(network.paper)}</small>",
        ]
    fixed = f" and {summary.non_trainable:,} fixed" if summary.non_trainable else ""
    lines.append(
        f"{summary.trainable:,} trainable{fixed} parameters; {summary.macs / 1e6:,.0f} MMACs "
        f"and {summary.activation_bytes / MIB:,.1f} MiB of outputs for one image of "
        f"{size(summary.input_shape)}."
    )
    if summary.unknown:
        lines.append(f"MACs unknown, not counted: {html.escape(', '.join(summary.unknown))}.")
    return f"<div style='line-height:1.5;margin:6px 0'>{'<br>'.join(lines)}</div>"


def _stages(summary):
    """A row for each stage that has weights: the image has none."""
    rows = [
        (
            s.name,
            size((1, 1, *s.output)[-3:]),
            f"{s.parameters:,}",
            percent(100 * s.parameters / (summary.parameters or 1)),
            f"{s.macs / 1e6:,.1f}",
            percent(100 * s.macs / (summary.macs or 1)),
        )
        for s in summary.stages
        if s.parameters
    ]
    head = ("stage", "output", "parameters", "", "MMACs", "")
    return html_table(head, rows, left=2, cell=CELL)


def _published(variants):
    rows = []
    for comparison in summaries.compare(variants):
        p, verdict = comparison.published, comparison.verdict
        count = p.count if isinstance(p.count, str) else f"{p.count:,}"
        mark = "✓" if verdict.startswith("agrees") else "≠"
        about = (p.counted, p.options and variant(p.options), p.source)
        source = Markup(f"<small>{html.escape('; '.join(filter(None, about)))}</small>")
        rows.append((count, f"{comparison.computed:,}", f"{mark} {verdict}", source))
    if not rows:
        return ""
    head = ("published", "computed", "", "what is counted, where")
    return html_table(head, rows, left=(2, 3), cell=CELL, styles={3: "white-space:normal"})


def _conventions(summary):
    rows = [(f"{count:,}", words) for words, count in summary.conventions.items()]
    return "<b>One network, several counts</b>" + html_table(None, rows, left=2, cell=CELL)


def _depths(summary):
    rows = [(getattr(summary.depths, field), words) for field, words in DEPTHS]
    return "<b>Depth</b>" + html_table(None, rows, left=2, cell=CELL)


def _errors(summary):
    network = CATALOG.get(summary.network)
    if not network:
        return ""
    depth = summary.options.get("depth")
    errors = [
        f"{how} {value:g} %" if isinstance(how, str) else f"test error {value:g} % (CIFAR-10)"
        for how, value in network.errors.items()
        if isinstance(how, str) or how == depth
    ]
    text = f"<b>Error:</b> {html.escape('; '.join(errors))}.<br>" if errors else ""
    if network.top1 is not None:
        text += (
            f"<b>Keras's weights:</b> {network.top1:g} % top-1, {network.top5:g} % top-5 "
            "accuracy, one crop."
        )
    return text
