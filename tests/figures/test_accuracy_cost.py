"""Accuracy against cost: places, families and names of the networks."""

import pytest
from matplotlib.figure import Figure

from helpers.figures.accuracy_cost import FAMILIES, draw_accuracy_cost, family
from helpers.pretrained import PRETRAINED

NETWORKS = {
    "vgg16": (71.3, 138_000_000, 15_500_000_000),
    "vgg19": (71.3, 144_000_000, 19_600_000_000),
    "mobilenet": (70.4, 4_200_000, 569_000_000),
    "convnext_tiny": (None, 28_000_000, 4_500_000_000),
}


def drawn(**options):
    ax = Figure().add_subplot()
    draw_accuracy_cost(ax, NETWORKS, **options)
    return ax


@pytest.mark.parametrize(
    ("against", "vgg", "mobilenet"),
    [("MACs", (15.5, 19.6), 0.569), ("parameters", (138, 144), 4.2)],
)
def test_networks_stand_at_their_cost_and_accuracy(against, vgg, mobilenet):
    ax = drawn(against=against)
    first, second = (found.get_offsets() for found in ax.collections)
    assert first.tolist() == [[pytest.approx(vgg[0]), 71.3], [pytest.approx(vgg[1]), 71.3]]
    assert second.tolist() == [[pytest.approx(mobilenet), 70.4]]
    assert ax.get_xscale() == "log" and against in ax.get_xlabel()


def test_the_area_is_the_other_cost():
    vgg, mobilenet = (found.get_sizes() for found in drawn().collections)
    assert vgg[0] - 30 == pytest.approx((vgg[1] - 30) * 138 / 144)
    assert mobilenet[0] - 30 == pytest.approx((vgg[1] - 30) * 4.2 / 144)


def test_only_what_is_asked_for_is_named_and_what_has_no_accuracy_is_left_out():
    ax = drawn(named=("vgg16", "convnext_tiny"))
    assert [text.get_text() for text in ax.texts] == ["vgg16"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["VGG", "MobileNet"]


def test_every_network_with_an_accuracy_has_a_family():
    assert family("resnet50_v2")[0] == "ResNet V2" and family("resnet50")[0] == "ResNet"
    assert all(family(name) for name, found in PRETRAINED.items() if found.top1 is not None)
    styles = {title: (colour, marker) for _, title, colour, marker in FAMILIES}
    assert len(set(styles.values())) == len(styles)
    with pytest.raises(ValueError, match="lenet"):
        family("lenet")


def test_another_axis_is_refused():
    with pytest.raises(ValueError, match="'time'"):
        drawn(against="time")
