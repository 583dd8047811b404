"""The committed pictures are what the code draws from today's records, and can be read."""

import re

import pytest

from helpers.lectures import svg
from helpers.lectures.build import THEME

NUMBER = re.compile(r"-?\d+\.\d+|-?\d+")
CSS = (THEME / "dark.css").read_text(encoding="utf-8")
DARK = dict(re.findall(r"--c([0-9a-f]{6}): #([0-9a-f]{6})", CSS))
LEAST = 4.5  # to 1, WCAG 2.2, 1.4.3


def without_numbers(text):
    """The text with a place for each number, and the numbers."""
    text = re.sub(r"data:image/[^\"]+", "image", text)
    text = re.sub(r'id="[^"]*"|#[\w-]+(?=["\)])', "", text)  # names made from what they hold
    return NUMBER.sub("0", text), [float(number) for number in NUMBER.findall(text)]


def test_each_picture_is_as_new_as_its_records(number):
    """Compared by what is drawn: fonts and libraries may move it by a fraction of a point."""
    for name in svg.names(number):
        path = svg.FIGURES / f"{name}.svg"
        shape, places = without_numbers(path.read_text(encoding="utf-8"))
        drawn_shape, drawn_places = without_numbers(svg.draw(name))
        again = f"draw it again: python -m helpers.lectures figures {number}"
        assert shape == drawn_shape, f"{name} is not what is drawn today; {again}"
        assert places == pytest.approx(drawn_places, abs=0.5), f"{name}: {again}"


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white():
    assert contrast("000000", "ffffff") == pytest.approx(21)  # WCAG's own example
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


def test_text_in_pictures_has_contrast_in_both_themes(number):
    """On the slide's paper; the boxes of diagrams are lighter or darker than their text by far."""
    paper = {"light": "ffffff", "dark": re.search(r"--paper: #(\w{6})", CSS)[1]}
    for name in svg.names(number):
        text = (svg.FIGURES / f"{name}.svg").read_text(encoding="utf-8")
        for style in re.findall(r"<text style=\"([^\"]*)\"", text):
            colour = (re.search(r"fill: #(\w{6})", style) or [0, "000000"])[1]
            if colour == "ffffff":
                continue  # on a filled cell, white in both themes or its dark twin
            assert contrast(colour, paper["light"]) >= LEAST, f"{name}: #{colour}"
            assert contrast(DARK.get(colour, colour), paper["dark"]) >= LEAST, f"{name}: #{colour}"


def test_an_inlined_picture_keeps_its_ids_to_itself():
    source = (svg.FIGURES / "04-depth.svg").read_text(encoding="utf-8")
    page = svg.inline(source, "04-depth", "a & b")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) and all(name.startswith("04-depth-") for name in ids)
    for target in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', page):
        assert "".join(target) in ids
    assert 'aria-label="a &amp; b"' in page and "\n" not in page
    assert not re.search(r"(?<!, )#[0-9a-f]{6}", page)  # each colour can be changed by the theme


def test_a_picture_without_a_frame_is_refused():
    with pytest.raises(ValueError, match="no viewBox"):
        svg.inline("<svg><g/></svg>", "x", "y")
