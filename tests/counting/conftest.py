"""Published networks made once, and a reader of formulas that is not the code that writes them."""

import ast
import functools
import operator
from fractions import Fraction

import keras
import pytest

from helpers.counting import build_shapes_only

OPERATIONS = {ast.Add: operator.add, ast.Mult: operator.mul, ast.Div: operator.truediv}


@functools.cache
def _application(name, **options):
    return build_shapes_only(getattr(keras.applications, name), weights=None, **options)


@pytest.fixture(scope="session")
def application():
    """application(name, **options) -> model of keras.applications, its weights without values."""
    return _application


def _value(text):
    def read(node):
        if isinstance(node, ast.BinOp):
            return OPERATIONS[type(node.op)](read(node.left), read(node.right))
        return Fraction(node.value)

    return read(ast.parse(text.replace(",", "").replace("·", "*"), mode="eval").body)


@pytest.fixture(scope="session")
def values():
    """values("((3·3)·20 + 1)·40 = 7,240") -> {7240}: of each part between signs of equality."""
    return lambda formula: {_value(part) for part in formula.split(" = ")}
