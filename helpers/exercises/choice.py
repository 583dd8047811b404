"""A question whose answer is one of a few."""

import dataclasses

from .question import Question, Verdict


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """options: {answer: what to say to it}, in the order in which they are shown; answer: one."""

    options: dict
    answer: str

    def check(self, given):
        """The Verdict on one of the options, in any case and spacing."""
        said = {_bare(option): option for option in self.options}
        option = said.get(_bare(given))
        if option is None:
            return Verdict(None, f"{given!r} is none of the answers: {', '.join(self.options)}.")
        start = "Right." if option == self.answer else "Not yet."
        return Verdict(option == self.answer, f"{start} {self.options[option]}")

    def is_unambiguous(self):
        """Whether the answer is among the options, and what is said to each is its own."""
        bare = set(map(_bare, self.options))
        thoughts = set(self.options.values())
        return self.answer in self.options and len(bare) == len(thoughts) == len(self.options)


def _bare(text):
    return "".join(character for character in str(text).casefold() if character.isalnum())
