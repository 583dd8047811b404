"""TopFiveDesk over its corners, driven by values alone; every exception is fatal."""

import base64
import datetime
import io
import re
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from helpers.pretrained import (
    CONVENTIONS,
    Label,
    WeightsNotFound,
    labels,
    locate,
    photographs,
)
from helpers.widgets import TopFiveDesk
from helpers.widgets.label_guesses import choices
from helpers.widgets.top_five_answers import describe_place
from helpers.widgets.uploaded_picture import pixels

NETWORKS = "resnet50", "mobilenet"


@pytest.fixture
def desk():
    return TopFiveDesk()


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine without any weights, not even those that ship."""
    monkeypatch.setattr("helpers.pretrained.weight_forms.ROUNDED", ())
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


def decoded(png):
    with Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB"))


def words(panel):
    return re.sub("<[^>]*>", " ", panel.reading.value)


def counted(panel):
    """Rows of the table of errors, as text."""
    rows = panel.count.value.split("<tr>")[2:]
    return [re.sub(" +", " ", re.sub("<[^>]*>", " ", row)).strip() for row in rows]


def names(alt):
    """The classes in a picture's description, without their probabilities."""
    return re.sub(r" [\d.]+ %", "", alt)


def file(size=(60, 40), kind="PNG", **options):
    """Bytes of a picture whose left half is red."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def send(panel, content, name="mine.png"):
    """As the page sends an uploaded file."""
    panel.upload.value = (
        {
            "name": name,
            "type": "",
            "size": len(content),
            "content": memoryview(content),
            "last_modified": datetime.datetime.now(datetime.UTC),
        },
    )


def test_every_corner_draws(desk):
    seen = set()
    for network in NETWORKS:
        desk.network.value = network
        for convention in CONVENTIONS:
            desk.convention.value = convention
            for k in (1, 5, 10):
                desk.k.value = k
                for number in (1, 8, 22):
                    desk.photograph.value = number
                    assert decoded(desk.picture.png).shape == (430, 1000, 3)
                    assert f"photograph {number} of 22" in desk.picture.alt
                    seen.add(desk.picture.png)
    # "none" is not recorded, so the pictures without bars are the same for each k and network.
    assert len(seen) == 2 * 3 * 3 * 3 + 3


def test_it_says_who_was_right(desk):
    desk.photograph.value = 8  # a jeep; ResNet-50 has it second, MobileNet third
    assert "wrong by top-1, right by top-5: the true class is in second place." in words(desk)
    desk.k.value = 1
    assert "wrong by top-1: the true class is only in place 2." in words(desk)
    desk.network.value, desk.k.value = "mobilenet", 3
    assert "right by top-3: the true class is in third place." in words(desk)
    desk.photograph.value = 1
    assert "right: the true class is in first place." in words(desk)
    assert "Recorded on" in words(desk) and "mobilenet" in words(desk)


@pytest.mark.parametrize(
    ("found", "k", "said"),
    [
        (1, 1, "right"),
        (5, 5, "in 5th place"),
        (7, 5, "by top-1 and by top-5: the true class is only"),
        (None, 10, "top-10: the true class is not"),
        (None, 1, "wrong by top-1: the true"),
    ],
)
def test_the_place_of_the_true_class_in_words(found, k, said):
    assert said in describe_place(found, k)


def test_errors_are_counted_beside_peoples(desk):
    """20 and 22 of 22 right (data/README.md); intervals after Wilson by hand."""
    first, one, two = counted(desk)
    assert first.startswith("ResNet50, caffe 22 9 % (3 to 28 %) 0 % (0 to 15 %)")
    assert "A1" in one and "1,500 5.1 %" in one and "A2" in two and "258 12.0 %" in two
    desk.convention.value = "torch"
    assert "ResNet50, torch 22 100 % (85 to 100 %) 95 %" in counted(desk)[0]
    desk.convention.value = "none"
    assert counted(desk)[0] == "ResNet50, none 0"


def test_each_network_starts_with_its_own_preprocessing(desk):
    desk.convention.value = "tf"
    desk.network.value = "mobilenet"
    assert desk.convention.value == "tf" and "NOT" not in desk.convention.label
    desk.network.value = "resnet50"
    assert desk.convention.value == "caffe"
    desk.convention.value = "torch"
    assert "NOT as it was trained" in desk.convention.label


def test_next_and_a_click_go_through_the_photographs(desk):
    desk.next.click()
    assert desk.photograph.value == 2
    desk.picture.stroke = [[0.2, 0.5]]
    assert desk.photograph.value == 3 and desk.picture.stroke == []
    desk.photograph.value = 22
    desk.next.click()
    assert desk.photograph.value == 1


def test_guesses_come_first():
    desk = TopFiveDesk(guess=True)
    assert "bull mastiff" not in desk.picture.alt + desk.reading.value + desk.count.value
    assert counted(desk)[:2] == ["you 0", "ResNet50, caffe 0"]
    for name in ("boxer", "bull mastiff", "boxer", "no such class", ""):
        desk.guesses.field.value = name
    assert [label.name for label in desk.guesses.of("bull_mastiff.jpg")] == [
        "boxer",
        "bull mastiff",
    ]
    desk.guesses.undo.click()
    desk.guesses.field.value = "tabby"
    desk.guesses.field.value = "bull mastiff"
    assert "bull mastiff 95.1 %" not in desk.picture.alt
    desk.guesses.show.click()
    assert "bull mastiff 95.1 %" in desk.picture.alt
    assert "You are wrong by top-1, right by top-5: the true class is in third place" in words(desk)
    assert counted(desk)[0] == "you 1 100 % (21 to 100 %) 0 % (0 to 79 %) (k = 5)"
    assert counted(desk)[1].startswith("ResNet50, caffe 1 0 %")
    desk.guesses.field.value = "tabby cat"
    desk.guesses.undo.click()
    desk.guesses.show.click()
    assert len(desk.guesses.of("bull_mastiff.jpg")) == 3  # too late to change one's mind

    desk.next.click()
    assert desk.guesses.of("folding_chair.jpg") == () and not desk.guesses.show.disabled
    desk.guesses.show.click()  # without a guess
    assert "You have not guessed" in words(desk)
    assert counted(desk)[0].startswith("you 2 100 %") and "50 %" in counted(desk)[0]
    desk.guess.value = False
    assert len(counted(desk)) == 3 and desk.guesses.layout.display == "none"


def test_five_guesses_are_all(desk):
    desk.guess.value = True
    for name in list(choices())[:7]:
        desk.guesses.field.value = name
    assert len(desk.guesses.of("bull_mastiff.jpg")) == 5 and desk.guesses.field.disabled
    desk.guesses.undo.click()
    assert not desk.guesses.field.disabled


def test_all_classes_can_be_named():
    """Two pairs share a name."""
    named = choices()
    assert sorted(named.values()) == sorted(labels()) and len(named) == 1000
    assert isinstance(named["crane (n02012849)"], Label) and named["crane (n02012849)"].index == 134


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"networks": ("lenet",)}, "lenet"),
        ({"networks": ()}, "no network"),
        ({"k": 11}, "k is 11"),
        ({"k": True}, "k is True"),
        ({"photograph": 23}, "photograph is 23"),
        ({"convention": "rgb"}, "'rgb'"),
    ],
)
def test_wrong_presets_are_refused(options, said):
    with pytest.raises(ValueError, match=said):
        TopFiveDesk(**options)


def test_presets_and_what_stays_without_widgets():
    desk = TopFiveDesk(("mobilenet",), photograph=21, k=3, convention="caffe")
    assert repr(desk) == "TopFiveDesk('mobilenet', photograph 21 of 22, k=3, 'caffe')"
    bundle = desk._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert base64.b64decode(bundle["image/png"]) == desk.picture.png


def test_opening_loads_no_keras():
    code = (
        "import sys; from helpers.widgets import TopFiveDesk; p = TopFiveDesk(guess=True);"
        "assert p.picture.png;"
        "sys.exit(any(m in sys.modules for m in ('keras', 'tensorflow', 'jax')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_files_of_three_kinds_become_pixels(kind):
    found = pixels(file(kind=kind))
    assert found.shape == (40, 60, 3) and found.dtype == np.uint8
    assert found[20, 5, 0] > 200 > 60 > found[20, 5, 2]


def test_the_cameras_note_is_obeyed():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned a quarter to the right: what is left comes to the top
    found = pixels(file(kind="JPEG", exif=exif))
    assert found.shape == (60, 40, 3)
    assert found[5, 20, 0] > 200 and found[55, 20, 2] > 200


def test_transparent_becomes_white_and_sixteen_bits_become_eight():
    content = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(content, "PNG")
    assert (pixels(content.getvalue()) == 255).all()
    content = io.BytesIO()
    Image.fromarray(np.full((20, 20), 0x8000, "uint16")).save(content, "PNG")
    assert pixels(content.getvalue())[0, 0].tolist() == [127, 127, 127]


def test_large_pictures_are_made_smaller():
    assert pixels(file((3000, 1500), "JPEG")).shape == (512, 1024, 3)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a picture"),
        (b"GIF89a and so on", "not a picture"),
        (file(kind="GIF"), "not a picture"),
        (file()[:90], "damaged"),
        (file((200, 200), "JPEG")[:700], "damaged"),
        (bytes(8_000_001), "8.0 MB"),
        (file((9000, 7000), compress_level=9), "too large"),
        (file((15, 15)), "shorter side"),
        (file((400, 40)), "8 times"),
    ],
    ids=lambda value: value if isinstance(value, str) else len(value),
)
def test_files_that_cannot_be_taken_give_one_sentence(desk, content, said):
    with pytest.raises(ValueError, match=said) as told:
        pixels(content, "mine.png")
    assert str(told.value).startswith("mine.png") and "\n" not in str(told.value)
    before = desk.picture.png
    send(desk, content)
    assert said in desk.status.value and desk.picture.png == before and desk.upload.value == ()


def test_an_own_picture_without_weights_says_once_how_to_get_them(bare):
    desk = TopFiveDesk()
    send(desk, file((200, 300)), "<b>mine</b>.png")
    assert "your own picture" in desk.picture.alt and "your own picture" in repr(desk)
    assert "no recorded answer for your own picture" in words(desk)
    assert desk.network.value == "resnet50" and "fetch resnet50" in desk.reading.value
    assert desk.status.value == ""
    desk.run.click()
    assert desk.wait(1) and desk.status.value == ""  # the reading has said it
    desk.network.value = "mobilenet"
    desk.guess.value = True  # nobody knows the answer: nothing to guess
    assert desk.guesses.layout.display == "none" and "fetch mobilenet" in desk.reading.value
    desk.next.click()
    assert desk.photograph.value == 1
    desk.guess.value = False
    desk.run.click()  # a recorded answer is shown: here it has not been said yet
    assert "fetch mobilenet" in desk.status.value and "fetch" not in desk.reading.value
    desk.photograph.value = 23
    assert "your own picture" in desk.picture.alt


def test_an_own_picture_goes_to_a_network_whose_weights_are_here(tmp_path, monkeypatch):
    for variable in ("COURSE_CACHE", "COURSE_DATA", "KERAS_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    content = io.BytesIO()
    Image.fromarray(photographs()[0].image).save(content, "PNG")
    desk = TopFiveDesk()  # ResNet-50's weights do not ship, MobileNet's do
    send(desk, content.getvalue())
    assert (desk.network.value, desk.convention.value) == ("mobilenet", "tf")
    assert desk.wait(120)
    assert "bull mastiff" in desk.picture.alt
    assert "Computed here by MobileNet" in words(desk) and "no label" in words(desk)


def test_weights_that_go_away_are_a_sentence_and_an_exception_for_tests(bare, monkeypatch):
    desk = TopFiveDesk()
    monkeypatch.setattr("helpers.widgets.top_five_desk.missing", lambda network: None)
    desk.run.click()
    with pytest.raises(WeightsNotFound):
        desk.wait(60)
    assert "are not on this machine" in desk.status.value and not desk.run.disabled


@pytest.mark.parametrize("network", NETWORKS)
def test_real_weights_say_what_is_recorded(network):
    """And the own picture is looked at; the panel can be moved meanwhile."""
    if locate(network) is None:
        pytest.skip(f"the weights of {network} are not on this machine")
    desk = TopFiveDesk((network,), photograph=8)
    recorded = desk.picture.alt
    desk.run.click()
    assert desk.run.disabled
    desk.run.click()  # a second press does nothing
    desk.photograph.value = 9
    assert desk.wait(120) and not desk.run.disabled
    desk.photograph.value = 8
    assert "Computed here" in words(desk)
    assert names(desk.picture.alt) == names(recorded)
    shown = photographs()[0].image
    content = io.BytesIO()
    Image.fromarray(shown).save(content, "PNG")
    send(desk, content.getvalue())
    assert desk.wait(120)
    assert "your own picture" in desk.picture.alt and "bull mastiff" in desk.picture.alt
