"""The panel of the deepest network, driven with a shallow one: the same steps in seconds."""

import dataclasses
import threading

import pytest

from helpers.training import Recipe, Run
from helpers.widgets.thousand_layers import STEPS, ThousandLayers, explain


def press(panel):
    panel.button.click()
    assert panel.background.wait(300)
    return panel


def test_nothing_is_done_before_the_button_is_pressed():
    panel = ThousandLayers()
    assert panel.result == {} and not panel.background.running
    assert repr(panel) == "ThousandLayers(depth=1202, width=16)"


def test_builds_measures_and_trains():
    panel = press(ThousandLayers(depth=8, width=4))
    assert set(panel.result) == {"parameters", "bytes", "ratio", "run"}
    assert panel.result["parameters"] == panel.result["run"].parameters
    assert panel.result["ratio"] > 0
    assert panel.status.value == "Done."
    assert not panel.button.disabled and panel.stop.disabled
    assert panel.report.value.count("<br>") == 4
    press(panel)
    assert panel.report.value.count("<br>") == 4


def test_the_loss_falls_within_its_steps():
    """At rate 0.01, without a limit for the gradient, 1,202 layers ended on 112 nats."""
    panel = press(ThousandLayers(depth=56, width=8))
    losses = panel.result["run"].train_loss
    assert len(losses) == STEPS
    assert losses[-1] == min(losses) < 0.8 * losses[0]
    assert f"{losses[-1]:.2f} nats" in panel.report.value


def test_its_thread_touches_no_widget():
    panel, threads = ThousandLayers(depth=8, width=4), set()
    for widget in (panel.button, panel.stop, panel.bar, panel.status, panel.report):
        widget.observe(lambda _: threads.add(threading.current_thread()))
    press(panel)
    assert threads == {threading.current_thread()}


def test_pressing_twice_starts_one():
    panel = ThousandLayers(depth=8, width=4)
    panel.button.click()
    press(panel)
    assert panel.report.value.count("<br>") == 4


@pytest.mark.parametrize("part", ["Loading", "Building", "Training"])
def test_stop_ends_it_within_a_step_and_leaves_what_was_measured(part):
    """The gradient in between is one step: nothing can end it."""
    panel = ThousandLayers(depth=56, width=4)
    panel.status.observe(lambda c: part in c["new"] and panel.stop.click(), names="value")
    press(panel)
    assert panel.status.value == "Stopped."
    assert "run" not in panel.result and ("ratio" in panel.result) == (part == "Training")
    assert panel.bar.value < panel.bar.max or part == "Training"
    assert not panel.button.disabled and panel.stop.disabled


def test_a_wrong_depth_is_reported_and_the_button_comes_back():
    panel = ThousandLayers(depth=9)
    panel.button.click()
    with pytest.raises(ValueError, match="try 8 or 14"):
        panel.background.wait(300)
    assert "try 8 or 14" in panel.status.value
    assert not panel.button.disabled and panel.stop.disabled


def test_a_loss_that_did_not_fall_is_not_said_to():
    run = Run("resnet", {}, "cifar10", "small", Recipe(), 0, ended="finished")
    fell, rose = (dataclasses.replace(run, train_loss=losses) for losses in ((5, 4), (4, 5)))
    assert "It falls:" in explain(fell) and "It falls" not in explain(rose)
    broken = dataclasses.replace(run, ended="the loss was not finite at step 1 of epoch 1")
    assert (
        explain(broken) == "The training ended early: the loss was not finite at step 1 of epoch 1."
    )
