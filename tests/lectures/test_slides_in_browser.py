"""The built decks in a real browser with the network off: layout, size, contrast, names, notes."""

import re
from pathlib import Path

import pytest

from helpers.lectures import build
from helpers.lectures.deck import read

AXE = build.MODULES / "axe-core/axe.min.js"
SMALLEST = 20  # pixels of a slide of 720: --smallest of the theme
# All slides at once, one below the other, so that they are measured in one go.
ALL = """.bespoke-marp-parent { overflow: visible !important }
svg.bespoke-marp-slide { position: static !important; display: block; opacity: 1 !important;
  content-visibility: visible !important; width: 1280px !important; height: 720px !important }
.bespoke-marp-osc, .bespoke-marp-note { display: none !important }"""
MEASURE = Path(__file__).with_name("measure.js")


@pytest.fixture(scope="module")
def page(built):
    """A page of a browser without a network, and the requests that it made."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=build.chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        yield page
        browser.close()


@pytest.fixture
def opened(page, built, number):
    """The deck of this number, all slides shown."""

    def show(theme="light", style=ALL):
        page.asked.clear()
        page.goto(f"file://{built / read(number).path.stem}.html?theme={theme}")
        page.add_style_tag(content=style or "/* as it is */")
        page.add_script_tag(path=MEASURE)
        page.evaluate("document.fonts.ready")
        return page

    return show


def test_nothing_leaves_its_slide(opened):
    assert opened().evaluate("overflow()") == []


def test_no_text_is_smaller_than_the_smallest(opened, number):
    sizes = opened().evaluate("sizes()")
    assert len(sizes) > 5 * len(read(number).slides)
    assert [line for line in sizes if line[2] < SMALLEST - 0.05] == []


def test_no_words_of_a_picture_cover_others(opened):
    assert opened().evaluate("covered()") == []


def test_the_fonts_of_the_theme_are_in_the_file(opened):
    page = opened()
    assert page.evaluate("document.fonts.check('700 40px \"Source Sans 3\"')")
    outside = [url for url in page.asked if not url.startswith(("file:", "data:"))]
    assert outside == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(opened, number, theme):
    page = opened(theme)
    assert page.evaluate("document.documentElement.classList.contains('dark')") == (theme == "dark")
    page.add_script_tag(path=AXE)
    # Marp writes one section a slide, without the landmarks of a web page.
    rules = {"region": {"enabled": False}, "landmark-one-main": {"enabled": False}}
    found = page.evaluate("rules => axe.run(document, {rules})", rules)
    assert found["passes"]
    told = [
        (v["id"], v["impact"], [n["html"][:120] for n in v["nodes"]][:3])
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert told == []


def test_each_slide_has_its_title_text_and_language(opened, number):
    page, deck = opened(), read(number)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == re.search(r'title: "(.+)"', deck.front)[1]
    titles = page.locator("svg.bespoke-marp-slide section h1").all_inner_texts()
    shown = [slide.title for slide in deck.slides]
    assert [" ".join(title.split()) for title in titles] == shown
    pictures = page.locator("section .figure svg[role=img]")
    names = pictures.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert names == [alt for slide in deck.slides for alt, _ in slide.pictures]


def test_notes_reach_the_presenter_with_a_link(opened, number):
    page, deck = opened(style=""), read(number)
    notes = page.locator(".bespoke-marp-note")
    texts = notes.evaluate_all("all => all.map(note => note.textContent)")
    assert len(texts) == len(deck.slides)
    for text, slide in zip(texts, deck.slides, strict=True):
        assert text.startswith(f"{slide.minutes:g} minute")
        assert slide.notebook[0] in text
    links = notes.locator("a").evaluate_all("all => all.map(link => link.href)")
    assert len(links) >= len(deck.slides) and all("/lab/tree/" in link for link in links)


def test_d_switches_to_dark_colours_and_back(page, built):
    page.goto(f"file://{built / read('04').path.stem}.html?theme=light")
    colour = "getComputedStyle(document.querySelector('section')).backgroundColor"
    light = page.evaluate(colour)
    page.keyboard.press("d")
    assert page.evaluate(colour) != light
    page.keyboard.press("d")
    assert page.evaluate(colour) == light


def test_the_pdf_has_title_language_texts_and_notes(built, number):
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    deck = read(number)
    pdf = pypdf.PdfReader(built / f"{deck.path.stem}.pdf")
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == re.search(r'title: "(.+)"', deck.front)[1]
    assert len(pdf.pages) == len(deck.slides)
    for page, slide in zip(pdf.pages, deck.slides, strict=True):
        notes = [a.get_object() for a in page["/Annots"]]
        texts = [note["/Contents"] for note in notes if note["/Subtype"] == "/Text"]
        assert texts and texts[0].startswith(f"{slide.minutes:g} minute")
    alts = [alt for slide in deck.slides for alt, _ in slide.pictures]
    assert list(_alternatives(root["/StructTreeRoot"])) == alts


def _alternatives(node):
    """The alternative texts of a structure tree, in its order."""
    node = node.get_object()
    if not hasattr(node, "get"):
        return
    if "/Alt" in node:
        yield str(node["/Alt"])
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        if hasattr(kid, "get_object"):
            yield from _alternatives(kid)
