"""Text of unknown origin, made safe to show: of students' answers, of files handed in."""

import re
import reprlib

# Control characters, line ends of every kind, marks that turn the direction of writing, halves of
# surrogate pairs.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
SURROGATE = re.compile("[\ud800-\udfff]")
# A spreadsheet calculates a cell that starts so (OWASP, "CSV injection"), full-width signs as well;
# a quotation mark joins cells and rows up to the next one.
FORMULA = tuple('=+-@＝＋－＠"')
LONGEST_CELL = 300  # characters

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60


def short_repr(value):
    """repr(value) on one line, cut; the type where repr fails."""
    try:
        return printable(_SHORT.repr(value))
    except Exception:  # whatever a foreign __repr__ raises; whole numbers of over 4,300 digits
        return f"an object of type {printable(type(value).__name__)}"


def printable(text):
    """text with all that is no printed character as an escape such as \\x1b or \\u2028."""
    return UNSAFE.sub(_escape, text)


def one_line(text, longest):
    """text with single spaces for all white space, printable, and cut to `longest` characters."""
    text = printable(" ".join(text.split()))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def encodable(text):
    """text that every Unicode encoding takes: halves of surrogate pairs as escapes."""
    return SURROGATE.sub(_escape, text)


def spreadsheet_cell(value):
    """A value as text that a terminal shows and a spreadsheet keeps as it is, on one line."""
    text = one_line(printable(str(value)), LONGEST_CELL)
    return f"'{text}" if text.startswith(FORMULA) else text


def _escape(match):
    return match[0].encode("unicode_escape").decode("ascii")
