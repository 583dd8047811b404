"""What all kinds of questions have in common, feedback on an answer, and a choice of a few."""

import contextlib
import dataclasses
import math
import numbers

from helpers.tables import html_table, text_table

from .safe_text import encodable, short_repr

LONGEST = 200  # characters of an answer


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
        return html_table(self.head, self.rows, left=0, cell="padding:0 8px;line-height:1.6")

    def __str__(self):
        return text_table(self.head, self.rows, left=0)


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
        """An answer of any type as it is kept in JSON; `check` takes it for the same."""
        if given is None or isinstance(given, bool):
            return given
        with contextlib.suppress(Exception):  # whatever a foreign type raises
            if isinstance(given, int | float) and math.isfinite(given):
                return int(given) if isinstance(given, int) else float(given)
            if isinstance(given, str | numbers.Real):
                text = encodable(str(given).strip())
                return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        return short_repr(given)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """options: {answer: what to say to it}, in the order in which they are shown; answer: one."""

    options: dict
    answer: str

    def check(self, given):
        """The Verdict on one of the options, in any case and spacing."""
        options = {plain_letters(option): option for option in self.options}
        option = options.get(plain_letters(given)) if isinstance(given, str) else None
        if option is None:
            known = ", ".join(self.options)
            return Verdict(None, f"{short_repr(given)} is not one of the answers: {known}.")
        start = "Right." if option == self.answer else "Not yet."
        return Verdict(option == self.answer, f"{start} {self.options[option]}")

    def is_unambiguous(self):
        """Whether the answer is among the options, and what is said to each is its own."""
        bare = set(map(plain_letters, self.options))
        thoughts = set(self.options.values())
        return self.answer in self.options and len(bare) == len(thoughts) == len(self.options)


def plain_letters(text):
    """Letters and digits alone, in lower case: answers are compared by them."""
    return "".join(character for character in text.casefold() if character.isalnum())
