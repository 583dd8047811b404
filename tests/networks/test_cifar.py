"""CIFAR's plain and residual networks against the paper's table and a derivation by hand."""

import math

import keras
import numpy as np
import pytest
from keras import layers

from helpers.counting import depths
from helpers.networks import CATALOG, build, build_spec


def by_hand(depth):
    """Trainable parameters of the 6n + 2 family at width 16, added up on paper (option A)."""
    n = (depth - 2) // 6
    convolutions = 432 + 4_608 * n + (18_432 * n - 4_608) + (73_728 * n - 18_432)
    batch_norm = 2 * 16 + 2 * n * 2 * (16 + 32 + 64)
    return convolutions + batch_norm + 650


@pytest.mark.parametrize("family", ["plain", "resnet"])
@pytest.mark.parametrize("depth", [8, 20, 56, 110])
def test_count_is_the_one_derived_by_hand(family, depth):
    model = build(family, depth=depth)
    assert sum(math.prod(v.shape) for v in model.trainable_variables) == by_hand(depth)


# Computed once for this course with Keras 3.15 by other code: depth -> with moving statistics.
@pytest.mark.parametrize(("depth", "total"), [(20, 271_098), (32, 466_426), (44, 661_754)])
def test_count_with_moving_statistics(depth, total):
    assert build("resnet", depth=depth).count_params() == total


# He et al. 2015, Table 6: millions of parameters, as printed.
@pytest.mark.parametrize("printed", CATALOG["resnet"].published, ids=lambda p: p.count)
def test_derivation_agrees_with_the_paper(printed):
    depth, printed = printed.options["depth"], printed.count
    digits = len(printed.rstrip("M").split(".")[1])
    assert f"{by_hand(depth) / 1e6:.{digits}f}M" == printed


def test_depth_is_the_number_of_layers_with_kernels():
    model = build("resnet", depth=20)
    kernels = [x for x in model.layers if isinstance(x, layers.Conv2D | layers.Dense)]
    assert len(kernels) == 20


@pytest.mark.parametrize(
    ("depth", "near"),
    [(21, "20 or 26"), (9, "8 or 14"), (3, "8"), (5000, "1202"), (56.5, "56 or 62")],
)
def test_wrong_depth_names_the_nearest(depth, near):
    with pytest.raises(ValueError, match=rf"6n \+ 2.*try {near}\.$"):
        build("resnet", depth=depth)


def test_block_is_relu_of_the_sum_with_a_zero_padded_shortcut():
    """With its branch set to zero, a block of option A gives relu(strided, zero-padded input)."""
    model = build("resnet", depth=8, width=4)
    model.get_layer("stage2_block1_b_bn").gamma.assign(np.zeros(8))
    names = ("stage1_block1_relu", "stage2_block1_relu")
    ends = keras.Model(model.input, [model.get_layer(name).output for name in names])
    images = np.random.default_rng(0).normal(size=(2, 32, 32, 3))
    entry, result = (np.asarray(y) for y in ends(images))
    assert np.array_equal(result[..., :4], entry[:, ::2, ::2])
    assert not result[..., 4:].any()


def test_weights_depend_on_the_seed_alone():
    first, again, other = (build("plain", depth=8, seed=s).get_weights()[0] for s in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_twins_start_from_the_same_weights():
    plain, residual = build("plain", depth=14), build("resnet", depth=14)
    for a, b in zip(plain.get_weights(), residual.get_weights(), strict=True):
        assert np.array_equal(a, b)


def test_no_two_layers_share_their_weights():
    model = build("plain", depth=14)
    a, b = (model.get_layer(f"stage1_block1_{x}_conv").kernel for x in "ab")
    assert not np.array_equal(np.asarray(a), np.asarray(b))


def test_model_remembers_what_it_was_built_from():
    plan = build_spec(build("resnet", depth=8, width=4))
    assert (plan.network, plan.options["depth"], plan.options["width"]) == ("resnet", 8, 4)


def test_unknown_names_are_answered_with_the_known_ones():
    with pytest.raises(ValueError, match=r"no network 'vgg99'; choose one of dense, alexnet"):
        build("vgg99")
    with pytest.raises(ValueError, match=r"plain has no option 'dept'; it takes depth, width"):
        build("plain", dept=20)
    with pytest.raises(ValueError, match=r"init is 'he'; choose one of normal_1"):
        build("plain", depth=8, init="he")


def test_survives_saving(tmp_path):
    model = build("resnet", depth=8, width=4)
    model.save(tmp_path / "net.keras")
    x = np.ones((1, 32, 32, 3), "float32")
    assert np.array_equal(keras.models.load_model(tmp_path / "net.keras")(x), model(x))


def test_building_reports_each_block():
    seen = []
    build("resnet", depth=14, width=4, on_block=lambda *at: seen.append(at))
    assert seen == [(i, 6) for i in range(1, 7)]


def test_a_network_that_does_not_report_is_built_all_the_same():
    build("dense", depth=3, width=8, on_block=lambda *at: pytest.fail("called"))


# A stage of depth 6n + 2 has 2n layers: 6 at depth 20, 18 at depth 56.
@pytest.mark.parametrize("depth", [20, 56])
@pytest.mark.parametrize("bypassed", [1, 2, 3])
def test_shortcuts_around_other_numbers_of_layers_change_neither_depth_nor_parameters(
    depth, bypassed
):
    model = build("resnet", depth=depth, layers_per_block=bypassed)
    assert sum(math.prod(v.shape) for v in model.trainable_variables) == by_hand(depth)
    assert len([x for x in model.layers if isinstance(x, layers.Conv2D)]) == depth - 1
    assert depths(model).path == depth
    assert len([x for x in model.layers if isinstance(x, layers.Add)]) == (depth - 2) // bypassed


@pytest.mark.parametrize("bypassed", [1, 2, 3])
def test_a_block_is_relu_of_its_input_plus_so_many_layers(bypassed):
    """Written out in Keras's operations, with the block's own kernels."""
    model = build("resnet", depth=20, width=4, layers_per_block=bypassed, batch_norm=False)
    ends = [model.get_layer(name).output for name in ("stem_relu", "stage1_block1_relu")]
    images = np.random.default_rng(0).normal(size=(2, 8, 8, 3)).astype("float32")
    model = keras.Model(model.input, ends)
    entry, result = (np.asarray(y) for y in model(np.resize(images, (2, 32, 32, 3))))
    y = entry
    for number, letter in enumerate("abc"[:bypassed]):
        kernel = model.get_layer(f"stage1_block1_{letter}_conv").kernel
        y = np.maximum(y, 0) if number else y
        y = np.asarray(keras.ops.conv(y, kernel, padding="same"))
    assert result == pytest.approx(np.maximum(entry + y, 0), abs=1e-5)


def test_two_layers_a_block_is_the_default_network():
    """Same layers, same weights: nothing that was recorded or saved has changed."""
    usual, said = build("resnet", depth=14), build("resnet", depth=14, layers_per_block=2)
    assert [x.name for x in usual.layers] == [x.name for x in said.layers]
    for a, b in zip(usual.get_weights(), said.get_weights(), strict=True):
        assert np.array_equal(a, b)


@pytest.mark.parametrize(
    ("bypassed", "depth", "some"),
    [(3, 14, "1, 2, 4"), (4, 20, "1, 2, 3, 6"), (9, 56, "1, 2, 3, 6")],
)
def test_blocks_fill_their_stage(bypassed, depth, some):
    with pytest.raises(ValueError, match=rf"^layers_per_block is {bypassed}; .*one of {some}\.$"):
        build("resnet", depth=depth, layers_per_block=bypassed)


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("bypassed", [1, 2, 3])
def test_blocks_that_start_at_zero_hand_on_their_input(batch_norm, bypassed):
    """So a network of 20 layers starts as the one of 8 does, whose other weights are the same."""
    options = {"width": 4, "batch_norm": batch_norm, "zero_init_residual": True}
    deep = build("resnet", depth=20, layers_per_block=bypassed, **options)
    shallow = build("resnet", depth=8, **options)
    x = np.random.default_rng(0).normal(size=(2, 32, 32, 3)).astype("float32")
    logits = np.asarray(shallow(x))
    assert logits.any() and np.array_equal(np.asarray(deep(x)), logits)
    names = ["stem_relu", *(f"stage1_block{i}_relu" for i in range(1, 6 // bypassed + 1))]
    ends = keras.Model(deep.input, [deep.get_layer(name).output for name in names])
    stem, *blocks = (np.asarray(y) for y in ends(x, training=True))
    assert stem.any() and all(np.array_equal(y, stem) for y in blocks)


@pytest.mark.parametrize("batch_norm", [True, False])
def test_branches_that_start_at_zero_learn(learns, batch_norm):
    options = {"depth": 8, "width": 4, "zero_init_residual": True, "batch_norm": batch_norm}
    model = build("resnet", **options)
    last = "gamma" if batch_norm else "kernel"
    layer = model.get_layer(f"stage2_block1_b_{'bn' if batch_norm else 'conv'}")
    before, after = learns(model)
    assert after < before
    assert np.asarray(getattr(layer, last)).any()


def test_zero_branches_need_shortcuts():
    with pytest.raises(ValueError, match=r"^zero_init_residual is True; without .*take resnet\.$"):
        build("plain", depth=8, zero_init_residual=True)
