"""Text of unknown origin, made safe to show: of students' answers, of files handed in."""

import re
import reprlib
import unicodedata

# Unicode's categories of control characters, line ends, invisible marks (such as those that turn
# the direction of writing) and halves of surrogate pairs.
UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
JOINERS = "\u200c\u200d"  # which Persian and others write between letters
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
    return "".join(_escaped(c) if _is_unsafe(c) else c for c in text)


def one_line(text, longest):
    """text with single spaces for all white space, printable, and cut to `longest` characters."""
    text = printable(" ".join(text.split()))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def encodable(text):
    """text that every Unicode encoding takes: halves of surrogate pairs as escapes."""
    return SURROGATE.sub(lambda match: _escaped(match[0]), text)


def spreadsheet_cell(value):
    """A value as text that a terminal shows and a spreadsheet keeps as it is, on one line."""
    text = one_line(printable(str(value)), LONGEST_CELL)
    return f"'{text}" if text.startswith(FORMULA) else text


def _is_unsafe(character):
    return unicodedata.category(character) in UNSAFE and character not in JOINERS


def has_unseen(text):
    """Whether a text holds characters that are not seen, so that it looks like another one.

    Joiners between letters of scripts that write them are seen in the letters' shapes.
    """
    unseen = re.sub(f"(?<=[^\x00-\u058f])[{JOINERS}](?=[^\x00-\u058f])", "", text)
    return any(unicodedata.category(character) == "Cf" for character in unseen)


def _escaped(character):
    return character.encode("unicode_escape").decode("ascii")
