"""DepthExplorer in JupyterLab in a real browser: clicks and drags arrive, the picture changes."""

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
CODE = """
from helpers.training.record import Recipe, Run
from helpers.widgets import DepthExplorer
from helpers.sweeps import Store

def made(network, depth, train):
    return Run(network, {"depth": depth, "width": 8}, "cifar10", "small", Recipe(epochs=1), 0,
               (1.0,), (train,), (1.0,), (train,), 9.0, 1.0, 10, 20, "a processor", "tensorflow",
               {}, "", "finished")

panel = DepthExplorer([made("plain", 8, 0.5), made("plain", 20, 0.3), made("resnet", 8, 0.55),
                       made("resnet", 20, 0.7)], Store("mine"))
panel.desk.width.value, panel.desk.epochs.value, panel.desk.images.value = 4, 3, 500
panel
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a notebook with the panel in a JupyterLab of its own."""
    folder = tmp_path_factory.mktemp("lab")
    cell = {"cell_type": "code", "id": "panel", "metadata": {}, "source": CODE, "outputs": [],
            "execution_count": None}  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": [cell]}
    (folder / "panel.ipynb").write_text(json.dumps(book))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser", f"--port={port}",
               "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"]  # fmt: skip
    config = {"PYTHONPATH": path, "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings"),
              "JUPYTER_CONFIG_DIR": str(folder / ".config")}  # fmt: skip
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
        yield f"http://127.0.0.1:{port}/lab/tree/panel.ipynb"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def page(address, tmp_path_factory):
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with api.sync_playwright() as playwright:
        profile = tmp_path_factory.mktemp("profile")
        browser = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=FLAGS, viewport={"width": 1280, "height": 1400}
        )
        page = browser.pages[0]
        page.outside = []
        page.on("request", lambda r: page.outside.append(r.url) if "127.0.0.1" not in r.url
                and r.url.startswith("http") else None)  # fmt: skip
        page.goto(address)
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
        picture = page.locator(".jp-OutputArea-output div > img + svg")
        for _ in range(8):  # a run asked for while the kernel starts is sometimes dropped
            page.locator(".jp-Notebook .cm-content").first.click()
            page.keyboard.press("Shift+Enter")
            try:
                picture.wait_for(timeout=15_000)
                break
            except api.TimeoutError:
                continue
        page.picture = picture
        yield page
        browser.close()


def source(page):
    return page.locator("div:has(> svg) > img[alt*='look at']").get_attribute("src")


def changed(page, before):
    """Wait for another picture; returns the seconds that it took."""
    start = time.monotonic()
    while source(page) == before:
        assert time.monotonic() - start < 20, "the picture did not change"
        page.wait_for_timeout(10)
    return time.monotonic() - start


def spot(page, x, y):
    """Page coordinates of fractions of the picture, y upwards."""
    box = page.picture.bounding_box()
    return box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"]


def keep(page, name):
    """A screenshot where somebody wants to look at it: in the folder $SCREENSHOTS."""
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{name}.png")


def test_a_button_a_click_and_a_drag_change_the_picture(page):
    keep(page, "opened")
    before = source(page)
    page.get_by_role("button", name="training accuracy").click()
    changed(page, before)

    before = source(page)
    # Where plain-20 with its 30 % is seen: near the right of the axes and halfway up.
    page.mouse.click(*spot(page, 0.67, 0.41))
    changed(page, before)
    page.get_by_text("plain-20, seed 0").last.wait_for()
    keep(page, "picked")

    before = source(page)
    page.get_by_role("button", name="Predict first").click()
    changed(page, before)
    before = source(page)
    page.mouse.move(*spot(page, 0.09, 0.3))
    page.mouse.down()
    page.mouse.move(*spot(page, 0.4, 0.5), steps=6)
    page.mouse.move(*spot(page, 0.695, 0.7), steps=6)
    page.mouse.up()
    changed(page, before)
    keep(page, "guessed")
    before = source(page)
    page.get_by_role("button", name="Reveal").click()
    changed(page, before)
    page.get_by_text("percentage points off").wait_for()
    keep(page, "revealed")
    assert page.outside == []


def test_a_training_reports_while_it_runs_and_its_result_appears(page):
    page.get_by_text("Train this one now").first.click()
    page.get_by_role("button", name="Train this one now").click()
    page.get_by_text("left.").wait_for(timeout=120_000)
    before = source(page)
    page.get_by_text("Done in").wait_for(timeout=120_000)
    changed(page, before)
    page.get_by_text("plain-8, seed 0 (yours)").last.wait_for()
    page.mouse.wheel(0, 800)
    keep(page, "trained")
