"""Numbers on slides: each is marked with the name of its value, and must agree with it.

`<data value="NAME">7,240</data>` is the text 7,240 on GitHub and on the slide. NAME is a key of
the deck's values. What is shown may be rounded, as far as its own last digit says.
"""

import dataclasses
import importlib
import re

from helpers.exercises.topics import PREDICTING, predictions

from .deck import COMMENT, PICTURE, plain

MARK = re.compile(r'<data value="([^"]*)">(.*?)</data>', re.DOTALL)
NO_TEXT = re.compile(r"^\s*(?:_class|predict|Minutes|Plan|Notebook):.*$", re.MULTILINE)
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
NUMBER = re.compile(r"(−?)(\d[\d,]*)(?:\.(\d+))?(?:\s+(thousand|million|billion))?(?:\s*%)?")

# What needs no mark: names, dates, shapes, settings, and small whole numbers that measure nothing.
FREE = re.compile(
    r"""
    \$[^$]*\$ | `[^`]*`                               # formulas and code
    | \b(?:arXiv:)?\d{4}\.\d{4,5}\b                   # a paper
    | \b[A-Za-z][\w.]*-\d+(?:\.\d+)?(?:[-/]\d+)*\b    # ResNet-56, top-5, CIFAR-10
    | \b[A-Za-z]+\d[\w.]*                             # VGG16, v3, B0
    | (?:§|Tables?|Figs?\.|Figure|[Nn]otebook|[Dd]eck|[Ss]ection)\s*\d[\d.,]*
    | \b(?:19[5-9]|20[0-4])\d\b                       # a year
    | \b\d+(?:\s*×\s*\d+)+\b                          # 3×3, 224×224
    | \(\d+(?:,\s*\d+)+\)                             # a shape (24, 24, 20)
    | (?<![\d.,])\d[\d,]*(?:(?:,|\ and|\ to|\ or)\ \d[\d,]*)*[\ -]
      (?:layers?|channels?|maps?|pixels?|neurons?|classes|categories)\b
    | (?<![\d.,])\d{1,2}(?![\d.,]*\d|\s*(?:%|times|thousand|million|billion|days|points|per\ cent))
    """,
    re.VERBOSE,
)


@dataclasses.dataclass(frozen=True)
class Quoted:
    """A number that nothing here computes: as printed in its source."""

    value: float | str
    source: str


def values(number):
    """{name: value} of a deck: numbers, texts, or Quoted. Reads records; loads no Keras."""
    return importlib.import_module(f".values.{PREDICTING[number]}", __package__).values()


def agrees(shown, value):
    """Whether the text `shown` is `value`, rounded to its last digit; texts must be equal."""
    value = value.value if isinstance(value, Quoted) else value
    if isinstance(value, str):
        return " ".join(shown.split()).casefold() == value.casefold()
    found = NUMBER.fullmatch(shown.strip())
    if not found:
        return False
    sign, whole, digits, word = found.groups()
    if "," in whole and not re.fullmatch(r"\d{1,3}(,\d{3})+", whole):
        return False
    scale = SCALES.get(word, 1)
    given = float(f"{'-' if sign else ''}{whole.replace(',', '')}.{digits or 0}") * scale
    step = scale * 10.0 ** -len(digits or "")
    return abs(given - value) <= step * (0.5 + 1e-9)


def problems(deck, known=None):
    """A sentence for each number of a Deck that is wrong, unknown or not marked, with its place.

    known: {name: value}, by default the deck's own.
    """
    known = values(deck.number) if known is None else known
    found = []
    for slide in deck.slides:
        for name, shown in MARK.findall(slide.text):
            if name not in known:
                found.append(f"{slide.where}: no value is called {name!r} (it marks {shown!r}).")
            elif not agrees(shown, known[name]):
                value = known[name]
                source = f" ({value.source})" if isinstance(value, Quoted) else ""
                value = value.value if isinstance(value, Quoted) else value
                found.append(f"{slide.where}: {name} is {value!r}{source}, but {shown!r} is shown.")
        text = slide.text
        if slide.predict:
            text, wrong = _question(slide)
            found += wrong
        for number, around in unmarked(text):
            found.append(f"{slide.where}: {number!r} in “{around}” is not marked.")
    return found


def _question(slide):
    """(text of the slide without the question, what is wrong with it).

    The question and its choices must be those that the notebook's Predict asks.
    """
    asked = predictions(slide.predict[:2]).get(slide.predict[3:])
    if asked is None:
        return slide.text, [f"{slide.where}: no prediction is called {slide.predict!r}."]
    shown, wrong = plain(slide.body), []
    if plain(asked.text) not in shown:
        wrong.append(f"{slide.where}: the notebook asks “{asked.text}”.")
    listed = tuple(re.findall(r"^[-*] (.+)$", slide.body, re.MULTILINE))
    if listed != asked.choices:
        wrong.append(f"{slide.where}: the choices are {asked.choices}, but {listed} are shown.")
    lines = (line for line in slide.text.splitlines() if not re.match(r"[-*] ", line))
    return "\n".join(lines).replace(asked.text, ""), wrong


def unmarked(text):
    """(number, words around it) of each number that needs a mark and has none."""
    notes = "\n".join(COMMENT.findall(text))
    notes = re.sub(
        r"^\s*(?:_class|predict):.*$|^\s*(?:Minutes|Plan|Notebook):.*$", "", notes, flags=re.M
    )
    text = COMMENT.sub("", text) + "\n" + notes
    text = PICTURE.sub(r"\1", text)
    text = MARK.sub("▪", text)
    text = re.sub(r"\]\([^)]*\)|</?[a-zA-Z][^>]*>|https?://\S+", " ", text)
    text = FREE.sub("▪", text)
    for found in re.finditer(r"\d[\d.,]*", text):
        around = text[max(0, found.start() - 30) : found.end() + 20]
        yield found[0].rstrip(".,"), " ".join(around.split())


def without_marks(text):
    """The text as it is shown."""
    return MARK.sub(r"\2", text)
