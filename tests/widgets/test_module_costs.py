"""Costs of Inception modules against hand derivations, and against models that Keras builds."""

import dataclasses

import pytest

from helpers.widgets import module_costs
from helpers.widgets.module_costs import METRICS, PRESETS, Module, reduction, total

PIXELS = 28 * 28
# GoogLeNet's (3a) by hand, without biases: 192·(64 + 9·128 + 25·32); and
# 192·(64 + 96 + 16 + 32) + 9·96·128 + 25·16·32. Each weight is used once at each pixel.
NAIVE, REDUCED = 387_072, 163_328


def test_inception_3a():
    assert total(Module(), False, "parameters") == NAIVE
    assert total(Module(), True, "parameters") == REDUCED
    assert total(Module(), False, "MACs") == PIXELS * NAIVE
    assert total(Module(), True, "MACs") == PIXELS * REDUCED


def test_biases_are_one_for_each_channel_of_a_convolution():
    assert total(Module(), False, "parameters", True) == NAIVE + 64 + 128 + 32
    assert total(Module(), True, "parameters", True) == REDUCED + 64 + 96 + 128 + 16 + 32 + 32
    assert total(Module(), True, "MACs", True) == PIXELS * REDUCED


def test_memory_of_all_outputs_by_hand():
    # Channels of input, 1×1, 3×3, 5×5, pooling and concatenation; then those of all convolutions.
    naive = 192 + 64 + 128 + 32 + 192 + (64 + 128 + 32 + 192)
    reduced = 192 + 64 + 96 + 128 + 16 + 32 + 192 + 32 + 256
    assert total(Module(), False, "memory") == 4 * PIXELS * naive
    assert total(Module(), True, "memory") == 4 * PIXELS * reduced


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("reduced", [False, True])
def test_the_model_that_is_measured_has_these_costs(reduced, biases):
    from helpers import counting, networks

    module = Module(6, 5, 7, 1, 2, 3, 4, 5, 6)
    model = networks.build_block(
        "inception_reduced" if reduced else "inception_naive",
        (6, 5, 7),
        widths=module.widths,
        bias=biases,
    )
    assert total(module, reduced, "parameters", biases) == model.count_params()
    assert total(module, reduced, "memory") == counting.activation_bytes(model)
    assert module.outputs(reduced) == model.output.shape[-1]
    # Another way to MACs: weights of each kernel times the pixels.
    kernels = sum(int(w.size) for w in model.get_weights() if w.ndim == 4)
    assert total(module, reduced, "MACs") == kernels * 6 * 5


def test_presets_are_those_of_the_network():
    from helpers.networks.inception_widths import STAGES

    place = {"3a": (3, 0), "3b": (3, 1), "4a": (4, 0), "4e": (4, 4), "5b": (5, 1)}
    for name, module in PRESETS.items():
        stage, block = place[name.split("(")[1][:2]]
        assert module.widths == STAGES[stage][block], name
        assert f"{module.height}×{module.width}×{module.inputs}" in name
        before = STAGES[stage][block - 1] if block else None
        if before:
            one, _, three, _, five, pool = before
            assert module.inputs == one + three + five + pool


def test_formulas_have_the_numbers_filled_in():
    said = {
        layer.name: count.formula for layer, count in module_costs.costs(Module(), True, "MACs")
    }
    assert said["3×3"] == "(28·28)·(3·3)·96·128 = 86,704,128"
    assert said["1×1 before 5×5"] == "(28·28)·(1·1)·192·16 = 2,408,448"
    assert said["3×3 max pooling"] == "0"


# The lecture's (24, 24, 20) to (24, 24, 10): the layer after it is halved, the 1×1 costs
# 24·24·20·10 = 115,200 of its own. Before a 3×3 to N: 576·(180·N − 200 − 90·N).
@pytest.mark.parametrize("outputs", [1, 2, 3, 40])
def test_the_lectures_reduction(outputs):
    found = reduction(24, 24, 20, 10, 3, outputs)
    assert found.itself == 115_200
    assert found.direct == 2 * found.after
    assert found.saved == 576 * (90 * outputs - 200)
    assert (found.saved > 0) == (outputs >= 3)
    assert (found.pays_below > 10) == (outputs >= 3)


def test_before_a_1x1_it_pays_only_beyond_20_outputs():
    saved = [reduction(24, 24, 20, 10, 1, n).saved for n in (19, 20, 21)]
    assert saved[0] < 0 and saved[1] == 0 and saved[2] > 0


def test_a_reduction_as_wide_as_the_input_never_pays():
    wide = dataclasses.replace(Module(), three_reduce=192, five_reduce=192)
    assert [r.saved for r in module_costs.reductions(wide)] == [-PIXELS * 192 * 192] * 2
    assert set(METRICS) == {"parameters", "MACs", "memory"}
