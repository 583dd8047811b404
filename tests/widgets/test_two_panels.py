"""Two heavy panels at once: the second waits for the first, whichever they are."""

import itertools
import threading

import pytest

from helpers import pretrained
from helpers.pretrained import WeightsNotFound
from helpers.runs import Store
from helpers.widgets import BottleneckBudget, DepthExplorer, ThousandLayers, TopFiveDesk


class Heavy:
    """A panel's heavy work: its button, where it reports, its runner, and Stop if it has one."""

    def __init__(self, panel, button, status, background, stop=None):
        self.panel, self.button, self.status = panel, button, status
        self.background, self.stop = background, stop


def training(tmp_path):
    panel = DepthExplorer([], Store(tmp_path / "mine")).training
    panel.width.value, panel.images.value, panel.epochs.value = 4, 128, 1
    return Heavy(panel, panel.start, panel.status, panel.background, panel.stop)


def layers(_):
    panel = ThousandLayers(depth=8, width=4)
    return Heavy(panel, panel.button, panel.status, panel.background, panel.stop)


def top_five(_):
    panel = TopFiveDesk(("mobilenet",))
    return Heavy(panel, panel.run, panel.status, panel._source.background)


def timing(_):
    panel = BottleneckBudget(height=4, width=4, inputs=3)
    return Heavy(panel, panel.timing.button, panel.timing.status, panel.timing.background)


KINDS = {"training": training, "layers": layers, "top-5": top_five, "timing": timing}


def ended(heavy):
    """Wait for its end; only weights that are not on this machine are no failure."""
    try:
        return heavy.background.wait(300)
    except WeightsNotFound:
        return pretrained.locate("mobilenet") is None


@pytest.fixture(autouse=True)
def release(monkeypatch):
    """A run of the network does not look first whether its weights are there, and waits for this:
    without weights it would have ended before the other panel is started."""
    event, weights = threading.Event(), pretrained.weights

    def later(*values, **options):
        assert event.wait(60)
        return weights(*values, **options)

    monkeypatch.setattr("helpers.widgets.top_five_desk.missing", lambda network: None)
    monkeypatch.setattr(pretrained, "weights", later)
    return event


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(KINDS, 2)))
def test_the_second_reports_what_is_under_way_and_runs_when_that_has_ended(
    first, second, release, tmp_path
):
    one, two = KINDS[first](tmp_path), KINDS[second](tmp_path)
    one.button.click()
    two.button.click()
    assert f"{one.background.work} is running in this notebook" in two.status.value
    assert not two.background.running and not two.button.disabled
    release.set()
    assert ended(one)
    assert f"{one.background.work} has ended." in two.status.value
    assert two.stop is None or two.stop.disabled
    two.button.click()
    assert two.background.running and two.button.disabled
    assert ended(two)
    assert not two.button.disabled


@pytest.mark.parametrize(("first", "second"), [("training", "layers"), ("layers", "training")])
def test_stop_in_the_second_panel_stops_the_first(first, second, tmp_path):
    one, two = KINDS[first](tmp_path), KINDS[second](tmp_path)
    one.button.click()
    two.button.click()
    two.stop.click()
    assert ended(one)
    assert "Stopped" in one.status.value and "has ended" in two.status.value
    assert two.stop.disabled and one.stop.disabled
