"""Values that nobody expects, for the tests to draw from."""

import numpy as np
from hypothesis import strategies as st

NUMBERS = st.one_of(
    st.integers(),
    st.integers(-3, 300),
    st.floats(),
    st.booleans(),
    st.none(),
    st.just(10**400),
    st.complex_numbers(),
    st.fractions(),
    st.decimals(),
    st.sampled_from([np.int64(3), np.float32(0.5), np.float64("nan"), np.array([1, 2])]),
)
# Lone surrogates, control characters and right-to-left marks among them.
TEXTS = st.text(st.characters(), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)
ANYTHING = NUMBERS | TEXTS | JSON | st.binary(max_size=20) | st.tuples(NUMBERS, NUMBERS)


@st.composite
def damaged(draw, record, most=3):
    """A copy of a JSON record in which up to `most` places hold something else, or nothing."""
    record = _copied(record)
    for _ in range(draw(st.integers(1, most))):
        places = list(_places(record))
        if not places:
            return draw(JSON)
        holder, key = draw(st.sampled_from(places))
        action = draw(st.sampled_from(["replace", "replace", "replace", "remove", "add"]))
        if action == "remove":
            del holder[key]
        elif action == "add" and isinstance(holder, dict):
            holder[draw(TEXTS)] = draw(JSON)
        else:
            holder[key] = draw(JSON)
    return record


@st.composite
def cut_or_flipped(draw, content):
    """The bytes, cut short, lengthened, or with some of them changed."""
    content = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        action = draw(st.sampled_from(["cut", "flip", "insert"]))
        if action == "cut":
            content = content[:at]
        elif action == "insert":
            content[at:at] = draw(st.binary(min_size=1, max_size=9))
        elif content:
            content[at] = draw(st.integers(0, 255))
    return bytes(content)


def _copied(value):
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(inner) for inner in value]
    return value


def _places(value):
    """(container, key) of every value inside."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from _places(value[key])


def one_sentence(error):
    """Whether a message is what a person can use: some words, on one line, not endless."""
    text = str(error)
    return 10 < len(text) < 2000 and "\n" not in text and "Traceback" not in text
