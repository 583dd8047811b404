"""What CATALOG says was measured, against the papers' tables."""

import re

import pytest

from helpers.networks import CATALOG

IMAGENET = [name for name in CATALOG if name not in ("plain", "resnet")]


# VGG: Simonyan & Zisserman 2014, Table 5, D and E. ResNet-34: He et al. 2015, Table 3, B with ten
# crops (our network has its projections), A without weights in its shortcuts; Table 4, B; deeper
# ones: Table 4. GoogLeNet: Szegedy et al. 2014, Table 3. The other Inceptions: Szegedy et al. 2016,
# arXiv:1602.07261, Table 2. Xception: Chollet 2017, Table 1, as errors.
@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("vgg16", {"top-5, crops and dense": 7.2, "top-1, crops and dense": 24.4}),
        ("vgg19", {"top-5, crops and dense": 7.1, "top-1, crops and dense": 24.4}),
        ("googlenet", {"top-5, contest": 6.67, "top-5, one crop": 10.07}),
        ("inception_v2", {"top-5, one crop": 7.8, "top-1, one crop": 25.2}),
        ("inception_v3", {"top-5, one crop": 5.6, "top-1, one crop": 21.2}),
        ("inception_v4", {"top-5, one crop": 5.0, "top-1, one crop": 20.0}),
        ("inception_resnet_v2", {"top-5, one crop": 4.9, "top-1, one crop": 19.9}),
        ("xception", {"top-5, one crop": 5.5, "top-1, one crop": 21.0}),
        ("resnet50", {"top-5, five scales": 5.25, "top-1, five scales": 20.74}),
        ("resnet101", {"top-5, five scales": 4.60, "top-1, five scales": 19.87}),
        ("resnet152", {"top-5, five scales": 4.49, "top-1, five scales": 19.38}),
        (
            "resnet34",
            {
                "top-5, five scales": 5.71,
                "top-1, five scales": 21.84,
                "top-5, ten crops": 7.46,
                "top-1, ten crops": 24.52,
                "top-1, ten crops, shortcuts without weights": 25.03,
            },
        ),
    ],
)
def test_errors_are_those_of_this_network(name, printed):
    assert {key: CATALOG[name].errors[key] for key in printed} == pytest.approx(printed, abs=0.05)


@pytest.mark.parametrize("name", IMAGENET)
def test_every_error_says_how_it_was_measured(name):
    ways = "contest|one crop|ten crops|five scales|crops and dense|six networks, test"
    for key in CATALOG[name].errors:
        # MobileNet's paper does not say how.
        assert re.match(rf"top-[15], ({ways})", key) or (name, key) == ("mobilenet", "top-1")


PAIRS = [
    (name, key.removeprefix("top-1"))
    for name in IMAGENET
    for key in CATALOG[name].errors
    if key.startswith("top-1") and key.replace("top-1", "top-5") in CATALOG[name].errors
]


def test_both_errors_are_known_for_twelve_networks():
    assert len({name for name, _ in PAIRS}) >= 12


@pytest.mark.parametrize(("name", "way"), PAIRS)
def test_top_5_is_easier_than_top_1(name, way):
    errors = CATALOG[name].errors
    assert 0 < errors[f"top-5{way}"] < errors[f"top-1{way}"] < 50
