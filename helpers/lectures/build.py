"""From a deck's Markdown to HTML that works from a file, and to PDF with notes, by Marp."""

import base64
import functools
import html
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from helpers import paths

from . import marked, svg
from .deck import COMMENT, FOLDER, LINK, PICTURE, decks, plain, read

BUILD = FOLDER / "build"
THEME = FOLDER / "theme"
MODULES = FOLDER / "node_modules"
MARP = MODULES / ".bin/marp"
LAB = "http://localhost:8888/lab/tree"
NOTEBOOK = "../notebooks/"
PER_FONT = "source-sans-3-latin-{weight}-{style}.woff2"
FONTS = ((400, "normal"), (400, "italic"), (600, "normal"), (700, "normal"))
PDF = ("--pdf-notes", "--pdf-outlines", "--pdf-outlines.pages=false")
RANGE = "U+0-B1, U+B4-B8, U+BA-FFFF"  # without ¹²³: the font has no other raised digits
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PARTS = (("Say", ""), ("Ask", "Ask: "), ("Usual answer", "Usual answer: "), ("Reply", "Reply: "))


def build(numbers=None, notebooks=LAB, pdf=True, folder=BUILD):
    """Write HTML and PDF of each deck into `folder`; returns the paths.

    numbers: of decks, by default all. notebooks: the address before the notebooks' names, of a
    running JupyterLab or a hub. Raises ValueError with all that is wrong in a deck, before anything
    is written, and RuntimeError where a program is missing or fails.
    """
    numbers = decks() if numbers is None else numbers
    found = [read(number) for number in numbers]
    if wrong := [line for deck in found for line in marked.problems(deck)]:
        raise ValueError("\n".join(wrong))
    _require(pdf)
    folder.mkdir(parents=True, exist_ok=True)
    sources = []
    for deck in found:
        sources.append(folder / f"{deck.path.stem}.md")
        sources[-1].write_text(markdown(deck, notebooks), encoding="utf-8")
    try:
        _marp(sources)
        paths = [source.with_suffix(".html") for source in sources]
        for path, deck in zip(paths, found, strict=True):
            page = finished(path.read_text(encoding="utf-8"), _formulas(deck))
            path.write_text(page, encoding="utf-8")
        if pdf:
            _marp(sources, "--pdf", *PDF)
            paths += [source.with_suffix(".pdf") for source in sources]
    finally:
        for source in sources:
            source.unlink(missing_ok=True)
    return paths


def _require(pdf):
    if not MARP.exists():
        raise RuntimeError("Marp is not installed: run `make slides`, which needs npm (Node 20).")
    if pdf and not chromium():
        raise RuntimeError(
            "The PDF needs Chromium: install Debian's package chromium, or use --no-pdf."
        )


def chromium():
    """The browser that writes the PDF: $CHROME_PATH, or one of the usual names; else None."""
    chosen = paths.chosen_browser()
    return chosen or next(filter(None, map(shutil.which, CHROMIUM)), None)


def _marp(sources, *options):
    with tempfile.TemporaryDirectory() as scratch:
        css = Path(scratch) / "course.css"
        css.write_text(theme(), encoding="utf-8")
        command = [MARP, "-c", THEME / "marp.config.mjs", "--theme-set", css, "--no-stdin"]
        os.environ.setdefault("CHROME_NO_SANDBOX", "1")  # Chromium has none for root
        if browser := chromium():
            command += ["--browser-path", browser]
        command += ["--allow-local-files", *options, "--", *sources]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Marp failed: {done.stderr.strip()[-2000:]}")


@functools.cache
def theme():
    """The theme's CSS with its fonts in it, so that a deck is one file."""
    faces = []
    for weight, style in FONTS:
        name = PER_FONT.format(weight=weight, style=style)
        data = (MODULES / "@fontsource/source-sans-3/files" / name).read_bytes()
        faces.append(
            f'@font-face {{ font-family: "Source Sans 3"; font-weight: {weight}; '
            f"font-style: {style}; src: url(data:font/woff2;base64,"
            f"{base64.b64encode(data).decode()}) format('woff2'); unicode-range: {RANGE}; }}"
        )
    written = (THEME / "course.css").read_text(encoding="utf-8")
    return written + "\n" + "\n".join(faces) + "\n"


def markdown(deck, notebooks=LAB):
    """What Marp gets: numbers without marks, pictures in the page, links to a running Lab."""
    slides = (_slide(slide, notebooks) for slide in deck.slides)
    return deck.front + "\n" + "\n---\n".join(slides)


def _slide(slide, notebooks):
    text = marked.without_marks(COMMENT.sub("", slide.text)).strip()
    text = PICTURE.sub(lambda found: _picture(*found.groups()), text)
    text = _addresses(text, notebooks)
    parts = [text]
    if slide.classes:
        parts.insert(0, f"<!-- _class: {' '.join(slide.classes)} -->")
    if slide.notebook:
        label, target = slide.notebook
        target = _address(target, notebooks)
        parts.append(f'<a class="notebook" href="{html.escape(target)}">{html.escape(label)}</a>')
    parts.append(f"<!--\n{note(slide, notebooks)}\n-->")
    return "\n\n".join(parts) + "\n"


def _picture(alt, path):
    name = path.rpartition("/")[2].removesuffix(".svg")
    text = (FOLDER / path).read_text(encoding="utf-8")
    return f'<div class="figure">{svg.inline(text, name, plain(alt))}</div>'


def _addresses(text, notebooks):
    return re.sub(r"(?<=\]\()[^)\s]+", lambda found: _address(found[0], notebooks), text)


def _address(target, notebooks):
    """Where a link of the Markdown leads from the built deck."""
    if target.startswith(NOTEBOOK):
        return f"{notebooks.rstrip('/')}/{target.removeprefix(NOTEBOOK)}"
    return re.sub(r"^(\d\d-[\w-]+)\.md", r"\1.html", target)


def note(slide, notebooks=LAB):
    """The speaker note as text, the address of the notebook in it."""
    minutes = slide.minutes
    lines = [f"{minutes:g} minute{'' if minutes == 1 else 's'}"]
    given = {name: plain(marked.without_marks(text)) for name, text in slide.note.items()}
    lines += [f"{label}{given[name]}" for name, label in PARTS if given.get(name)]
    for label, target in LINK.findall(slide.note.get("Notebook", "")):
        lines.append(f"{label}: {_address(target, notebooks)}")
    return "\n\n".join(lines).replace("--", "–")


def _formulas(deck):
    """The TeX between dollar signs, in the order of the slides."""
    bodies = "\n".join(slide.body for slide in deck.slides)
    return [a or b for a, b in re.findall(r"\$\$(.+?)\$\$|\$(\S(?:[^$\n]*\S)?)\$", bodies, re.S)]


def finished(page, formulas=()):
    """Marp's page with the switch to dark colours, links in notes, and formulas with names."""
    names = iter(formulas)

    def named(found):
        name = html.escape(" ".join(next(names).split()))
        return f'{found[1]} role="img" aria-label="{name}">{found[2]}'

    page = re.sub(r"(<mjx-container[^>]*)>(<svg)", named, page)
    page = re.sub(r'(<mjx-container[^>]*><svg[^>]*?) role="img"', r'\1 aria-hidden="true"', page)
    page = re.sub(r'(?<=bespoke-marp-note").*?</div>', _linked, page, flags=re.DOTALL)
    style = f"<style>{(THEME / 'dark.css').read_text(encoding='utf-8')}</style>"
    script = f"<script>{(THEME / 'switch.js').read_text(encoding='utf-8')}</script>"
    return page.replace("</head>", f"{style}{script}</head>", 1)


def _linked(note):
    """A note's lines "Notebook 04: The block: https://…" as links."""
    link = r'<a href="\2" target="_blank">\1</a>'
    return re.sub(r"(?<=[>\n])([^<>\n]+): (https?://[^\s<]+)", link, note[0])
