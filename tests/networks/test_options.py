"""Values that nothing can be built with are refused in one sentence of ours."""

import pytest

from helpers.networks import CATALOG, build, build_block
from helpers.networks.cifar import blocks_per_stage

SMALL = (75, 75, 3)  # enough for all


def refused(message, make, *args, **options):
    with pytest.raises(ValueError, match=message) as caught:
        make(*args, **options)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", CATALOG)
@pytest.mark.parametrize("classes", [0, -1, "10", 2.5, True])
def test_classes_that_are_no_number_of_classes(name, classes):
    refused(rf"^classes is {classes!r}; expected a whole number", build, name, classes, SMALL)


@pytest.mark.parametrize("name", ["resnet", "dense", "resnet50", "vgg16", "stack", "googlenet"])
@pytest.mark.parametrize(
    "shape", [(224, 224), (0, 0, 3), (True, True, 3), (224, 224, 0), 224, "224", (32.0, 32, 3)]
)
def test_shapes_that_are_none(name, shape):
    refused(r"^input_shape is .*; expected \(height, width, channels\)", build, name, 10, shape)


def test_a_network_of_dense_layers_needs_a_fixed_size():
    refused("need a fixed height and width", build, "dense", 10, (None, None, 3))


@pytest.mark.parametrize(
    ("name", "option", "value", "expected"),
    [
        ("resnet", "width", "a", "a whole number from 1 to 100,000"),
        ("resnet", "width", 0, "a whole number from 1 to 100,000"),
        ("resnet", "width", 0.5, "a whole number from 1 to 100,000"),
        ("resnet", "batch_norm", "no", "True or False"),
        ("resnet", "seed", "x", "a whole number"),
        ("dense", "width", None, "a whole number from 1 to 100,000"),
        ("dense", "shortcut", 1, "True or False"),
        ("alexnet", "dropout", "a", "a number from 0 to below 1"),
        ("alexnet", "grouped", "no", "True or False"),
        ("vgg16", "dropout", 1, "a number from 0 to below 1"),
        ("xception", "dropout", -0.1, "a number from 0 to below 1"),
        ("googlenet", "auxiliary", None, "True or False"),
        ("resnet50", "bias", "x", "True, False or None"),
        ("stack", "blocks", True, "a whole number from 1 to 100"),
    ],
)
def test_options_of_another_kind(name, option, value, expected):
    refused(rf"^{option} is {value!r}; expected {expected}\.$", build, name, **{option: value})


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("basic", "channels", "a"),
        ("bottleneck", "channels", -1),
        ("separable", "stride", "?"),
        ("inception_v3_a", "pool", "z"),
        ("inception_v3_c", "inner", 0),
        ("inception_residual", "scale", None),
        ("inception_residual", "activation", "relu"),
        ("xception", "channels", 0),
        ("xception", "channels", ("a",)),
        ("xception", "channels", (8, 8, 8, 8)),
    ],
)
def test_options_of_a_block_of_another_kind(name, option, value):
    refused(rf"^{option} is .*; expected ", build_block, name, **{option: value})


def test_a_width_of_true_is_no_multiplier():
    refused("^width is True; take a number above 0", build, "vgg16", width=True)


# What no machine of a class can hold: it is refused before anything is allocated.
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("resnet", {"width": 20_000}),
        ("resnet50", {"width": 50.0}),
        ("stack", {"width": 100_000, "block": "naive"}),
        ("dense", {"width": 100_000}),
        ("dense", {"input_shape": (100_000, 100_000, 3)}),
        ("alexnet", {"input_shape": (50_000, 50_000, 3)}),
        ("mobilenet", {"width": 100}),
        ("vgg16", {"classes": 100_000, "width": 3}),
    ],
)
def test_networks_of_too_many_parameters(name, options):
    refused(
        rf"^{name} would have [\d,]+ parameters with these options; at most 1,000,000,000 can be "
        "built: take a smaller width, fewer classes or smaller images",
        build,
        name,
        **options,
    )


def test_blocks_of_too_many_parameters():
    refused("^bottleneck would have ", build_block, "bottleneck", channels=20_000)
    wide = (50_000,) * 6
    refused("^inception_reduced would", build_block, "inception_reduced", widths=wide)


@pytest.mark.parametrize(
    ("name", "option", "value", "expected"),
    [
        ("resnet", "width", 10**9, "expected a whole number from 1 to 100,000"),
        ("stack", "blocks", 10**9, "expected a whole number from 1 to 100"),
        ("vgg16", "width", 1e300, "take a number above 0, up to 10,000"),
        ("vgg16", "classes", 10**12, "expected a whole number from 1 to 100,000"),
        ("resnet", "input_shape", (10**9, 10**9, 3), "numbers up to 100,000"),
    ],
)
def test_numbers_beyond_all_measure(name, option, value, expected):
    refused(expected, build, name, **{option: value})


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), 1e400, "20", True])
@pytest.mark.parametrize("name", ["resnet", "plain", "dense"])
def test_depths_that_are_none(name, value):
    refused(r"^depth is .*(try (8|1202)\.|from 2 to 1000\.)$", build, name, depth=value)


def test_a_depth_beyond_all_measure():
    refused(r"^depth is 1000000000; .*: try 1202\.$", blocks_per_stage, 10**9)
