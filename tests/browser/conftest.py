"""A JupyterLab of its own and a real browser, for tests that work a panel as a student does.

A test module says in CODE what its one cell runs; `opened` is the notebook after that.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]
REPOSITORY = Path(__file__).resolve().parents[2]
PICTURE = ".jp-OutputArea-output div > img + svg"  # what a ClickablePicture puts over its image


class Opened:
    """A page of JupyterLab whose cell has run. picture: the place of its first picture."""

    def __init__(self, page):
        self.page, self.outside = page, []
        page.on(
            "request",
            lambda r: (
                self.outside.append(r.url)
                if "127.0.0.1" not in r.url and r.url.startswith("http")
                else None
            ),
        )

    def run(self, shown):
        """Run the first cell until `shown`, a locator, is there; the next cell is chosen then."""
        from playwright.sync_api import TimeoutError

        for _ in range(8):  # a run asked for while the kernel starts is sometimes dropped
            question = self.page.locator("dialog.jp-Dialog .jp-mod-accept")
            if question.count():  # on a busy machine one may come up; what it proposes will do
                question.first.click()
            self.page.locator(".jp-Notebook .cm-content").first.click()
            self.page.keyboard.press("Shift+Enter")
            with contextlib.suppress(TimeoutError):
                return shown.wait_for(timeout=15_000)
        pytest.fail("the cell did not run")

    @property
    def picture(self):
        return self.page.locator(PICTURE).first

    def source(self, alt):
        """What the picture shows whose alternative text contains `alt`."""
        image = self.page.locator(f"div:has(> svg) > img[alt*='{alt}']").first
        return image.get_attribute("src")

    def changed(self, alt, before):
        """Wait for another picture."""
        start = time.monotonic()
        while self.source(alt) == before:
            assert time.monotonic() - start < 60, "the picture did not change"
            self.page.wait_for_timeout(10)

    def spot(self, x, y):
        """Page coordinates of fractions of the picture, y upwards."""
        box = self.picture.bounding_box()
        return box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"]

    def keep(self, name):
        """A screenshot where somebody wants to look at it: in the folder $SCREENSHOTS."""
        if os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{name}.png")


def written_port(folder):
    """The port that a Jupyter server wrote into its runtime folder, None before it has."""
    with contextlib.suppress(StopIteration, ValueError):
        return json.loads(next(folder.glob("jpserver-*.json")).read_text())["port"]


@pytest.fixture(scope="session")
def lab(tmp_path_factory, browser):
    """(address, folder) of a JupyterLab that serves an empty folder; none without a browser."""
    folder = tmp_path_factory.mktemp("lab")
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--allow-root",
        "--no-browser",
        "--port=0",  # a free one, which the server writes down once it listens
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder}",
    ]
    config = {
        "PYTHONPATH": path,
        "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings"),
        "JUPYTER_CONFIG_DIR": str(folder / ".config"),
        "JUPYTER_DATA_DIR": str(folder / ".data"),
        "JUPYTER_RUNTIME_DIR": str(folder / ".runtime"),
    }
    tracker = folder / ".settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    tracker.parent.mkdir(parents=True)
    tracker.write_text('{"windowingMode": "none"}')  # cells out of sight are drawn, too
    with (folder / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **config}
        )
    try:
        until = time.monotonic() + 300
        while (port := written_port(folder / ".runtime")) is None:
            log = (folder / "lab.log").read_text()
            assert server.poll() is None and time.monotonic() < until, log
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", folder
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with api.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=CHROMIUM,
            args=FLAGS,
            viewport={"width": 1280, "height": 1400},
        )
        context.set_default_timeout(120_000)  # milliseconds: a busy machine is no fault
        yield context
        context.close()


def write_notebook(path, *sources):
    """A notebook of code cells that were not run."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(sources)
    ]
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    path.write_text(json.dumps(book))


@pytest.fixture(scope="session")
def open_notebook(lab, browser):
    """A function that opens a notebook of the folder, in a page of its own, as an Opened.

    With sources, a new notebook of these code cells is written first.
    """
    address, folder = lab
    pages = []

    def show(name, *sources):
        if sources:
            write_notebook(folder / name, *sources)
        page = browser.new_page()
        pages.append(page)
        # A workspace of its own: else the notebooks of other tests would be opened beside it.
        page.goto(f"{address}/lab/workspaces/page{len(pages)}/tree/{name}")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
        return Opened(page)

    return show


@pytest.fixture(scope="module")
def opened(request, open_notebook):
    """The test module's CODE, run in a notebook of its own until its picture is there."""
    name = f"{request.module.__name__.rpartition('.')[2]}.ipynb"
    opened = open_notebook(name, request.module.CODE)
    opened.run(opened.picture)
    yield opened
    opened.page.close()
