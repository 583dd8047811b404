"""Closed forms: equal to a count by hand for all numbers, and one sentence for all else."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junk import ANYTHING, one_sentence

from helpers import counting

SIDE, CHANNELS = st.integers(1, 11), st.integers(1, 4096)
KERNEL = SIDE | st.tuples(SIDE, SIDE)


def area(kernel):
    return kernel**2 if isinstance(kernel, int) else math.prod(kernel)


def value_of(formula):
    """The text of a formula, calculated by Python: another witness than the code."""
    expression = formula.split(" = ")[0].replace("·", "*").replace(",", "")
    return eval(expression, {"__builtins__": {}})


@given(KERNEL, CHANNELS, CHANNELS, st.booleans())
def test_a_convolution_has_a_window_of_weights_for_each_pair_of_maps(kernel, inputs, outputs, bias):
    count = counting.convolution(kernel, inputs, outputs, bias)
    assert count == area(kernel) * inputs * outputs + bias * outputs
    assert value_of(count.formula) == count


@given(KERNEL, CHANNELS, CHANNELS, st.sampled_from(["both", "pointwise", "none"]))
def test_a_separable_one_is_depthwise_and_pointwise(kernel, inputs, outputs, bias):
    count = counting.separable(kernel, inputs, outputs, bias)
    weights = area(kernel) * inputs + inputs * outputs
    assert count == weights + {"both": inputs + outputs, "pointwise": outputs, "none": 0}[bias]
    assert value_of(count.formula) == count


@given(SIDE, CHANNELS)
def test_the_saving_without_biases_depends_on_kernel_and_outputs_alone(kernel, outputs):
    for inputs in (1, 7, 256):
        both = [
            counting.separable(kernel, inputs, outputs, "none"),
            counting.convolution(kernel, inputs, outputs, bias=False),
        ]
        ratio = counting.separable_ratio(kernel, outputs)
        assert ratio == pytest.approx(both[0] / both[1], rel=1e-12)


@given(SIDE, st.integers(2, 1024), st.data())
def test_a_reduction_saves_from_its_break_even_on_and_not_before(kernel, inputs, data):
    reduced = data.draw(st.integers(1, inputs - 1))
    exact = counting.break_even_outputs(kernel, inputs, reduced)
    for outputs in {max(1, math.floor(exact) - 1), math.floor(exact) + 1}:
        size = (outputs, 8, 8)
        direct = counting.convolution_macs(kernel, inputs, *size)
        both = counting.convolution_macs(1, inputs, reduced, 8, 8) + counting.convolution_macs(
            kernel, reduced, *size
        )
        assert (both < direct) == (outputs > exact)


FORMS = {
    counting.convolution: 4,
    counting.depthwise: 3,
    counting.separable: 4,
    counting.dense: 3,
    counting.batch_norm: 2,
    counting.convolution_macs: 5,
    counting.depthwise_macs: 4,
    counting.separable_macs: 5,
    counting.dense_macs: 2,
    counting.separable_ratio: 2,
    counting.break_even_outputs: 3,
    counting.break_even_reduced: 3,
}


@given(st.sampled_from(list(FORMS)), st.data())
def test_anything_else_is_refused_in_one_sentence(form, data):
    values = data.draw(st.lists(ANYTHING | CHANNELS, min_size=FORMS[form], max_size=FORMS[form]))
    try:
        form(*values)
    except ValueError as error:
        assert one_sentence(error)
