"""The panel of the deepest network, driven with a shallow one: the same steps in seconds."""

import pytest

from helpers.widgets.thousand_layers import ThousandLayers


def press(panel):
    panel.button.click()
    panel.thread.join(timeout=300)
    return panel


def test_nothing_is_done_before_the_button_is_pressed():
    panel = ThousandLayers()
    assert panel.result == {}
    assert panel.thread is None
    assert repr(panel) == "ThousandLayers(depth=1202, width=16)"


def test_builds_measures_and_trains():
    panel = press(ThousandLayers(depth=8, width=4))
    assert panel.error is None
    assert set(panel.result) == {"parameters", "bytes", "ratio", "run"}
    assert panel.result["parameters"] == panel.result["run"].parameters
    assert panel.result["ratio"] > 0
    assert len(panel.result["run"].train_loss) == 1
    assert panel.status.value == "Done."
    assert not panel.button.disabled
    assert panel.report.value.count("<br>") == 4


def test_pressing_twice_starts_one():
    panel = ThousandLayers(depth=8, width=4)
    panel.start()
    first = panel.thread
    panel.start()
    assert panel.thread is first
    first.join(timeout=300)
    assert panel.error is None


def test_wrong_depth_is_said_and_the_button_comes_back():
    panel = press(ThousandLayers(depth=9))
    assert isinstance(panel.error, ValueError)
    assert "try 8 or 14" in panel.status.value
    assert not panel.button.disabled


@pytest.mark.parametrize("again", [1, 2])
def test_can_be_pressed_again(again):
    panel = ThousandLayers(depth=8, width=4)
    for _ in range(again):
        press(panel)
    assert panel.report.value.count("<br>") == 4
