"""python -m helpers count."""

import os
import re
import subprocess
import sys

import pytest

from helpers.__main__ import main
from helpers.zoo.command_line import image, option


def test_tensorflow_says_nothing_in_between():
    command = [sys.executable, "-m", "helpers", "count", "plain", "--by-stage"]
    usual = {key: value for key, value in os.environ.items() if key != "TF_CPP_MIN_LOG_LEVEL"}
    answer = subprocess.run(command, capture_output=True, text=True, env=usual)
    assert answer.returncode == 0 and answer.stdout.startswith("layer ")
    assert "rebuild TensorFlow" not in answer.stderr


def test_layers_sum_and_published_counts(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["count", "resnet50"]) == 0
    told = capsys.readouterr().out
    assert "stage2_block1_a_conv" in told
    assert "Published: 25,583,592 (trainable; Keras 3.15" in told
    assert "Published: 25,636,712 (all; Keras 3.15" in told
    assert told.count(": agrees.") == 2
    assert "50 layers with a kernel on the longest path, 107 layers with weights, 177 in" in told


def test_by_stage(capsys):
    assert main(["count", "xception", "--by-stage"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"^total .* 22,910,480 ", told, re.MULTILINE)  # Keras 3.15's summary
    assert len(told.splitlines()) < 20


def test_options_classes_and_input(capsys):
    assert main(["count", "resnet", "--option", "depth=56"]) == 0
    told = capsys.readouterr().out
    assert "Published: 0.85M" in told and "853,018: agrees, rounded" in told
    words = ["count", "mobilenet", "--classes", "7", "--input", "32x48x1", "--option", "width=0.25"]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "32×48×1" in told and "Published" not in told


def test_a_variant_that_nobody_published_is_compared_with_nothing(capsys):
    assert main(["count", "resnet", "--option", "depth=14", "width=4"]) == 0
    assert "Published" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["resnet51"], "There is no network 'resnet51'; choose one of"),
        ([], "name a network: one of dense"),
        (["plain", "--option", "depth"], "'depth' is no option: write it like depth=56."),
        (["plain", "--option", "height=3"], "plain has no option 'height'; it takes depth"),
        (["plain", "--option", "classes=3"], "plain has no option 'classes'; it takes depth"),
        (["plain", "--option", "depth=21"], "try 20 or 26"),
        (["plain", "--input", "32x"], "'32x' is no size of images: write it like 224, 32x32"),
        (["resnet50", "--record", "--by-stage"], "--record goes with no other word than a network"),
    ],
)
def test_bad_input_is_one_sentence(words, sentence, capsys):
    assert main(["count", *words]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("helpers: ") and sentence in told.err
    assert told.err.count("\n") == 1


def test_an_unknown_name_is_said_before_keras_is_loaded():
    program = (
        "import sys; from helpers.__main__ import main; main(['count', 'vgg20']); "
        "sys.exit('keras' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (answer.returncode, answer.stderr.count("\n")) == (0, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("depth=56", ("depth", 56)), ("grouped=False", ("grouped", False)), ("init=he_normal",
     ("init", "he_normal")), ("width=0.5", ("width", 0.5))],
)  # fmt: skip
def test_options_are_read_as_python_would(text, expected):
    assert option(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("224", (224, 224, 3)), ("32x48", (32, 48, 3)), ("28×28×1", (28, 28, 1))],
)
def test_sizes(text, expected):
    assert image(text) == expected


@pytest.mark.parametrize("bad", ["", "0", "32x0", "x32", "1x2x3x4", "-3", "3.5"])
def test_sizes_that_are_none(bad):
    with pytest.raises(ValueError, match="is no size of images"):
        image(bad)
