"""The grammar that the commands share."""

import inspect

import pytest

from helpers.cli.options import image_size, key_value
from helpers.networks import CATALOG, family, options_of
from helpers.runs import duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("depth=56", ("depth", 56)),
        ("grouped=False", ("grouped", False)),
        ("init=he_normal", ("init", "he_normal")),
        ("width=0.5", ("width", 0.5)),
    ],
)
def test_options_are_read_as_python_would(text, expected):
    assert key_value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("224", (224, 224, 3)), ("32x48", (32, 48, 3)), ("28×28×1", (28, 28, 1))],
)
def test_sizes(text, expected):
    assert image_size(text) == expected


@pytest.mark.parametrize("bad", ["", "0", "32x0", "x32", "1x2x3x4", "-3", "3.5"])
def test_sizes_that_are_none(bad):
    with pytest.raises(ValueError, match="is not an image size"):
        image_size(bad)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("20m", 1200), ("1.5h", 5400), ("7s", 7)]
)
def test_durations(text, seconds):
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "20 minutes", "-5", "1h30m"])
def test_durations_refused(text):
    with pytest.raises(ValueError, match=r"write it like 90s, 20m or 1\.5h"):
        duration(text)


@pytest.mark.parametrize("text", ["0", "0s", "0.0h"])
def test_no_time_is_not_no_limit(text):
    with pytest.raises(ValueError, match="leaves no time for anything"):
        duration(text)


@pytest.mark.parametrize("name", CATALOG)
def test_options_read_from_the_source_are_those_of_the_function(name):
    builder, fixed = family(name)
    parameters = inspect.signature(builder).parameters
    known = options_of(name)
    assert list(known) == [p for p in parameters if p in known]
    assert set(parameters) - set(known) <= {"classes", "input_shape", "on_block", *fixed}
    assert all(parameters[option].default == value for option, value in known.items())
