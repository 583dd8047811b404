"""What all kinds of questions have in common, and what is said to an answer."""

import dataclasses
import html


@dataclasses.dataclass(frozen=True)
class Verdict:
    """`right`: True or False, or None for what could not be read, which is no try. `text`: why."""

    right: bool | None
    text: str


@dataclasses.dataclass(frozen=True)
class Table:
    """A table that a question is about: names of the columns, and rows of texts."""

    head: tuple
    rows: tuple

    def html(self):
        """For the panel."""
        style = ' style="text-align: right; padding: 0 8px; line-height: 1.6"'
        return "<table>" + "".join(
            "<tr>" + "".join(f"<{tag}{style}>{html.escape(str(cell))}</{tag}>" for cell in row)
            + "</tr>" for tag, row in (("th", self.head), *(("td", row) for row in self.rows))
        ) + "</table>"  # fmt: skip

    def __str__(self):
        rows = [[str(cell) for cell in row] for row in (self.head, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Question:
    """`text` asks; `table`, if any, is what it asks about; `hints` go from a nudge to the method.

    A kind of question adds what is right and the mistakes it knows.
    """

    text: str
    hints: tuple = ()
    table: Table | None = None

    def check(self, given):
        """The Verdict on an answer, of any type; it never raises for a bad one."""
        raise NotImplementedError

    def is_unambiguous(self):
        """Whether no two mistakes, nor a mistake and the right answer, look the same."""
        raise NotImplementedError

    def handed_in(self, given):
        """The answer as it is kept in JSON, which `check` takes as well."""
        return given if isinstance(given, str | int | float | None) else str(given)
