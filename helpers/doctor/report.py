"""What was found, line by line, and how it prints."""

import html
import shutil
import textwrap
from dataclasses import dataclass

from helpers.tables import Markup, html_table

OK, WARN, FAIL = "ok", "warn", "fail"
MARKS = {OK: "✓", WARN: "!", FAIL: "✗"}  # a sign beside the colour, for those who do not see it
COLOURS = {OK: "#0072B2", WARN: "#B35900", FAIL: "#A6004F"}


@dataclass(frozen=True)
class Finding:
    """One line: how it stands with `subject`, and what to do if something should be done."""

    state: str
    subject: str
    found: str
    advice: str = ""

    def __post_init__(self):
        if self.state not in MARKS:
            raise ValueError(f"unknown state {self.state!r}; choose one of {', '.join(MARKS)}")


class Report(tuple):
    """Findings in the order in which they were made."""

    __slots__ = ()

    def count(self, state):
        """How many findings are `state`."""
        return sum(finding.state == state for finding in self)

    @property
    def healthy(self):
        """Whether nothing failed."""
        return self.count(FAIL) == 0

    @property
    def summary(self):
        counts = f"{self.count(OK)} ok, {self.count(WARN)} to look at, {self.count(FAIL)} failed"
        if not self.healthy:
            return f"Not ready for the class: {counts}."
        return f"Ready for the class: {counts}."

    def __repr__(self):
        subjects = max((len(finding.subject) for finding in self), default=0)
        indent = " " * (subjects + 8)
        width = max(60, shutil.get_terminal_size((100, 24)).columns)
        rows = []
        for finding in self:
            head = f"{MARKS[finding.state]} {finding.state:<4} {finding.subject:<{subjects}} "
            rows += _wrapped(finding.found, head, indent, width)
            if finding.advice:
                rows += _wrapped(f"→ {finding.advice}", indent, indent + "  ", width)
        return "\n".join([*rows, self.summary])

    def _repr_html_(self):
        rows = []
        for finding in self:
            state = f"{MARKS[finding.state]} {finding.state}"
            found, advice = html.escape(finding.found), html.escape(finding.advice)
            rows.append(
                (
                    Markup(f'<b style="color:{COLOURS[finding.state]}">{state}</b>'),
                    finding.subject,
                    Markup(found + (f"<br><b>→ {advice}</b>" if advice else "")),
                )
            )
        return f"{html_table(None, rows, left=3)}<p>{html.escape(self.summary)}</p>"


def _wrapped(text, first, rest, width):
    # Paths must stay in one piece, so that they can be copied.
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
