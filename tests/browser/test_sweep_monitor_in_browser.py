"""SweepMonitor in a real browser: it shows by itself what another process does."""

import re

from sweeping import a_job, finished

from helpers.runs import Store
from helpers.runs.announced import announce

CODE = """
from helpers.widgets import SweepMonitor
panel = SweepMonitor("shared", every=0.5)
panel
"""
JOBS = [a_job(seed=seed) for seed in range(4)]


def test_what_another_process_does_is_shown_without_a_press(opened, lab):
    page, store = opened.page, Store(lab[1] / "shared")
    page.get_by_text("No sweep has been started").wait_for()
    store.check()
    announce(JOBS, store, "four")
    page.get_by_role("cell", name="4 of 4").wait_for()  # left
    opened.keep("sweep-announced")
    store.add(finished(JOBS[0]))
    page.get_by_role("cell", name="1 of 4").wait_for()  # done
    page.get_by_role("cell", name="3 of 4").wait_for()
    page.get_by_text(re.compile("about .* judged by what has finished")).wait_for()
    assert page.get_by_text(re.compile(r"^as of \d\d:\d\d:\d\d$")).count() == 1
    before = opened.source("1 done")
    page.get_by_label("curves", exact=True).select_option("test error")
    opened.changed("1 done", before)
    page.get_by_role("button", name="Look again").click()
    opened.keep("sweep-one-done")
    assert opened.outside == []
