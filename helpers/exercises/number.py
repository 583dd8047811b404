"""A question whose answer is one number, as people type it: 7,240 or 3e-5, 1/3, 0.5^10, 12 %."""

import ast
import dataclasses
import itertools
import math
import numbers
import operator
import re

from .question import LONGEST, Question, Verdict
from .safe_text import short_repr

MOST_APART = 12  # powers of ten by which a number is called too large or small; more is no help
CLOSE = 1.1  # factor within which a wrong number is called close
OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
SIGNS = {"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "^": "**", "√": "sqrt"}
SPACES = "[\\s'’_]"  # between the thousands, also a no-break space
HOW = "write it like 7240, 0.12, 3e-5, 1/3 or 0.5^10"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Number(Question):
    """answer: the right number. mistakes: pairs of a number and what leads to it.

    advice: what to think of, for all other numbers. because: the calculation, told with "Right.".
    unit: what is asked for, "%" or nothing. tolerance: relative; 0 asks for the exact number.
    """

    answer: float
    mistakes: tuple
    advice: str
    because: str = ""
    unit: str = ""
    tolerance: float = 0.0

    def check(self, given):
        """The Verdict on a number or a text such as "7,240", "3e-5", "1/3" or "0.5^10"."""
        try:
            value = parse_number(given, self.unit)
        except ValueError as error:
            return Verdict(None, str(error))
        if self._is(value, self.answer):
            return Verdict(True, f"Right. {self.because}".strip())
        for wrong, thought in self.mistakes:
            if self._is(value, wrong):
                return Verdict(False, f"Not yet. {thought}")
        if self.unit == "%" and 0 < value < 1 < self.answer:
            return Verdict(
                False, f"Not yet: that looks like a fraction. Give it in %. {self.advice}"
            )
        return Verdict(False, f"Not yet: {self._distance(value)}. {self.advice}")

    def is_unambiguous(self):
        """Whether no number can be taken for two of the mistakes and the right answer."""
        known = [self.answer, *(wrong for wrong, _ in self.mistakes)]
        return all(math.isfinite(value) for value in known) and all(
            abs(a - b) > max(self.tolerance * (abs(a) + abs(b)), 1e-9 * abs(a))
            for a, b in itertools.combinations(known, 2)
        )

    def _is(self, value, target):
        return math.isclose(value, target, rel_tol=max(self.tolerance, 1e-9))

    def _distance(self, value):
        """Where a wrong number stands, too roughly to calculate the right one from it."""
        if value == 0:
            return "zero cannot be right"
        if (value < 0) != (self.answer < 0):
            return "the sign cannot be right"
        way = "large" if abs(value) > abs(self.answer) else "small"
        if self.answer < 0:
            way = "far from zero" if way == "large" else "close to zero"
        apart = abs(math.log10(abs(value)) - math.log10(abs(self.answer)))
        times = 10 ** min(apart, MOST_APART)  # powers of ten: a quotient may overflow
        if times < CLOSE:
            exact = ", and a count must be exact" if self.tolerance == 0 else ""
            return f"that is close, but too {way}{exact}"
        if times < 10:
            return f"that is too {way}"
        return f"that is more than {10 ** math.floor(min(apart, MOST_APART)):,} times too {way}"


class Magnitude(Number):
    """Asks for an order of magnitude: right is what is within a factor of √10, 3.16."""

    def is_unambiguous(self):
        """Whether the orders of magnitude of all mistakes and of the right answer differ."""
        known = [self.answer, *(wrong for wrong, _ in self.mistakes)]
        return min(known) > 0 and all(
            abs(math.log10(a / b)) >= 1 for a, b in itertools.combinations(known, 2)
        )

    def _is(self, value, target):
        return value > 0 and abs(math.log10(value) - math.log10(target)) < 0.5


def parse_number(given, unit=""):
    """A finite float from a number or from text. Raises ValueError in a sentence for the student.

    unit: "%" lets the text end in it. Commas and spaces part thousands; a comma before anything
    but three digits is told to be a point.
    """
    if isinstance(given, numbers.Real) and not isinstance(given, bool):
        try:
            value = float(given)
        except OverflowError:
            value = math.inf
        except Exception:  # whatever a foreign type raises
            raise ValueError(f"{short_repr(given)} cannot be read as a number: {HOW}.") from None
    elif isinstance(given, str):
        value = _calculated(_expression(given, unit), given)
    else:
        raise ValueError(f"{short_repr(given)} is not a number: {HOW}.")
    if not math.isfinite(value):
        raise ValueError(f"{short_repr(given)} is not a finite number: {HOW}.")
    return value


def _expression(given, unit):
    """`given` as a Python expression, without thousands separators and per cent sign."""
    found = given.strip()
    if found.endswith("%"):
        if unit != "%":
            raise ValueError("Leave out the % sign: the question does not ask for a percentage.")
        found = found[:-1].strip()
    if len(found) > LONGEST:
        raise ValueError(f"That is longer than {LONGEST} characters: {HOW}.")
    for sign, plain in SIGNS.items():
        found = found.replace(sign, plain)
    found = re.sub(rf"(?<=\d){SPACES}(?=\d{{3}}(?!\d))", "", found)
    found = re.sub(
        r"(?<![\d.,])[1-9]\d{0,2}(,\d{3})+(?![\d,])", lambda match: match[0].replace(",", ""), found
    )
    if re.search(r"\d,\d", found):
        shown = short_repr(given)
        raise ValueError(f"{shown} has a comma in the wrong place: write a point, as in 0.12.")
    return found


def _calculated(expression, given):
    """The value of an expression of numbers, + - * / **, brackets and sqrt()."""
    shown = short_repr(given)
    try:
        if set(re.findall("[A-Za-z]+", expression)) - {"e", "E", "sqrt"}:
            raise ValueError  # of words after a digit, as in "1or 2", Python's parser warns
        value = _evaluate(ast.parse(expression, mode="eval").body)
    except ZeroDivisionError:
        raise ValueError(f"{shown} divides by zero.") from None
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        raise ValueError(f"{shown} cannot be read as a number: {HOW}.") from None
    if isinstance(value, complex):
        raise ValueError(f"{shown} is the root of a negative number.")
    return value


def _evaluate(node):
    """A float; ValueError for anything that is not arithmetic."""
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return float(node.value)
        case ast.BinOp() if type(node.op) in OPERATIONS:
            return OPERATIONS[type(node.op)](_evaluate(node.left), _evaluate(node.right))
        case ast.UnaryOp(op=ast.USub()):
            return -_evaluate(node.operand)
        case ast.UnaryOp(op=ast.UAdd()):
            return _evaluate(node.operand)
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument], keywords=[]):
            value = _evaluate(argument)
            return math.nan if isinstance(value, complex) else math.sqrt(value)
    raise ValueError
