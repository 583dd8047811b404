"""Which panels are opened and moved."""

import re

import pytest

from bench import startup
from helpers.widgets import PANELS


def test_every_panel_is_opened():
    assert set(startup.PANELS) == set(PANELS)


@pytest.mark.parametrize("panel", sorted(startup.PANELS))
def test_panel_shows_a_picture_and_redraws_it_at_each_value(panel):
    answer = startup.time_panel(panel, updates=2)
    assert answer["first"] > 0
    assert (answer["update"] is None) == (startup.PANELS[panel][0] is None)


def test_op_kinds_are_read_from_event_names():
    from bench.op_kinds import OPERATION

    assert OPERATION.fullmatch("while/body/_1/stage1_a/Relu:Relu")[1] == "Relu"
    assert not OPERATION.fullmatch("ThreadpoolListener::Record")
    assert not re.fullmatch(OPERATION, "EagerLocalExecute: __inference_steps_3727")
