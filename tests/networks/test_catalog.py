"""What CATALOG says was measured, against the papers' tables."""

import re

import pytest

from helpers.networks import CATALOG

IMAGENET = [name for name in CATALOG if name not in ("plain", "resnet")]


# VGG: Simonyan & Zisserman 2014, Table 5, D and E. ResNet-34: He et al. 2015, Table 3, B with ten
# crops (our network has its projections), A without weights in its shortcuts; Table 4, B.
@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("vgg16", {"top-5, crops and dense": 7.2, "top-1, crops and dense": 24.4}),
        ("vgg19", {"top-5, crops and dense": 7.1, "top-1, crops and dense": 24.4}),
        ("resnet34", {
            "top-5, five scales": 5.71, "top-1, five scales": 21.84,
            "top-5, ten crops": 7.46, "top-1, ten crops": 24.52,
            "top-1, ten crops, shortcuts without weights": 25.03,
        }),
    ],
)  # fmt: skip
def test_errors_are_those_of_this_network(name, printed):
    assert {key: CATALOG[name].errors[key] for key in printed} == printed


@pytest.mark.parametrize("name", IMAGENET)
def test_every_error_says_how_it_was_measured(name):
    ways = "contest|one crop|ten crops|five scales|crops and dense|six networks, test"
    for key in CATALOG[name].errors:
        # MobileNet's paper does not say how.
        assert re.match(rf"top-[15], ({ways})", key) or (name, key) == ("mobilenet", "top-1")


@pytest.mark.parametrize("name", IMAGENET)
def test_top_5_is_easier_than_top_1(name):
    errors = CATALOG[name].errors
    for key, value in errors.items():
        assert 0 < value < 50
        if key.startswith("top-1"):
            assert value > errors.get(key.replace("top-1", "top-5"), 0)
