"""A guess in JupyterLab: the saved result stays hidden, the guess is kept, then both are shown."""

import json

from .conftest import write_notebook

NAME = "predict.ipynb"
ASK = 'from helpers.exercises import Predict, compare\n\nPredict("04-vanish")'
TELL = 'compare("04-vanish", 1)'
SAVED = "It is 1. No guess was made."
TEXT = f"Your guess, and what came out:\n{SAVED}"
HTML = f"Your guess, and what came out:\n<p>{SAVED}</p>"


def test_a_guess_is_kept_and_shown_beside_a_result_that_was_hidden(lab, open_notebook):
    _, folder = lab
    write_notebook(folder / NAME, ASK, TELL)
    book = json.loads((folder / NAME).read_text())
    output = {"output_type": "execute_result", "execution_count": 2, "metadata": {}}
    book["cells"][1]["outputs"] = [{**output, "data": {"text/plain": TEXT, "text/html": HTML}}]
    book["cells"][1]["metadata"] = {"jupyter": {"outputs_hidden": True}}
    (folder / NAME).write_text(json.dumps(book))

    opened = open_notebook(NAME)
    page, field = opened.page, opened.page.get_by_placeholder("a number")
    opened.run(field)
    opened.keep("hidden")
    assert not page.get_by_text(SAVED).is_visible()
    field.fill("many")
    field.press("Enter")
    page.get_by_text("cannot be read as a number").wait_for()
    field.fill("3")
    opened.keep("asked")
    field.press("Enter")
    page.get_by_text("Kept: 3.").wait_for()
    page.locator(".jp-Notebook .cm-content").nth(1).click()
    page.keyboard.press("Shift+Enter")
    page.locator(".jp-RenderedHTMLCommon").get_by_text("You said 3, it is 1.").wait_for()
    assert field.is_disabled()
    opened.keep("told")
    assert opened.outside == []
