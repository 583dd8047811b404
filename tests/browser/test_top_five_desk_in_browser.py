"""TopFiveDesk in JupyterLab: photographs, guesses, and a file of one's own."""

import io
import os

from PIL import Image

from helpers.pretrained import locate

CODE = """
from helpers.widgets import TopFiveDesk
TopFiveDesk()
"""
DESK = "of 22"


def choose(page, description, label):
    page.locator(f".widget-dropdown:has-text('{description}') select").select_option(label=label)


def test_the_desk_is_read_guessed_at_and_given_a_picture(opened):
    page = opened.page
    page.get_by_text("right: the true class is in first place.").wait_for()
    opened.keep("desk")
    before = opened.source(DESK)
    choose(page, "pixels as", "tf: NOT as it was trained")
    opened.changed(DESK, before)
    page.get_by_text("the true class is not among them").wait_for()
    opened.keep("desk_wrong_pixels")
    choose(page, "pixels as", "caffe: as it was trained")
    # The answer moves what is below it: a click before that may meet nothing.
    page.get_by_text("right: the true class is in first place.").wait_for()

    page.get_by_role("button", name="Guess first").click()
    page.get_by_text("What does it show?").wait_for()
    opened.keep("desk_question")
    field = page.get_by_placeholder("type a part of a name")
    for name in ("boxer", "bull mastiff"):
        field.fill(name)
        field.press("Enter")
        page.get_by_text(name).first.wait_for()
    page.get_by_role("button", name="Show the network's").click()
    page.get_by_text(
        "You are wrong by top-1, right by top-5: the true class is in second place"
    ).wait_for()
    opened.keep("desk_guessed")
    page.get_by_role("button", name="Guess first").click()

    content = io.BytesIO()
    Image.new("RGB", (300, 200), "orange").save(content, "JPEG")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Your own picture").click()
    chooser.value.set_files(
        {"name": "mine.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}
    )
    page.locator("img[alt*='your own picture']").first.wait_for()
    page.get_by_text("decide yourself").wait_for(timeout=120_000)
    if locate("resnet50", os.environ.get("COURSE_CACHE")) is None:
        page.get_by_text("Computed here by MobileNet").wait_for()  # its weights ship
    opened.keep("desk_own")
    assert opened.outside == []
