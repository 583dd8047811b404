"""BottleneckBudget and SeparableCounter in JupyterLab, worked by mouse and keyboard."""

CODE = """
from IPython.display import display
from helpers.widgets import BottleneckBudget, SeparableCounter

budget, counter = BottleneckBudget(), SeparableCounter()
display(budget, counter)
"""
BUDGET, REDUCTION, COUNTER = "Costs by branch", "MACs against outputs", "Ratio"


def test_the_budget_is_read_played_and_measured(opened):
    page = opened.page
    page.get_by_text("303,464,448").wait_for()
    opened.keep("budget")
    before = opened.source(BUDGET)
    page.get_by_role("button", name="memory").click()
    opened.changed(BUDGET, before)
    opened.keep("budget_memory")

    page.get_by_role("button", name="Measure time").click()
    page.get_by_text("median of").wait_for(timeout=120_000)
    opened.keep("budget_measured")

    page.get_by_role("button", name="one 1×1 before a layer").click()
    page.get_by_text("from 3 outputs on").wait_for()
    opened.keep("reduction")
    before = opened.source(REDUCTION)
    page.mouse.click(*opened.spot(0.095, 0.5))  # near the left end: fewer outputs than break even
    opened.changed(REDUCTION, before)
    page.get_by_text("costs more than it saves").first.wait_for()
    opened.keep("reduction_dear")

    page.get_by_role("button", name="game: stay under a budget").click()
    page.get_by_text("266,944 parameters over the budget").wait_for()
    opened.keep("game")
    assert page.get_by_role("button", name="Next level").is_disabled()
    before = opened.source(BUDGET)
    for reduction in (0, 1):  # the fields beside the sliders of both reductions
        field = page.locator(".widget-hslider:has-text('1×1 before') .widget-readout").nth(
            reduction
        )
        field.click()
        page.keyboard.press("Control+A")
        page.keyboard.type("32")
        page.keyboard.press("Enter")
    opened.changed(BUDGET, before)
    page.get_by_text("Passed with 46 points").wait_for()
    page.get_by_text("93,184").first.wait_for()
    opened.keep("game_passed")
    page.get_by_role("button", name="Next level").click()
    page.get_by_text("Level 2.").wait_for()
    assert opened.outside == []


def test_the_counter_is_read_and_clicked(opened):
    page = opened.page
    page.locator("img[alt*='Ratio'] + svg").scroll_into_view_if_needed()
    page.get_by_text("200 + 840 = 1,040").wait_for()
    opened.keep("counter")
    before = opened.source(COUNTER)
    page.get_by_role("button", name="pointwise only (Keras)").click()
    opened.changed(COUNTER, before)
    page.get_by_text("= 1,020").wait_for()
    before = opened.source(COUNTER)
    page.get_by_role("button", name="where the saving stops").click()
    opened.changed(COUNTER, before)
    opened.keep("counter_kernels")
    before = opened.source(COUNTER)
    picture = page.locator("div > img[alt*='Ratio'] + svg")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page.mouse.click(box["x"] + 0.075 * box["width"], box["y"] + 0.5 * box["height"])
    opened.changed(COUNTER, before)
    page.get_by_text("With one output nothing is saved").wait_for()
    opened.keep("counter_one")
    assert opened.outside == []
