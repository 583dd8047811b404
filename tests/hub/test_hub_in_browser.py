"""A student's browser: from the link to the notebook, and hostile pages within it."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from class_hub import NOTEBOOK, ClassHub, Kernel, Student

from hub import links, settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# What a hand-in may hold that somebody else opens: scripts in outputs, and in a widget's state.
SCRIPT = "<img src=x onerror='window.top.reached = 1'><script>window.top.reached = 1</script>"
CALLS = """<p id=done></p><script>
(async () => {
  const seen = [];
  for (const url of ["/hub/api/user", "/hub/home", "/user/NAME/api/contents"])
    try { seen.push((await fetch(url, {credentials: "include"})).status); }
    catch (error) { seen.push("refused"); }
  try { seen.push(document.cookie.length); } catch (error) { seen.push("refused"); }
  document.getElementById("done").textContent = seen.join(" ");
})();
</script>"""


@pytest.fixture(scope="module")
def student(with_proxy):
    with ClassHub(1) as hub:
        yield Student(hub, hub.students[0])


@pytest.fixture(scope="module")
def page(student, tmp_path_factory):
    """A page of a browser in which nobody has logged in yet."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with api.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run"],
            viewport={"width": 1280, "height": 1000},
        )
        context.set_default_timeout(180_000)  # milliseconds: a busy machine is no fault
        yield context.new_page()
        context.close()


def keep(page, name):
    """A screenshot where somebody wants to look at it: in the folder $SCREENSHOTS."""
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{name}.png")


def test_the_link_leads_through_the_login_to_the_notebook(student, page):
    course = settings.Course(repository=student.hub.repository)
    page.goto(links.link(student.hub.url, course, NOTEBOOK))
    keep(page, "hub-1-login")
    page.fill("#username_input", student.name)
    page.fill("#password_input", student.hub.passwords[student.name])
    page.click("#login_submit")
    page.wait_for_url(re.compile(f"/lab/tree/course-main/notebooks/{NOTEBOOK}"))
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    keep(page, "hub-2-notebook")
    assert page.locator("#jp-debugger-sidebar").count() == 0
    # JupyterLab's questions about news are answered by the course's settings.
    assert page.locator("text=Would you like to get notified").count() == 0


def run_cell(page, text, is_shown):
    """Run the cell whose source has the text, until is_shown(cell); returns the cell."""
    cell = page.locator(f".jp-CodeCell:has(.cm-content:has-text({json.dumps(text)}))").first
    for _ in range(8):  # a run asked for while the kernel starts is sometimes dropped
        question = page.locator("dialog.jp-Dialog .jp-mod-accept")
        if question.count():
            question.first.click()
        cell.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        for _ in range(100):
            page.wait_for_timeout(200)
            if is_shown(cell):
                return cell
    pytest.fail(f"the cell with {text} did not run")


def is_done(student):
    """Whether the first cell ran, asked of the kernel that the browser started."""
    sessions = student.call("GET", "api/sessions").json()
    code = "print('images' in globals())"
    return sessions and Kernel(student, sessions[0]["kernel"]["id"]).run(code) == "True\n"


def test_a_slider_moves_and_memory_is_shown_against_the_limit(student, page):
    student.login()
    student.enter()
    # Cells out of sight are drawn, too.
    answer = student.call("PUT", "lab/api/settings/@jupyterlab/notebook-extension:tracker",
                          json={"raw": '{"windowingMode": "none"}'})  # fmt: skip
    assert answer.ok
    page.reload()
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").first.wait_for()
    run_cell(page, "exercises = Exercises", lambda _: is_done(student))
    cell = run_cell(page, "GradientMicroscope(images",
                    lambda cell: cell.locator(".noUi-handle").count())  # fmt: skip
    slider = cell.locator(".noUi-handle").first
    before, picture = slider.get_attribute("aria-valuenow"), cell.locator("img, svg").first
    keep(page, "hub-3-panel")
    drawn = picture.evaluate("node => node.src || node.outerHTML")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([node, before]) => (node.src || node.outerHTML) != before",
        arg=[picture.element_handle(), drawn],
    )
    assert slider.get_attribute("aria-valuenow") != before
    keep(page, "hub-4-moved")
    assert page.locator("text=/Mem: .*3072/").first.is_visible()


def test_scripts_in_anothers_notebook_do_not_run(student, page):
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/html": SCRIPT}}
    state = {"state": {"a": {"model_name": "HTMLModel", "model_module_version": "2.0.0",
             "model_module": "@jupyter-widgets/controls", "state": {"value": SCRIPT}}},
             "version_major": 2, "version_minor": 0}  # fmt: skip
    shown = {"output_type": "display_data", "metadata": {}, "data": {
             "application/vnd.jupyter.widget-view+json": {"model_id": "a", "version_major": 2,
             "version_minor": 0}}}  # fmt: skip
    cells = [{"cell_type": "code", "id": f"cell{i}", "metadata": {}, "source": "1",
              "execution_count": 1, "outputs": [one]}
             for i, one in enumerate((output, shown))]  # fmt: skip
    cells.append({"cell_type": "markdown", "id": "text", "metadata": {}, "source": SCRIPT})
    widgets = {"application/vnd.jupyter.widget-state+json": state}
    book = {"nbformat": 4, "nbformat_minor": 5, "cells": cells, "metadata": {"widgets": widgets}}
    student.save("hand-in.ipynb", type="file", format="text", content=json.dumps(book))
    page.goto(f"{student.server}/lab/workspaces/hand-in/tree/hand-in.ipynb")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.wait_for_timeout(3000)
    keep(page, "hub-5-hand-in")
    assert page.evaluate("window.reached") is None


def test_a_page_in_a_students_folder_that_calls_the_hub_gets_nothing(student, page):
    content = CALLS.replace("NAME", student.name)
    student.save("calls.html", type="file", format="text", content=content)
    page.goto(f"{student.server}/files/calls.html")
    done = page.locator("#done")
    page.wait_for_function("document.getElementById('done').textContent")
    assert set(done.text_content().split()) == {"refused"}
