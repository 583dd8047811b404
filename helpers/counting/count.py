"""A whole number that says how it came about, and the checks of what goes into one."""

import operator


class Count(int):
    """An int with its arithmetic as text: `.formula` is "((3·3)·20 + 1)·40 = 7,240".

    Calculating with it gives plain ints, which have no formula.
    """

    def __new__(cls, value, expression):
        self = super().__new__(cls, value)
        self.formula = expression if expression == f"{value:,}" else f"{expression} = {value:,}"
        return self

    def __getnewargs__(self):
        return int(self), self.formula.removesuffix(f" = {int(self):,}")


def whole(name, value, least=1):
    """`value` as an int; ValueError if it is not a whole number from `least` on."""
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < least:
        raise ValueError(f"{name} is {value!r}; expected a whole number, {least} or more.")
    return number


def sides(kernel):
    """The sides of a kernel: (k, k) for an int k; a pair (height, width) as it is.

    A tuple of one or three sides stands for a convolution over a sequence or a volume.
    """
    if isinstance(kernel, list | tuple):
        if not 1 <= len(kernel) <= 3:
            raise ValueError(f"kernel is {kernel!r}; expected a whole number or (height, width).")
        return tuple(whole("a side of the kernel", side) for side in kernel)
    return (whole("kernel", kernel),) * 2


def yes_no(name, value):
    """`value` as a bool; ValueError for anything but True and False."""
    if value is not True and value is not False:
        raise ValueError(f"{name} is {value!r}; choose True or False.")
    return value


def product(*factors):
    """Text of a product: "(3·3)", "1,000"; brackets if there are several factors."""
    text = "·".join(f"{factor:,}" for factor in factors)
    return f"({text})" if len(factors) > 1 else text


def share(inputs, outputs, groups):
    """Text of the input channels of one group; ValueError unless `groups` divides both numbers."""
    if inputs % groups or outputs % groups:
        raise ValueError(
            f"{groups} groups do not divide {inputs} input and {outputs} output channels evenly."
        )
    return f"{inputs:,}" if groups == 1 else f"({inputs:,}/{groups:,})"
