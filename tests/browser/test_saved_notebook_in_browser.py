"""A notebook opened without its kernel shows pictures and texts where widgets were."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CODE = """
from helpers.exercises import Exercises
from helpers.widgets import SeparableCounter
from IPython.display import display

exercises = Exercises("06", "")
display(SeparableCounter(), exercises["ratio"])
"""
ERROR = "Error displaying widget"
# What an <img> shows, as text: its address is that of a blob, which is new in each page.
PIXELS = """async (image) => {
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL();
}"""


SHUT_DOWN = """async () => {
  const headers = { "X-XSRFToken": document.cookie.match(/_xsrf=([^;]+)/)[1] };
  for (const { id } of await (await fetch("/api/sessions")).json())
    await fetch(`/api/sessions/${id}`, { method: "DELETE", headers });
  return (await (await fetch("/api/kernels")).json()).length;
}"""


def test_a_shipped_notebook_shows_its_panels_and_exercises(lab, open_notebook):
    _, folder = lab
    path = Path(shutil.copy(NOTEBOOKS / "05_inception.ipynb", folder))
    # In a notebook that is not trusted JupyterLab draws no widgets, so nothing would be tested.
    trust = [sys.executable, "-m", "nbformat.sign", str(path)]
    subprocess.run(trust, env={**os.environ, "JUPYTER_DATA_DIR": str(folder / ".data")}, check=True)
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    # What a prediction asks for stays hidden until its cell is run.
    cells = [c for c in cells if not c["metadata"].get("jupyter", {}).get("outputs_hidden")]
    shown = [o["data"] for cell in cells for o in cell.get("outputs", ()) if "data" in o]
    opened = open_notebook(path.name)
    images = opened.page.locator(".jp-OutputArea .jp-RenderedImage img")
    images.nth(sum("image/png" in data for data in shown) - 1).wait_for()
    opened.page.get_by_text("reduces its input from (24,24,224)").first.wait_for()
    opened.keep("shipped")
    assert opened.page.get_by_text(ERROR).count() == 0
    assert opened.outside == []


def test_a_saved_notebook_shows_its_last_state_when_its_kernel_is_gone(open_notebook):
    opened = open_notebook("saved.ipynb", CODE)
    opened.run(opened.picture)
    page = opened.page
    before = opened.source("Ratio")
    page.get_by_role("button", name="where the saving stops").click()
    opened.changed("Ratio", before)
    picture = page.locator("div:has(> svg) > img[alt*='Ratio']").evaluate(PIXELS)
    page.get_by_placeholder("7,240 or").fill("1")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("that is too small").wait_for()
    opened.keep("before")
    with page.expect_response(lambda r: "saved.ipynb" in r.url and r.request.method == "PUT"):
        page.keyboard.press("Control+S")
    assert page.evaluate(SHUT_DOWN) == 0
    page.close()

    again = open_notebook("saved.ipynb")
    again.page.get_by_text("that is too small").wait_for()
    again.keep("after")
    assert again.page.locator("div:has(> svg) > img[alt*='Ratio']").evaluate(PIXELS) == picture
    assert again.page.get_by_text(ERROR).count() == 0
