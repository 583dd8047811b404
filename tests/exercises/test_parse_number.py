"""Numbers as people type them."""

from fractions import Fraction

import numpy as np
import pytest

from helpers.exercises.number import parse_number


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("7240", 7240),
        ("7,240", 7240),
        ("7 240", 7240),
        ("7\u00a0240", 7240),
        ("7'240", 7240),
        ("1,234,567", 1234567),
        ("1 234 567", 1234567),
        ("1,234.5", 1234.5),
        ("7_240", 7240),
        ("0.12", 0.12),
        (".5", 0.5),
        ("3e-5", 3e-5),
        (" 9.09E-13 ", 9.09e-13),
        ("+3", 3),
        ("-5", -5),
        ("−5", -5),
        ("1/3", 1 / 3),
        ("0.5^10", 0.5**10),
        ("0.25 ** 20", 0.25**20),
        ("((3·3)·20+1)·40", 7240),
        ("3×3×20", 180),
        ("sqrt(2/512)", 0.0625),
        ("√(2/512)", 0.0625),
        ("2^-3", 0.125),
        ("-2^2", -4),
        ("1/4 + 1/9", 13 / 36),
        (7240, 7240),
        (0.5, 0.5),
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (Fraction(1, 4), 0.25),
    ],
)
def test_all_usual_spellings_are_read(given, value):
    assert parse_number(given) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "a quarter",
        "nan",
        "inf",
        "-inf",
        "2^3^9999",
        "1e200^9",
        "(-1)^0.5",
        "sqrt(-1)",
        "1/0",
        "0^-1",
        "7240 parameters",
        "x",
        "import os",
        "__import__('os')",
        "(1).real",
        "[1][0]",
        "1 if 1 else 2",
        "True",
        "lambda: 1",
        "1;2",
        "\x00",
        "(" * 99,
        "9" * 400,
        "'5'",
        "1j",
        "abs(3)",
        "sqrt()",
        "sqrt(1, 2)",
        "1 2",
        "1 23",
        "--",
        "12 %%",
        None,
        True,
        [1],
        {},
        1j,
        float("nan"),
        float("inf"),
        np.array([1, 2]),
    ],
)
def test_nonsense_gets_one_sentence(given):
    with pytest.raises(ValueError) as told:
        parse_number(given)
    text = str(told.value)
    assert len(text) > 15 and text.endswith(".") and "Traceback" not in text


@pytest.mark.parametrize("given", ["0,12", "1,5", "0,125", "12,34", "1,2345", "1234,567"])
def test_a_decimal_comma_is_told_to_be_a_point(given):
    with pytest.raises(ValueError, match="write a point"):
        parse_number(given)


def test_per_cent_is_read_where_it_is_asked_for_only():
    assert (
        parse_number("12.5 %", "%")
        == parse_number("12.5%", "%")
        == parse_number("12.5", "%")
        == 12.5
    )
    with pytest.raises(ValueError, match="Leave out the % sign"):
        parse_number("12.5 %")
