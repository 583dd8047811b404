"""A number as people type it: 7,240 or 7 240, 3e-5, 1/3, 0.5^10, ((3·3)·20+1)·40, 12 %."""

import ast
import math
import numbers
import operator
import re

OPERATIONS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip
SIGNS = {"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "^": "**", "√": "sqrt"}
SPACES = "[\\s'’_]"  # between the thousands, also a no-break space
LONGEST = 200
HOW = "write it like 7240, 0.12, 3e-5, 1/3 or 0.5^10"


def number(given, unit=""):
    """A finite float from a number or from text. Raises ValueError in a sentence for the student.

    unit: "%" lets the text end in it. Commas and spaces part thousands; a comma before anything
    but three digits is told to be a point.
    """
    if isinstance(given, numbers.Real) and not isinstance(given, bool):
        value = float(given)
    elif isinstance(given, str):
        value = calculated(text(given, unit), given)
    else:
        raise ValueError(f"{given!r} is no number: {HOW}.")
    if not math.isfinite(value):
        raise ValueError(f"{given!r} is no finite number: {HOW}.")
    return value


def text(given, unit):
    """`given` as a Python expression, without thousands separators and per cent sign."""
    found = given.strip()
    if found.endswith("%"):
        if unit != "%":
            raise ValueError("Leave out the % sign: the question does not ask for per cent.")
        found = found[:-1].strip()
    if len(found) > LONGEST:
        raise ValueError(f"That is longer than {LONGEST} characters: {HOW}.")
    for sign, plain in SIGNS.items():
        found = found.replace(sign, plain)
    found = re.sub(rf"(?<=\d){SPACES}(?=\d{{3}}(?!\d))", "", found)
    found = re.sub(r"(?<![\d.,])[1-9]\d{0,2}(,\d{3})+(?![\d,])",
                   lambda match: match[0].replace(",", ""), found)  # fmt: skip
    if re.search(r"\d,\d", found):
        raise ValueError(f"{given!r} has a comma that parts no thousands: write a point, 0.12.")
    return found


def calculated(expression, given):
    """The value of an expression of numbers, + - * / **, brackets and sqrt()."""
    try:
        value = evaluate(ast.parse(expression, mode="eval").body)
    except ZeroDivisionError:
        raise ValueError(f"{given!r} divides by zero.") from None
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        raise ValueError(f"{given!r} cannot be read as a number: {HOW}.") from None
    if isinstance(value, complex):
        raise ValueError(f"{given!r} is a root of a negative number.")
    return value


def evaluate(node):
    """A float; ValueError for anything that is not arithmetic."""
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return float(node.value)
        case ast.BinOp() if type(node.op) in OPERATIONS:
            return OPERATIONS[type(node.op)](evaluate(node.left), evaluate(node.right))
        case ast.UnaryOp(op=ast.USub()):
            return -evaluate(node.operand)
        case ast.UnaryOp(op=ast.UAdd()):
            return evaluate(node.operand)
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument], keywords=[]):
            return math.sqrt(evaluate(argument))
    raise ValueError
