"""NetworkBrowser over its corners, driven by values alone; every exception is fatal."""

import base64
import io
import re
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers
from PIL import Image

from helpers import summaries
from helpers.networks import CATALOG
from helpers.widgets import NetworkBrowser
from helpers.widgets.network_browser import HEIGHT, WIDTH

NAMES = summaries.names()


@pytest.fixture(scope="module")
def shared():
    return NetworkBrowser()


@pytest.fixture
def panel(shared):
    """The panel as it opens."""
    with shared._hold:  # so that it is drawn once
        shared.first.value, shared.second.value = "resnet50", ""
        shared.share.value, shared.height.value = "parameters", False
    shared._choose()
    shared.first_variant.index = 0
    return shared


def pixels(panel):
    return np.asarray(Image.open(io.BytesIO(panel.picture.png)))


def words(panel):
    """The text of the cards, without markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", panel.cards.value).split())


def at(panel, place, number=0):
    """Fractions of the picture in the middle of a segment of diagram `number`."""
    ax, _, places = panel._drawn[number]
    left, right, top = places[place]
    x, y = ax.transData.transform(((left + right) / 2, top / 2))
    width, height = ax.figure.bbox.size
    return [[x / width, y / height]]


def test_it_opens_on_resnet50_with_counts_that_agree(panel):
    told = words(panel)
    assert "ResNet-50 , 2015" in told and "25,583,592 trainable and 53,120 fixed" in told
    assert "25,557,032" in told and "✓ agrees" in told and "≠" not in told
    assert "50 layers with a kernel on the longest path" in told and "107 all layers" in told
    assert "74.9 % top-1" in told and "top-5, five scales 5.25 %" in told
    assert pixels(panel).shape[:2] == (HEIGHT, WIDTH)


@pytest.mark.parametrize("name", NAMES)
def test_every_network_and_variant_is_shown(panel, name):
    seen = set()
    panel.first.value = name
    count = len(panel.first_variant.options)
    assert count == len(summaries.read_all(name))
    assert (panel.first_variant.layout.display == "none") == (count == 1)
    for number in range(count):
        panel.first_variant.index = number
        (summary,) = panel.shown
        assert summary == summaries.read_all(name)[number]
        assert f"{summary.trainable:,} trainable" in words(panel)
        assert CATALOG[name].introduced in words(panel)
        seen.add(panel.picture.png)
    # Plain networks and their residual twins, and networks with and without biases, look alike.
    assert len(seen) == count


@pytest.mark.parametrize("name", NAMES)
def test_every_network_beside_itself_is_drawn_twice_alike(panel, name):
    panel.first.value = panel.second.value = name
    assert pixels(panel).shape[:2] == (2 * HEIGHT, WIDTH)
    (_, _, above), (_, _, below) = panel._drawn
    assert np.allclose(above, below)
    assert words(panel).count(CATALOG[name].introduced) == 2
    assert "Both are on one scale" in panel.note.value


def test_two_networks_are_on_one_scale(panel):
    panel.first.value, panel.second.value = "vgg16", "resnet152"
    (_, vgg, above), (_, resnet, below) = panel._drawn
    channels = [
        (right - left) / segment.shape[2]
        for diagram, places in ((vgg.overview, above), (resnet.overview, below))
        for segment, (left, right, _) in zip(diagram, places, strict=True)
    ]
    assert channels == pytest.approx([channels[0]] * len(channels))
    panel.second.value = ""
    assert len(panel._drawn) == 1


def test_every_switch_changes_the_picture(panel):
    seen = [panel.picture.png]
    panel.share.value = "MACs"
    seen.append(panel.picture.png)
    panel.height.value = True
    seen.append(panel.picture.png)
    panel.second.value = "alexnet"
    seen.append(panel.picture.png)
    panel.second_variant.index = 1
    seen.append(panel.picture.png)
    assert len(set(seen)) == 5
    assert "grouped=False" in words(panel)


def test_a_change_of_network_is_drawn_once(panel, monkeypatch):
    drawn = []
    panel.picture.observe(lambda change: drawn.append(change), names="png")
    panel.first.value = "resnet"  # from one variant to several
    assert len(drawn) == 1
    panel.picture.unobserve_all("png")
    panel.picture.observe(panel._click, names="stroke")


def test_a_click_tells_of_a_segment(panel):
    place = [segment.name for segment in panel.shown[0].overview].index("stage5_block1_add")
    panel.picture.stroke = at(panel, place)
    assert "<b>stage5_block1_add</b>, 7×7×2048: " in panel.note.value
    assert panel.picture.stroke == []
    panel.second.value = "vgg16"
    place = [segment.name for segment in panel.shown[1].overview].index("fc1")
    panel.picture.stroke = at(panel, place, 1)
    # (7·7·512 + 1)·4096 parameters
    assert "<b>fc1</b>, 4096: 102,764,544 parameters (74 %)" in panel.note.value


@pytest.mark.parametrize("stroke", [[[0.001, 0.999]], [[0.5, 0.999]], [[0.2, 0.01], [0.99, 0.5]]])
def test_a_click_on_nothing_changes_nothing(panel, stroke):
    before = panel.note.value
    panel.picture.stroke = stroke
    assert panel.note.value == before and panel.picture.stroke == []


def test_the_picture_is_told_in_words(panel):
    panel.first.value = "vgg16"
    assert panel.picture.alt == (
        "VGG-16: 16 segments from 224×224×64 to 1000; the largest share of parameters, 74 %, is in "
        "fc1. The table below has all stages."
    )


def test_ones_own_model_is_among_them():
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.Conv2D(4, 3, name="first"),
            layers.Flatten(),
            layers.Dense(2, name="<i>last"),
        ],
        name="a & b",
    )
    panel = NetworkBrowser("a & b (yours)", "alexnet", own=[summaries.summarize(model)])
    assert "a &amp; b" in panel.cards.value and "<i>last" not in panel.cards.value
    panel.picture.stroke = at(panel, 1)
    assert "&lt;i&gt;last" in panel.note.value
    assert repr(panel) == repr(NetworkBrowser())
    panel.first.value = "vgg16"


def test_repr_is_short_and_the_picture_goes_with_it(panel):
    assert repr(panel) == f"NetworkBrowser({len(NAMES)} networks)"
    bundle = panel._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]) == panel.picture.png
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == repr(panel)


def test_an_unknown_network_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="There is no 'lenet'; choose one of alexnet, vgg16"):
        NetworkBrowser("lenet")
    with pytest.raises(ValueError, match="There is no 'lenet'"):
        NetworkBrowser(second="lenet")


def test_without_records_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(summaries, "names", lambda: [])
    panel = NetworkBrowser(None)
    assert "python -m helpers count --record" in panel.note.value
    assert (panel.shown, repr(panel)) == ([], "NetworkBrowser(0 networks)")
    panel.share.value, panel.height.value = "MACs", True
    panel.picture.stroke = [[0.5, 0.5]]


def test_opens_without_keras():
    code = (
        "import sys; from helpers.widgets import NetworkBrowser; p = NetworkBrowser(); "
        "p.second.value = 'vgg16'; "
        "sys.exit(any(m in sys.modules for m in ('keras', 'tensorflow', 'jax')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
