"""A ledger as a pandas table, as HTML, and as text of a command line's width."""

import html as markup

from helpers.tables import text_table

LEFT = ("layer", "kind", "output", "made of")
# What may be cut short in text, and to how few characters, in this order.
SHRINK = (("kind", 16), ("made of", 20), ("layer", 18), ("made of", 10), ("kind", 10))
# The header and the total stay in sight while a long table scrolls.
PINNED = "position: sticky; background: var(--jp-layout-color0, Canvas);"


def frame(ledger):
    """A row for each row of the ledger; unknown MACs are missing values, shares are in %."""
    import pandas as pd

    total, macs = ledger.parameters, ledger.macs
    table = pd.DataFrame(
        {
            "layer": [row.name for row in ledger],
            "stage": [row.stage for row in ledger],
            "kind": [row.kind for row in ledger],
            "output": [shape(row.output_shape) for row in ledger],
            "made of": [row.formula for row in ledger],
            "trainable": [row.trainable for row in ledger],
            "not trainable": [row.non_trainable for row in ledger],
            "parameters": [row.parameters for row in ledger],
            "parameters (%)": [_percent(row.parameters, total) for row in ledger],
            "MACs": pd.array([row.macs for row in ledger], "Int64"),
            "MACs (%)": pd.array([_percent(row.macs, macs) for row in ledger], "Float64"),
            "activations (bytes)": pd.array([row.activation_bytes for row in ledger], "Int64"),
        }
    )
    return table


def html(ledger):
    """The table with its total, scrolling if it is long, through pandas' styling.

    Not by helpers.tables, which has no head and total that stay in sight.
    """
    import pandas as pd

    head, *body = _cells(ledger)
    style = pd.DataFrame(body, columns=head).style
    # The same id each time, so that a notebook's output is, and one for each set of columns.
    style.uuid, style.cell_ids = f"ledger_{len(head)}", False
    left = [head.index(name) for name in LEFT if name in head]
    style = (
        style.hide(axis="index")
        .format(escape="html")
        .set_table_styles(
            [
                {"selector": "", "props": "border-collapse: separate; border-spacing: 0;"},
                {
                    "selector": "th, td",
                    "props": "text-align: right; white-space: nowrap; padding: 1px 8px;",
                },
                {"selector": "thead th", "props": f"{PINNED} top: 0; border-bottom: 1px solid;"},
                {
                    "selector": "tbody tr:last-child td",
                    "props": f"{PINNED} bottom: 0; border-top: 1px solid; font-weight: bold;",
                },
                *(
                    {"selector": f"th.col{i}, td.col{i}", "props": "text-align: left;"}
                    for i in left
                ),
                *(
                    {"selector": f"td.col{i}", "props": "white-space: normal; min-width: 10em;"}
                    for i in left
                    if head[i] == "made of"
                ),
            ]
        )
    )
    note = "".join(f"<p>{markup.escape(line)}</p>" for line in _notes(ledger))
    return f'<div style="max-height: 36em; overflow: auto;">{style.to_html()}</div>{note}'


def text(ledger, width=120):
    """Aligned columns with thousands separators, the total, and the layers that are unknown."""
    head, *rows = _cells(ledger)
    table = text_table(
        head,
        rows,
        left=[place for place, name in enumerate(head) if name in LEFT],
        width=width,
        shrink=[(head.index(name), least) for name, least in SHRINK if name in head],
        # A layer's name begins as its neighbours' names do, so its end is kept.
        cut_start=[head.index("layer")],
        rules=(0, len(rows) - 1),
    )
    return "\n".join([table, *_notes(ledger)])


def shape(sides):
    """ "112×112×64"; "?" for what is unknown."""
    return "?" if sides is None else "×".join("?" if side is None else str(side) for side in sides)


def _cells(ledger):
    """Header, rows and total as text, without a column in which no row says anything."""
    total, macs = ledger.parameters, ledger.macs
    head = ("layer", "kind", "output", "made of", "parameters", "%", "MACs", "% ", "KiB")
    rows = [
        (
            row.name,
            row.kind,
            shape(row.output_shape),
            _short(row.formula),
            f"{row.parameters:,}",
            _share(row.parameters, total),
            _macs(row),
            _share(row.macs, macs),
            _kib(row),
        )
        for row in ledger
    ]
    unknown = " + ?" if ledger.unknown else ""
    last = (
        "total",
        f"{len(ledger)} rows",
        "",
        "",
        f"{total:,}",
        _share(total, total),
        f"{macs:,}{unknown}",
        _share(macs, macs),
        f"{ledger.activation_bytes / 1024:,.0f}",
    )
    keep = [i for i in range(len(head)) if any(row[i] for row in rows)]
    return [[row[i] for i in keep] for row in (head, *rows, last)]


def _notes(ledger):
    """Sentences that stand below the table."""
    notes = [
        "MACs: multiply–accumulates for one image. KiB: of the outputs for one image, float32."
    ]
    trained = f"{ledger.trainable:,} trainable and {ledger.non_trainable:,} not"
    notes.insert(0, f"Parameters: {trained}.")
    if ledger.unknown:
        few = ", ".join(ledger.unknown[:6]) + (" …" if len(ledger.unknown) > 6 else "")
        notes.append(f"MACs unknown, and not in the total: {few}.")
    return notes


def _short(formula):
    """Without the result, which the next column has."""
    return formula.rpartition(" = ")[0].partition(" = ")[0] or formula


def _macs(row):
    if row.macs is None:
        return "?"
    return f"{row.macs:,}" + (" + ?" if row.unknown else "")


def _kib(row):
    return "?" if row.activation_bytes is None else f"{row.activation_bytes / 1024:,.1f}"


def _percent(part, total):
    return None if part is None or not total else 100 * part / total


def _share(part, total):
    percent = _percent(part, total)
    return "" if percent is None else f"{percent:.1f}"
