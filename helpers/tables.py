"""The one table of the package: as HTML for a notebook, as text for a terminal, as Markdown.

head: names of the columns, or None. rows: sequences of cells, shown with str(). left: which
columns are text and aligned left, as a number (the first so many) or a collection of positions;
the others are numbers and aligned right.
"""

import html

TABLE = "border-collapse:collapse;line-height:1.4;margin:2px 0 8px"
CELL = "padding:1px 14px 1px 0;vertical-align:top"


class Markup(str):
    """HTML that is put into a cell as it is; everything else is escaped."""


def html_table(head, rows, left=1, cell=CELL, styles=None):
    """An HTML table. cell: the style of each cell; styles: {column: more style for it}."""
    lines = [_html_row("th", head, left, cell, styles or {})] if head else []
    lines += [_html_row("td", row, left, cell, styles or {}) for row in rows]
    return f"<table style='{TABLE}'>{''.join(lines)}</table>"


def _html_row(tag, cells, left, cell, styles):
    parts = []
    for column, value in enumerate(cells):
        side = "left" if _is_left(column, left) else "right"
        more = f";{styles[column]}" if column in styles else ""
        text = value if isinstance(value, Markup) else html.escape(str(value))
        parts.append(f"<{tag} style='{cell};text-align:{side}{more}'>{text}</{tag}>")
    return f"<tr>{''.join(parts)}</tr>"


def markdown_table(head, rows, left=1):
    """A table in Markdown, a line a row; what would end a cell is written as an entity."""
    rule = ["---" if _is_left(column, left) else "---:" for column in range(len(head))]
    lines = [[str(cell).replace("|", "&#124;") for cell in row] for row in (head, rule, *rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def text_table(head, rows, left=1, width=None, shrink=(), cut_start=(), rules=()):
    """Aligned columns, two spaces apart, without spaces at line ends.

    width: the most characters of a line. shrink: pairs (column, least width), in the order in which
    columns are cut to reach it; cut_start: columns that lose their beginning, not their end.
    rules: numbers of lines, the head being 0, after which a rule is drawn.
    """
    cells = [[str(cell) for cell in row] for row in ([head] if head else []) + list(rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    gaps = 2 * (len(widths) - 1)
    excess = 0 if width is None else sum(widths) + gaps - width
    for column, least in shrink:
        if excess > 0:
            cut = min(excess, max(0, widths[column] - least))
            widths[column], excess = widths[column] - cut, excess - cut
    lines = []
    for number, row in enumerate(cells):
        fitted = [
            _fit(cell, size, _is_left(column, left), column in cut_start)
            for column, (cell, size) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(fitted).rstrip())
        if number in rules:
            lines.append("-" * (sum(widths) + gaps))
    return "\n".join(lines)


def _is_left(column, left):
    return column < left if isinstance(left, int) else column in left


def _fit(cell, size, left, cut_start):
    if len(cell) > size:
        cell = f"…{cell[1 - size :]}" if cut_start and size > 1 else f"{cell[: size - 1]}…"
    return cell.ljust(size) if left else cell.rjust(size)
