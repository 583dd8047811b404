"""What a field of a recipe or of a record may be: (in words, whether a value is that)."""

import reprlib

HUGE = 1e300  # larger ones are no measurement; it keeps what is computed with them finite


def check(record, table, intended):
    """Raise ValueError for the first value that is not what the table says, in one sentence."""
    for name, (words, fits) in table.items():
        if not fits(record[name]):
            raise ValueError(f"{name} is {reprlib.repr(record[name])}; {intended} {words}.")


def is_number(value, kind=int | float):
    """Whether it is an int or a float; True and False are none."""
    return isinstance(value, kind) and not isinstance(value, bool)


def number(low, high=None):
    """From `low` to `high`, both included; finite if there is no `high`."""
    words = f"a finite number, {low} or more" if high is None else f"a number from {low} to {high}"
    high = HUGE if high is None else high
    return words, lambda value: is_number(value) and low <= value <= high


def whole(low, high=None):
    """From `low` to `high`, both included; 64 bits must hold it if there is no `high`."""
    ends = f", {low} or more" if high is None else f" from {low} to {high}"
    high = 2**63 - 1 if high is None else high
    return f"a whole number{ends}", lambda value: is_number(value, int) and low <= value <= high


def one_of(*names):
    return f"one of {', '.join(names)}", lambda value: isinstance(value, str) and value in names


def or_none(kind):
    words, fits = kind
    return f"{words}, or None", lambda value: value is None or fits(value)


def curve(words, fits):
    """A list or tuple, one value for each epoch."""
    return f"a list of {words}", lambda v: isinstance(v, list | tuple) and all(map(fits, v))


def _is_plain(value):
    return value is None or isinstance(value, str | bool) or number(-HUGE)[1](value)


def _are_options(value):
    return isinstance(value, dict) and all(
        isinstance(name, str) and SIZES.get(name, ("", _is_plain))[1](v)
        for name, v in value.items()
    )


def _are_texts(value):
    return isinstance(value, dict) and all(isinstance(v, str) for v in (*value, *value.values()))


FLAG = ("True or False", lambda value: isinstance(value, bool))
TEXT = ("a text", lambda value: isinstance(value, str))
TEXTS = ("texts by name", _are_texts)
ABOVE_0 = ("a finite number above 0", lambda value: is_number(value) and 0 < value <= HUGE)
SIZES = {"depth": whole(1), "width": ABOVE_0, "blocks": whole(1), "seed": whole(-(2**63))}
OPTIONS = (
    "texts, numbers, True, False or None by name; depth and width are numbers above 0",
    _are_options,
)
LOSSES = curve(
    "finite numbers, 0 or more, or nan", lambda v: is_number(v) and (0 <= v <= HUGE or v != v)
)
ACCURACIES = curve("fractions from 0 to 1", number(0, 1)[1])
