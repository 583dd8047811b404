"""Refuse values that no network can be built with, before any layer is made. Loads no Keras."""


def check_classes(classes):
    """Raise ValueError unless `classes` is a whole number from 1 on."""
    if not _whole(classes, 1):
        raise ValueError(f"classes is {classes!r}; expected a whole number, 1 or more.")


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
            fits, expected = _whole(value, 1), "a whole number, 1 or more"
        elif isinstance(usual, float) and name != "width":  # for which `scaled` asks
            fits, expected = _number(value), "a number"
        else:
            continue
        if not fits:
            raise ValueError(f"{name} is {value!r}; expected {expected}.")


def _whole(value, least=None):
    fits = isinstance(value, int) and not isinstance(value, bool)
    return fits and (least is None or value >= least)


def _number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)
