"""Text for terminals that cannot show every letter, such as those of LC_ALL=C."""

import codecs
import sys
import unicodedata

# One letter for one, so that columns stay aligned.
PLAIN = {"×": "x", "·": "*", "…": "~", "–": "-", "−": "-", "→": ">", "≤": "<", "≥": ">", "’": "'"}


def _plain(error):
    """What the codec cannot write, in letters that it can: é as e, what has none as ?."""
    unknown = error.object[error.start : error.end]
    letters = (PLAIN.get(c) or unicodedata.normalize("NFKD", c)[0] for c in unknown)
    return "".join(c if c.isascii() else "?" for c in letters), error.end


codecs.register_error("course_plain_text", _plain)


def use_plain_text():
    """Let stdout and stderr write what they can instead of raising UnicodeEncodeError."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # those of a notebook take every letter
            stream.reconfigure(errors="course_plain_text")
