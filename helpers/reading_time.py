"""How long the sections of a notebook take in class, written below each heading.

An estimate by rule, not a measurement: words read aloud, and a fixed time for what is done between
them. `python -m helpers.notebooks` writes the lines, and a test holds them to the rule.
"""

import math
import re

WORDS = 130  # read aloud in a minute
RUN, PREDICT, LOOK, EXERCISE = 0.25, 1.0, 1.0, 2.0  # minutes a cell
HEADING = re.compile(r"^## +(.+?)\s*$")
LINE = re.compile(r"^\*(?:further, )?about \d+ minutes?\*$")
FURTHER = "(further)"  # in the heading of what does not fit into the time of a class
NOT_IN_CLASS = ("Hand in", "What to take along")


def sections(book):
    """[(title, minutes)] of a notebook (as in its file); what stands above the first one is "".

    Rounded up to whole minutes; 0 for what students do on their own.
    """
    found = [["", 0.0]]
    for cell in book["cells"]:
        for text in _parts(cell):
            title = HEADING.match(text.splitlines()[0]) if text.strip() else None
            if title:
                found.append([title[1], 0.0])
            found[-1][1] += _minutes(cell, text)
    return [(t, 0 if t in NOT_IN_CLASS else math.ceil(minutes)) for t, minutes in found]


def in_class(book):
    """Minutes of all sections but those that are marked as further."""
    return sum(minutes for title, minutes in sections(book) if FURTHER not in title)


def with_minutes(book):
    """The notebook with a line of minutes below each heading, in place of the one it had."""
    left = iter(sections(book)[1:])
    cells = []
    for cell in book["cells"]:
        if cell["cell_type"] == "markdown":
            lines = [line for part in _parts(cell) for line in _marked(part, left)]
            cell = {**cell, "source": "\n".join(lines).splitlines(keepends=True)}
        cells.append(cell)
    return {**book, "cells": cells}


def _marked(text, left):
    """The lines of a part, the line of minutes below its heading anew."""
    lines = text.split("\n")
    if not HEADING.match(lines[0]):
        return lines
    title, minutes = next(left)
    rest = lines[1:]
    while rest and not rest[0].strip():
        rest = rest[1:]
    if rest and LINE.match(rest[0]):
        rest = rest[1:]
        while rest and not rest[0].strip():
            rest = rest[1:]
    if not minutes:
        return [lines[0], "", *rest] if rest else lines[:1]
    further = "further, " if FURTHER in title else ""
    told = f"*{further}about {minutes} minute{'s' * (minutes != 1)}*"
    return [lines[0], "", told, *(["", *rest] if rest else [])]


def _parts(cell):
    """The text of a cell, in pieces that begin with a heading; code is one piece."""
    text = "".join(cell["source"])
    if cell["cell_type"] != "markdown":
        return [text]
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    parts = [part.removesuffix("\n") for part in parts[:-1]] + parts[-1:]
    return parts if parts[0] else parts[1:]


def _minutes(cell, text):
    if cell["cell_type"] == "markdown":
        kept = [line for line in text.splitlines() if not LINE.match(line) and line[:1] != "|"]
        words = len(re.findall(r"\w[\w'.,-]*", re.sub(r"\(https?:[^)]*\)", "", "\n".join(kept))))
        rows = sum(line[:1] == "|" for line in text.splitlines())
        return words / WORDS + rows * RUN  # a table is not read aloud: a look at each row
    if text.startswith("Predict("):
        return PREDICT
    if text.startswith("exercises["):
        return EXERCISE
    shows = any("image/png" in o.get("data", {}) or "image/jpeg" in o.get("data", {})
                for o in cell.get("outputs", ()))  # fmt: skip
    return RUN + LOOK * shows
