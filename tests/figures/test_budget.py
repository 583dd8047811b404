"""Bars and lines of the cost pictures hold the numbers that they are given."""

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.figures.budget import HEIGHT, KINDS, BranchCost, draw_branches, draw_break_even, short

ROWS = [
    BranchCost("1×1", 5, 0, 5),
    BranchCost("3×3", 40, 10, 15),
    BranchCost("pooling", 0, 2, 0),
    BranchCost("whole module", 45, 12, 20),
]


@pytest.fixture
def ax():
    return Figure(figsize=(10, 4)).add_subplot()


def bars(ax):
    """{(row, upper or lower): [(left, right, colour kind)]}."""
    colour = {c: kind for kind, (c, _, _) in KINDS.items()}
    found = {}
    for box in ax.patches:
        if isinstance(box, Rectangle):
            y = box.get_y() + HEIGHT / 2
            from matplotlib.colors import to_hex

            kind = colour[to_hex(box.get_facecolor()).upper()]
            place = (round(y), "naive" if y < round(y) else "reduced")
            found.setdefault(place, []).append((box.get_x(), box.get_x() + box.get_width(), kind))
    return found


def test_each_branch_has_a_naive_bar_and_one_of_two_parts_on_one_scale(ax):
    draw_branches(ax, ROWS, "million MACs per image")
    assert bars(ax) == {
        (0, "naive"): [(0, 5, "naive")],
        (0, "reduced"): [(0, 5, "reduced")],
        (1, "naive"): [(0, 40, "naive")],
        (1, "reduced"): [(0, 10, "reduction"), (10, 25, "reduced")],
        (2, "reduced"): [(0, 2, "reduction")],
        (3, "naive"): [(0, 45, "naive")],
        (3, "reduced"): [(0, 12, "reduction"), (12, 32, "reduced")],
    }
    assert ax.get_xlabel() == "million MACs per image"
    assert [label.get_text() for label in ax.get_yticklabels()] == [row.name for row in ROWS]
    numbers = [text.get_text() for text in ax.texts]
    assert numbers == ["5", "5", "40", "25", "0", "2", "45", "32"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first branch is on top


def test_kinds_differ_in_hatch_as_well_as_in_colour():
    assert len({hatch for _, hatch, _ in KINDS.values()}) == len(KINDS)


def test_the_budget_is_a_line_through_the_whole_module_and_in_sight(ax):
    draw_branches(ax, ROWS, "thousand parameters", budget=60)
    (line,) = [line for line in ax.lines if line.get_label().startswith("budget")]
    assert list(line.get_xdata()) == [60, 60] and line.get_label() == "budget: 60"
    assert min(line.get_ydata()) <= 3 <= max(line.get_ydata())
    assert ax.get_xlim()[1] > 60


def test_nothing_at_all_is_drawn_too(ax):
    draw_branches(ax, [BranchCost("whole module", 0, 0, 0)], "MiB")
    assert ax.get_xlim()[1] > 0


def test_the_break_even_is_where_the_lines_cross(ax):
    # 20 inputs to 10 before a 1×1: 20·N against 200 + 10·N cross at N = 20.
    draw_break_even(ax, [0, 40], [0, 800], [200, 600], 20.0, (10, 200, 300), ("direct", "reduced"))
    lines = {line.get_label(): line for line in ax.lines}
    assert list(lines["break-even: N = 20"].get_xdata()) == [20, 20]
    assert list(lines["direct"].get_ydata()) == [0, 800]
    assert list(lines["reduced"].get_ydata()) == [200, 600]
    assert lines["direct"].get_linestyle() != lines["reduced"].get_linestyle()
    points = [
        (line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines if line.get_marker() in "so"
    ]
    assert points == [(10, 200), (10, 300)]
    (grey,) = ax.patches
    assert grey.get_x() == 0 and grey.get_width() == 20


def test_where_it_never_pays_all_is_grey(ax):
    draw_break_even(ax, [0, 8], [0, 80], [200, 300], None, (4, 40, 250), ("direct", "reduced"))
    (grey,) = ax.patches
    assert grey.get_width() == 8
    assert not [line for line in ax.lines if line.get_label().startswith("break-even")]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.01241, "0.0124"), (3.0625, "3.06"), (163.328, "163"), (1442.8, "1,443")],
)
def test_numbers_are_short(value, text):
    assert short(value) == text
