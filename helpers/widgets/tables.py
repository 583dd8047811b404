"""Tables of numbers, and sentences, as HTML."""

import html

TABLE = "border-collapse:collapse;line-height:1.4;margin:2px 0 8px"
CELL = "padding:1px 14px 1px 0;vertical-align:top"


def table(head, rows, left=1, cell=CELL):
    """An HTML table; the first `left` columns are text, the others numbers. Cells are escaped.

    head: None for none. cell: the style of each cell.
    """
    lines = [_line("th", head, left, cell)] if head else []
    lines += [_line("td", row, left, cell) for row in rows]
    return f"<table style='{TABLE}'>{''.join(lines)}</table>"


def _line(tag, cells, left, cell):
    cells = "".join(
        f"<{tag} style='{cell};text-align:{'left' if place < left else 'right'}'>"
        f"{html.escape(str(value))}</{tag}>"
        for place, value in enumerate(cells)
    )
    return f"<tr>{cells}</tr>"


def prose(*sentences):
    """One line each; Jupyter's own space between lines is that of a form."""
    lines = "".join(f"<div>{sentence}</div>" for sentence in sentences)
    return f"<div style='line-height:1.45;margin-bottom:6px'>{lines}</div>"


def change(before, after, less="less"):
    """'2.37× less', '1.09× more' or 'the same'; `less` may be "fewer". Both are above 0."""
    if before == after:
        return "the same"
    ratio, word = (before / after, less) if before > after else (after / before, "more")
    return f"{ratio:,.0f}× {word}" if ratio >= 100 else f"{ratio:.3g}× {word}"
