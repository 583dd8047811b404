"""NetworkBrowser in JupyterLab in a real browser: choosing and clicking arrive."""

CODE = """
from helpers.widgets import NetworkBrowser
panel = NetworkBrowser()
panel
"""
ALT = "segments from"


def choose(opened, control, option):
    """Choose an option of the dropdown with that description, and wait for its picture."""
    before = opened.source(ALT)
    opened.page.get_by_label(control, exact=True).select_option(option)
    opened.changed(ALT, before)


def test_networks_are_chosen_compared_and_clicked(opened):
    opened.keep("networks-opened")
    choose(opened, "network", "VGG-16 (2014)")
    opened.page.get_by_text("138,357,544 trainable").first.wait_for()
    opened.page.get_by_text("agrees, rounded").first.wait_for()
    choose(opened, "beside it", "GoogLeNet (2014)")
    opened.page.get_by_text("6,998,552 trainable").first.wait_for()
    opened.keep("networks-two")

    before = opened.source(ALT)
    opened.page.get_by_role("button", name="MACs").click()
    opened.changed(ALT, before)
    before = opened.source(ALT)
    opened.page.get_by_role("button", name="logarithmic").click()
    opened.changed(ALT, before)
    opened.keep("networks-macs")

    choose(opened, "beside it", "no other")
    opened.page.mouse.click(*opened.spot(0.45, 0.27))  # fc1
    opened.page.get_by_text("102,764,544 parameters (74 %)").wait_for()
    opened.keep("networks-clicked")
    assert opened.outside == []
