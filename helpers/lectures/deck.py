"""A deck as it is written: Markdown for Marp, slide by slide, with its speaker notes."""

import dataclasses
import functools
import re
from pathlib import Path

from helpers import paths

FOLDER = paths.REPOSITORY / "lectures"
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
CLASS = re.compile(r"\s*_class:\s*(.+?)\s*")
PREDICT = re.compile(r"\s*predict:\s*(\d\d-\w+)\s*")
FIELD = re.compile(r"^(Minutes|Plan|Say|Ask|Usual answer|Reply|Notebook):[ \t]*", re.MULTILINE)
TARGET = r"\(((?:[^()\s]|\([^()\s]*\))+)\)"  # it may have brackets of its own
LINK = re.compile(rf"\[([^\]]*)\]{TARGET}")
PICTURE = re.compile(rf"!\[([^\]]*)\]{TARGET}")


@dataclasses.dataclass(frozen=True)
class Slide:
    """deck: its number, as "04". number: from 1. line: in the file, where it starts.

    text: the slide as it is written, comments included. body: without them. note: {field: text}
    of the speaker note. classes: of the theme. predict: name of a Prediction, or None.
    """

    deck: str
    number: int
    line: int
    text: str
    body: str
    note: dict
    classes: tuple
    predict: str | None

    @property
    def title(self):
        """The first heading, without markup; "" if there is none."""
        found = re.search(r"^#+\s+(.+)$", self.body, re.MULTILINE)
        return plain(found[1]) if found else ""

    @property
    def minutes(self):
        """As the note says, 0 where it does not."""
        return float(self.note.get("Minutes", 0))

    @property
    def plan(self):
        """The shortest plan that this slide is in: 50 or 90 minutes, or "half day"."""
        return self.note.get("Plan", "")

    @property
    def pictures(self):
        """(alternative text, path) of each picture."""
        return PICTURE.findall(self.body)

    @property
    def notebook(self):
        """(text, path with #heading) of the first link of the note's Notebook, or None."""
        found = LINK.search(self.note.get("Notebook", ""))
        return found.groups() if found else None

    @property
    def where(self):
        """For messages."""
        return f"lectures/{deck_path(self.deck).name}:{self.line}, slide {self.number}"


@dataclasses.dataclass(frozen=True)
class Deck:
    """number: as "04". path: of its Markdown. front: its head as it is written. slides: Slides."""

    number: str
    path: Path
    front: str
    slides: tuple


def decks(folder=FOLDER):
    """The numbers of all decks, in teaching order."""
    return tuple(sorted(path.name[:2] for path in Path(folder).glob("[0-9][0-9]-*.md")))


@functools.cache
def deck_path(number):
    """The Markdown of a deck. Raises ValueError for one that is not there."""
    found = sorted(FOLDER.glob(f"{number}-*.md"))
    if len(found) != 1:
        known = ", ".join(decks())
        raise ValueError(f"There is no deck {number!r} in lectures/; choose one of {known}.")
    return found[0]


def read(number, text=None):
    """The Deck of this number. text: in place of the file's."""
    path = deck_path(number)
    text = path.read_text(encoding="utf-8") if text is None else text
    front = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    if not front:
        raise ValueError(f"{path.name} does not begin with Marp's head between two lines of ---.")
    slides, line = [], 1 + front[0].count("\n")
    for written in re.split(r"^---$\n?", text[front.end() :], flags=re.MULTILINE):
        slides.append(_slide(number, len(slides) + 1, line, written))
        line += written.count("\n") + 1
    return Deck(number, path, front[0], tuple(slides))


def _slide(deck, number, line, text):
    note, classes, predict = {}, (), None
    for comment in COMMENT.findall(text):
        if found := CLASS.fullmatch(comment):
            classes = tuple(found[1].split())
        elif found := PREDICT.fullmatch(comment):
            predict = found[1]
        else:
            note |= _fields(comment)
    line += len(text) - len(text.lstrip("\n"))
    return Slide(deck, number, line, text, COMMENT.sub("", text).strip(), note, classes, predict)


def _fields(comment):
    """{name: text} of a speaker note; what stands before the first name is under ""."""
    before, *parts = FIELD.split(comment)
    found = {"": before.strip()} if before.strip() else {}
    return found | {
        name: " ".join(value.split()) for name, value in zip(parts[::2], parts[1::2], strict=True)
    }


def plain(text):
    """Markdown as a reader sees it: no tags, targets of links or marks of emphasis."""
    text = PICTURE.sub(r"\1", text)
    text = LINK.sub(r"\1", text)
    text = re.sub(r"</?[a-zA-Z][^>]*>", "", text)
    return " ".join(re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text).split())
