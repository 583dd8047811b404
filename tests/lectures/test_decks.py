"""Each deck is complete: numbers agree, links lead somewhere, notes say what a lecturer needs."""

import re
from collections import Counter

import pytest

from helpers.lectures import marked, sources
from helpers.lectures.deck import FOLDER, LINK, decks, read
from helpers.lectures.svg import names

PLANS = {"50": 50, "90": 90, "half day": 160}  # minutes for the slides of all decks
NOTEBOOKS = sorted(path.name for path in sources.NOTEBOOKS.glob("*.ipynb"))


def links(text):
    return [target for _, target in LINK.findall(text)]


def test_there_is_a_deck_for_each_notebook():
    assert list(decks()) == [name[:2] for name in NOTEBOOKS]


def test_all_numbers_agree(number):
    assert marked.problems(read(number)) == []


def test_a_deck_has_ten_to_eighteen_slides(number):
    assert 10 <= len(read(number).slides) <= 18


def test_the_head_says_language_title_and_theme(number):
    front = read(number).front
    for line in ("marp: true", "theme: course", "paginate: true", "lang: en"):
        assert f"\n{line}\n" in front
    assert re.search(rf'\ntitle: "{number} .+"\n', front) and "\ndescription: " in front


def test_each_slide_has_one_title_and_a_note(number):
    for slide in read(number).slides:
        assert len(re.findall(r"^# ", slide.body, re.MULTILINE)) == 1, slide.where
        assert 0 < slide.minutes <= 4 and slide.minutes % 0.5 == 0, slide.where
        assert slide.plan in PLANS, slide.where
        assert len(slide.note.get("Say", "")) > 40, slide.where
        assert slide.notebook, slide.where


def test_questions_come_with_the_usual_wrong_answer_and_a_reply(number):
    slides = read(number).slides[1:-1]
    asking = [slide for slide in slides if "Ask" in slide.note]
    assert len(asking) >= 0.8 * len(slides)
    for slide in slides:
        assert slide.note.get("Reply") or not slide.note.get("Usual answer"), slide.where
    assert sum("Usual answer" in slide.note for slide in asking) >= 0.7 * len(asking)


def test_predictions_are_followed_by_results(number):
    slides = read(number).slides
    asked = [slide for slide in slides if slide.predict]
    assert len(asked) >= (1 if number == "00" else 2)
    for slide in asked:
        assert slide.classes == ("predict",), slide.where
        after = slides[slide.number : slide.number + 3]
        assert any({"result", "claim"} & set(later.classes) for later in after), slide.where


def test_links_into_notebooks_lead_to_a_heading(number):
    for slide in read(number).slides:
        for target in links(slide.text):
            if not target.startswith("../notebooks/"):
                continue
            name, _, heading = target.removeprefix("../notebooks/").partition("#")
            assert name in NOTEBOOKS, slide.where
            known = [text.replace(" ", "-") for text in sources.headings(name[:2])]
            assert not heading or heading in known, f"{slide.where}: {heading}"


def test_other_links_lead_to_files_or_pages(number):
    for slide in read(number).slides:
        for target in links(slide.text):
            path = target.partition("#")[0]
            assert target.startswith("https://") or (FOLDER / path).exists(), slide.where


def test_each_picture_is_drawn_by_code_and_has_a_text(number):
    shown = Counter()
    for slide in read(number).slides:
        for alt, path in slide.pictures:
            shown[path] += 1
            assert len(alt) > 30, slide.where
    assert sorted(shown) == sorted(f"figures/{name}.svg" for name in names(number))
    assert len(shown) >= (2 if number == "00" else 4)


def test_no_picture_is_left_over():
    drawn = {f"{name}.svg" for number in decks() for name in names(number)}
    assert {path.name for path in (FOLDER / "figures").iterdir()} == drawn


@pytest.mark.parametrize("plan", PLANS)
def test_the_plans_keep_their_time(plan):
    lengths = list(PLANS)[: list(PLANS).index(plan) + 1]
    slides = [slide for number in decks() for slide in read(number).slides]
    total = sum(slide.minutes for slide in slides if slide.plan in lengths)
    assert 0.85 * PLANS[plan] <= total <= PLANS[plan], total


def test_the_guide_says_the_minutes_of_each_deck():
    guide = (FOLDER / "guide.md").read_text(encoding="utf-8")
    for number in decks():
        slides = read(number).slides
        sums = []
        for count in (1, 2, 3):
            chosen = [slide for slide in slides if slide.plan in list(PLANS)[:count]]
            sums.append(f"{sum(slide.minutes for slide in chosen):g}")
        row = next(line for line in guide.splitlines() if line.startswith(f"| [{number} "))
        assert [cell.strip() for cell in row.split("|")[2:5]] == sums


def test_the_table_names_slides_and_sections_that_exist():
    """Of lectures/README.md: lecture slide, deck slides, notebook section."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| \[(\d\d): ([\d, –]+)\]\(([^)]+)\) \| (.+) \|$", text, re.M)
    assert len(rows) == 32  # the lecture's slides
    for _, number, slides, path, section in rows:
        assert (FOLDER / path).name == read(number).path.name
        count = len(read(number).slides)
        assert all(1 <= int(n) <= count for n in re.findall(r"\d+", slides))
        for target in links(section):
            name, _, heading = target.removeprefix("../notebooks/").partition("#")
            known = [text.replace(" ", "-") for text in sources.headings(name[:2])]
            assert name in NOTEBOOKS and (not heading or heading in known), target
