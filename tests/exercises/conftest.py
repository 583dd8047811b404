"""Exercises without a name or answers kept from before, and answers that nobody expects."""

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "answers"))
    for variable in ("COURSE_STUDENT", "JUPYTERHUB_USER", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(variable, raising=False)


class Unspeakable(float):
    """A number of which nothing can be said."""

    def _fail(self, *_):
        raise RuntimeError("no\n\ud800")

    __repr__ = __str__ = __float__ = __eq__ = _fail
    __hash__ = None


class Mute:
    __repr__ = __str__ = Unspeakable._fail


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


ODD = {
    "a number of 401 digits": lambda: 10**400,
    "a number of 5,001 digits": lambda: 10**5000,
    "nan": lambda: float("nan"),
    "infinity": lambda: -float("inf"),
    "NumPy's nan": lambda: np.float32("nan"),
    "half a surrogate pair": lambda: "\ud800",
    "a million letters": lambda: "x" * 10**6,
    "a million digits": lambda: "9" * 10**6,
    "a list of a million": lambda: [7] * 10**6,
    "lists in lists": lambda: nested(20_000),
    "a dictionary": lambda: {"a": 1},
    "bytes": lambda: b"\xff",
    "an array": lambda: np.zeros(10**6),
    "a number that raises": lambda: Unspeakable(3),
    "an object that raises": Mute,
    "a type": lambda: Mute,
    "two keywords": lambda: "1or 2",
    "line ends": lambda: "a\u2028b\x85c\nd\x1b[31m",
    "a formula": lambda: "=1+1",
    "true": lambda: True,
    "an ellipsis": lambda: ...,
}


@pytest.fixture(params=ODD)
def odd(request):
    """An answer that is none."""
    return ODD[request.param]()
