"""Text of unknown origin cannot steer a terminal, forge a row or make a spreadsheet calculate."""

import csv
import io

import pytest

from helpers.exercises.safe_text import encodable, printable, short_repr, spreadsheet_cell


def test_any_object_has_a_short_text_on_one_line(odd):
    text = short_repr(odd)
    assert 0 < len(text) <= 120 and printable(text) == text


def test_short_values_are_shown_as_python_shows_them():
    assert [short_repr(v) for v in ("0,12", 7, None, [1], 0.5)] == [
        "'0,12'",
        "7",
        "None",
        "[1]",
        "0.5",
    ]


def test_what_is_no_printed_character_is_an_escape_and_other_text_stays():
    assert printable("a\nb\tc\x1b[31m\x85\u2028\u202e") == ("a\\nb\\tc\\x1b[31m\\x85\\u2028\\u202e")
    assert printable("José 王 می‌خواهم") == "José 王 می‌خواهم"
    assert encodable("a\n\ud800") == "a\n\\ud800"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "＝", '"', "\u200e="])
def test_no_cell_begins_like_a_formula_or_a_quotation(start):
    assert spreadsheet_cell(f"{start}1+1")[0] in "'\\"


@pytest.mark.parametrize("text", ['"a\tb', "a\nb", "a\r\nb", "x" * 10**5, "a\u2028b", "ada", "7"])
def test_a_cell_is_read_back_as_one_cell_of_one_row(text):
    cell = spreadsheet_cell(text)
    rows = list(csv.reader(io.StringIO(f"{cell}\tnext\n"), delimiter="\t"))
    assert rows == [[cell, "next"]] and len(cell) <= 301 and len(cell.splitlines()) == 1


@pytest.mark.parametrize("mark", ["\u200b", "\u2060", "\ufeff", "\u00ad"])
def test_a_mark_that_is_not_seen_is_shown(mark):
    assert printable(f"ada{mark}") == f"ada\\{ascii(mark)[2:-1]}"
