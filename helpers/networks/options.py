"""Refuse values that no network can be built with, before any layer is made. Loads no Keras."""

from helpers.counting import build_shapes_only

MOST = 100_000  # of anything that is counted: channels, classes, pixels of a side
BLOCKS = 100  # of one kind in a stage
MOST_PARAMETERS = 10**9  # 4 GB of weights; VGG-19 has 144 million


def check_classes(classes):
    """Raise ValueError unless `classes` is a whole number from 1 to MOST."""
    if not _whole(classes, 1, MOST):
        raise ValueError(f"classes is {classes!r}; expected a whole number from 1 to {MOST:,}.")


def check_size(name, make, given, usual):
    """Raise ValueError if make() would give a model of more than MOST_PARAMETERS.

    Looks only where a number in `given` is more than twice the `usual` one of the same key: then
    the model is first made without values, which takes no memory.
    """
    if not any(_is_large(value, usual.get(key)) for key, value in given.items()):
        return
    count = build_shapes_only(make).count_params()
    if count > MOST_PARAMETERS:
        raise ValueError(
            f"{name} would have {count:,} parameters with these options; at most "
            f"{MOST_PARAMETERS:,} can be built: take a smaller width, fewer classes or smaller "
            "images."
        )


def check_options(options, defaults):
    """Raise ValueError for the first of `options` whose value is of another kind than its default.

    Words, tuples and numbers with limits of their own are left to the family.
    """
    for name, value in options.items():
        usual = defaults[name]
        if name == "dropout":
            fits, expected = _number(value) and 0 <= value < 1, "a number from 0 to below 1"
        elif name == "seed":
            fits, expected = _whole(value), "a whole number"
        elif name == "bias" and usual is None:
            fits, expected = value is None or isinstance(value, bool), "True, False or None"
        elif isinstance(usual, bool):
            fits, expected = isinstance(value, bool), "True or False"
        elif isinstance(usual, int):
            most = BLOCKS if name == "blocks" else MOST
            fits, expected = _whole(value, 1, most), f"a whole number from 1 to {most:,}"
        elif isinstance(usual, str):
            fits, expected = isinstance(value, str), "a word"
        elif isinstance(usual, float) and name != "width":  # for which `scaled` asks
            fits, expected = _number(value), "a number"
        else:
            continue
        if not fits:
            raise ValueError(f"{name} is {value!r}; expected {expected}.")


def _is_large(value, usual):
    if isinstance(value, tuple | list) and isinstance(usual, tuple | list):
        return any(map(_is_large, value, usual))
    return _number(value) and _number(usual) and value > 2 * usual


def _whole(value, least=None, most=float("inf")):
    fits = isinstance(value, int) and not isinstance(value, bool)
    return fits and (least is None or least <= value <= most)


def _number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)
