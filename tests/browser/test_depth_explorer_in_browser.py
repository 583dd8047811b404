"""DepthExplorer in JupyterLab in a real browser: clicks and drags arrive, the picture changes."""

CODE = """
from helpers.training.record import Recipe, Run
from helpers.widgets import DepthExplorer
from helpers.runs import Store

def made(network, depth, train):
    return Run(network, {"depth": depth, "width": 8}, "cifar10", "small", Recipe(epochs=1), 0,
               (1.0,), (train,), (1.0,), (train,), 9.0, 1.0, 10, 20, "a processor", "tensorflow",
               {}, "", "finished")

panel = DepthExplorer([made("plain", 8, 0.5), made("plain", 20, 0.3), made("resnet", 8, 0.55),
                       made("resnet", 20, 0.7)], Store("mine"))
panel.training.width.value, panel.training.epochs.value, panel.training.images.value = 4, 3, 500
panel.predict.value = False
panel
"""
ALT = "look at"


def test_a_button_a_click_and_a_drag_change_the_picture(opened):
    page = opened.page
    opened.keep("opened")
    before = opened.source(ALT)
    page.get_by_role("button", name="training accuracy").click()
    opened.changed(ALT, before)

    before = opened.source(ALT)
    # Where plain-20 with its 30 % is seen: near the right of the axes and halfway up.
    page.mouse.click(*opened.spot(0.67, 0.41))
    opened.changed(ALT, before)
    page.get_by_text("plain-20, seed 0").last.wait_for()
    opened.keep("picked")

    before = opened.source(ALT)
    page.get_by_role("button", name="Predict first").click()
    opened.changed(ALT, before)
    before = opened.source(ALT)
    page.mouse.move(*opened.spot(0.09, 0.3))
    page.mouse.down()
    page.mouse.move(*opened.spot(0.4, 0.5), steps=6)
    page.mouse.move(*opened.spot(0.695, 0.7), steps=6)
    page.mouse.up()
    opened.changed(ALT, before)
    opened.keep("guessed")
    before = opened.source(ALT)
    page.get_by_role("button", name="Reveal").click()
    opened.changed(ALT, before)
    page.get_by_text("percentage points off").wait_for()
    opened.keep("revealed")
    assert opened.outside == []


def test_a_training_reports_while_it_runs_and_its_result_appears(opened):
    page = opened.page
    page.get_by_text("Train this one now").first.click()
    page.get_by_role("button", name="Train this one now").click()
    page.get_by_text("left.").wait_for(timeout=600_000)
    before = opened.source(ALT)
    page.get_by_text("Done in").wait_for(timeout=600_000)
    opened.changed(ALT, before)
    page.get_by_text("plain-8, seed 0 (yours)").last.wait_for()
    page.mouse.wheel(0, 800)
    opened.keep("trained")
    assert opened.outside == []
