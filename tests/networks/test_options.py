"""Values that nothing can be built with are refused in one sentence of ours."""

import pytest

from helpers.networks import CATALOG, build, build_block

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
        ("resnet", "width", "a", "a whole number, 1 or more"),
        ("resnet", "width", 0, "a whole number, 1 or more"),
        ("resnet", "width", 0.5, "a whole number, 1 or more"),
        ("resnet", "batch_norm", "no", "True or False"),
        ("resnet", "seed", "x", "a whole number"),
        ("dense", "width", None, "a whole number, 1 or more"),
        ("dense", "shortcut", 1, "True or False"),
        ("alexnet", "dropout", "a", "a number from 0 to below 1"),
        ("alexnet", "grouped", "no", "True or False"),
        ("vgg16", "dropout", 1, "a number from 0 to below 1"),
        ("xception", "dropout", -0.1, "a number from 0 to below 1"),
        ("googlenet", "auxiliary", None, "True or False"),
        ("resnet50", "bias", "x", "True, False or None"),
        ("stack", "blocks", True, "a whole number, 1 or more"),
    ],
)
def test_options_of_another_kind(name, option, value, expected):
    refused(rf"^{option} is {value!r}; expected {expected}\.$", build, name, **{option: value})


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("basic", "channels", "a"), ("bottleneck", "channels", -1), ("separable", "stride", "?"),
        ("inception_v3_a", "pool", "z"), ("inception_v3_c", "inner", 0),
        ("inception_residual", "scale", None), ("inception_residual", "activation", "relu"),
        ("xception", "channels", 0), ("xception", "channels", ("a",)),
        ("xception", "channels", (8, 8, 8, 8)),
    ],
)  # fmt: skip
def test_options_of_a_block_of_another_kind(name, option, value):
    refused(rf"^{option} is .*; expected ", build_block, name, **{option: value})


def test_a_width_of_true_is_no_multiplier():
    refused("^width is True; take a number above 0", build, "vgg16", width=True)
