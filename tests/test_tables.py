"""The one table: what stands where, and that nothing in a cell becomes markup."""

from helpers.tables import Markup, html_table, markdown_table, text_table


def test_text_is_left_and_numbers_are_right():
    assert text_table(("layer", "n"), [("conv", 7), ("a", 7240)]) == (
        "layer     n\nconv      7\na      7240"
    )


def test_a_table_fits_the_width_it_is_given():
    rows = [("stage2_block1_a_conv", "a long story"), ("x", "y")]
    text = text_table(("layer", "made of"), rows, left=2, width=24, shrink=((1, 4), (0, 6)))
    assert max(map(len, text.splitlines())) <= 24
    assert "stage2_block1_a_c…" in text
    ends = text_table(None, rows, left=2, width=20, shrink=((0, 6),), cut_start=(0,))
    assert "…_conv" in ends


def test_rules_stand_after_their_lines():
    lines = text_table(("a",), [(1,), (2,)], rules=(0, 1)).splitlines()
    assert [line.strip("-") == "" for line in lines] == [False, True, False, True, False]


def test_cells_are_escaped_unless_they_are_markup():
    table = html_table(("<b>",), [("<script>", Markup("<i>x</i>"))], left=2)
    assert "&lt;script&gt;" in table and "<i>x</i>" in table and "<b>" not in table


def test_numbers_are_aligned_right_in_html():
    table = html_table(None, [("a", 1)], left=(0,), styles={1: "white-space:nowrap"})
    assert "text-align:left'>a<" in table
    assert "text-align:right;white-space:nowrap'>1<" in table


def test_markdown_aligns_and_keeps_what_would_end_a_cell():
    """GitHub Flavored Markdown, "Tables (extension)": a colon says the side."""
    table = markdown_table(("a", "b"), [("x|y", 2)])
    assert table == "| a | b |\n| --- | ---: |\n| x&#124;y | 2 |\n"
    assert markdown_table(("a", "b"), [], left=2).endswith("| --- | --- |\n")
