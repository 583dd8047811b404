"""Numbers as people type them: read back as meant, or one sentence."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from junk import ANYTHING, TEXTS, one_sentence

from helpers.exercises.number import parse_number as number

DIGITS = st.text("0123456789.,+-*/^()eE %·×√_'  sqrt", max_size=40)


@given(st.integers(-(10**12), 10**12))
def test_thousands_are_read_whatever_parts_them(value):
    for mark in (",", " ", "'", "\u00a0", "_", ""):
        assert number(f"{value:,}".replace(",", mark)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_prints_is_read(value):
    assert number(repr(value)) == value
    assert number(value) == value


@given(st.integers(1, 999), st.integers(1, 999), st.integers(1, 60))
def test_fractions_powers_and_roots_are_calculated(above, below, power):
    assert number(f"{above}/{below}") == pytest.approx(above / below)
    assert number(f"({above}/{below})^{power}") == pytest.approx((above / below) ** power)
    assert number(f"√({above}·{below})") == pytest.approx(math.sqrt(above * below))


@given(ANYTHING | DIGITS | TEXTS, st.sampled_from(["", "%"]))
@example(10**400, "")
@example("9" * 199, "")
@example("9**9**9**9", "")
@example("\ud800", "")
def test_anything_is_a_finite_float_or_one_sentence(given_value, unit):
    try:
        value = number(given_value, unit)
    except ValueError as error:
        assert one_sentence(error)
    else:
        assert isinstance(value, float) and math.isfinite(value)
