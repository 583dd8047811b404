"""A JupyterLab of its own and a real browser, for tests that work a panel as a student does.

A test module says in CODE what its one cell runs; `opened` is the notebook after that.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update"]  # fmt: skip
REPOSITORY = Path(__file__).resolve().parents[2]
PICTURE = ".jp-OutputArea-output div > img + svg"  # what a ClickablePicture puts over its image


class Opened:
    """A page of JupyterLab whose cell has run. picture: the place of its first picture."""

    def __init__(self, page):
        self.page, self.outside = page, []
        page.on("request", lambda r: self.outside.append(r.url) if "127.0.0.1" not in r.url
                and r.url.startswith("http") else None)  # fmt: skip

    @property
    def picture(self):
        return self.page.locator(PICTURE).first

    def source(self, alt):
        """What the picture shows whose alternative text contains `alt`."""
        image = self.page.locator(f"div:has(> svg) > img[alt*='{alt}']").first
        return image.get_attribute("src")

    def changed(self, alt, before):
        """Wait for another picture; returns the seconds that it took."""
        start = time.monotonic()
        while self.source(alt) == before:
            assert time.monotonic() - start < 20, "the picture did not change"
            self.page.wait_for_timeout(10)
        return time.monotonic() - start

    def spot(self, x, y):
        """Page coordinates of fractions of the picture, y upwards."""
        box = self.picture.bounding_box()
        return box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"]

    def keep(self, name):
        """A screenshot where somebody wants to look at it: in the folder $SCREENSHOTS."""
        if os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{name}.png")


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """(address, folder) of a JupyterLab that serves an empty folder."""
    folder = tmp_path_factory.mktemp("lab")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser", f"--port={port}",
               "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"]  # fmt: skip
    config = {"PYTHONPATH": path, "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings"),
              "JUPYTER_CONFIG_DIR": str(folder / ".config")}  # fmt: skip
    news = folder / ".settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text('{"fetchNews": "false"}')  # else a question lies over the page
    with (folder / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **config}
        )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=2).close()
                break
            except OSError:
                time.sleep(0.3)
        yield f"http://127.0.0.1:{port}", folder
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with api.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"), executable_path=CHROMIUM, args=FLAGS,
            viewport={"width": 1280, "height": 1400},
        )  # fmt: skip
        yield context
        context.close()


@pytest.fixture(scope="module")
def opened(request, lab, browser):
    """The test module's CODE, run in a notebook of its own until its picture is there."""
    from playwright.sync_api import TimeoutError

    address, folder = lab
    name = f"{request.module.__name__.rpartition('.')[2]}.ipynb"
    cell = {"cell_type": "code", "id": "panel", "metadata": {}, "source": request.module.CODE,
            "outputs": [], "execution_count": None}  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": [cell]}
    (folder / name).write_text(json.dumps(book))
    page = browser.new_page()
    opened = Opened(page)
    # A workspace of its own: else the notebooks of other tests would be opened beside it.
    page.goto(f"{address}/lab/workspaces/{name.removesuffix('.ipynb')}/tree/{name}")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
    for _ in range(8):  # a run asked for while the kernel starts is sometimes dropped
        question = page.locator("dialog.jp-Dialog .jp-mod-accept")
        if question.count():  # on a busy machine one may come up; what it proposes will do
            question.first.click()
        page.locator(".jp-Notebook .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        try:
            opened.picture.wait_for(timeout=15_000)
            break
        except TimeoutError:
            continue
    yield opened
    page.close()
