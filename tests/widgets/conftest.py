"""No test leaves work behind: it would be in the way of the next one."""

import pytest

from helpers.widgets.background import Background


@pytest.fixture(autouse=True)
def idle():
    yield
    Background.listen()
    left = Background.current
    if left is not None:
        Background.stop()
        assert left.wait(300)
        pytest.fail(f"{left.work} was left running")
