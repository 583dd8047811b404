"""python -m helpers count."""

import io
import os
import re
import subprocess
import sys

import pytest

from helpers.__main__ import main


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
    assert main(["count", "resnet", "depth=56"]) == 0
    told = capsys.readouterr().out
    assert "Published: 0.85M" in told and "853,018: agrees, rounded" in told
    words = ["count", "mobilenet", "--classes", "7", "--input", "32x48x1", "width=0.25"]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "32×48×1" in told and "Published" not in told


def test_a_variant_that_nobody_published_is_compared_with_nothing(capsys):
    assert main(["count", "resnet", "depth=14", "width=4"]) == 0
    assert "Published" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("resnet", "--option", "depth=8", "width=4", "--by-stage"),
        ("resnet", "depth=8", "--by-stage", "width=4"),
        ("--by-stage", "resnet", "--option", "depth=8", "--option", "width=4"),
        ("resnet", "depth=8", "--by-stage", "--option", "width=4"),
    ],
)
def test_options_stand_where_one_likes(words, capsys):
    assert main(["count", "resnet", "depth=8", "width=4", "--by-stage"]) == 0
    expected = capsys.readouterr().out
    assert main(["count", *words]) == 0
    assert capsys.readouterr().out == expected


def test_what_an_ascii_terminal_cannot_show_is_written_in_plain_letters(monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["count", "plain", "depth=8", "--by-stage"]) == 0
    assert b"32x32x3" in terminal.buffer.getvalue()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["resnet51"], "There is no network 'resnet51'; choose one of"),
        ([], "name a network: one of dense"),
        (["plain", "--option", "depth"], "'depth' is not an option: write it like depth=56."),
        (["plain", "56"], "'56' is not an option: write it like depth=56."),
        (["plain", "depth=8", "--option", "depth=20"], "depth is given twice: write it once."),
        (["plain", "depth=1e999"], "'depth=1e999' is not an option: the number must be finite."),
        (["plain", "depth=inf"], "depth is 'inf'; these networks have 6n + 2 layers"),
        (["plain", "depth=1000000000"], "from 8 to 1202: try 1202."),
        (["plain", "width=half"], "width is 'half'; expected a whole number"),
        (["plain", "--option", "height=3"], "plain has no option 'height'; it takes depth"),
        (["plain", "--option", "classes=3"], "plain has no option 'classes'; it takes depth"),
        (["plain", "--option", "depth=21"], "try 20 or 26"),
        (["plain", "--input", "32x"], "'32x' is not an image size: write it like 224, 32x32"),
        (["resnet50", "--record", "--by-stage"], "--record can be used only with a network"),
    ],
)
def test_bad_input_is_one_sentence(words, sentence, capsys):
    assert main(["count", *words]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("helpers: ") and sentence in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nosuch", "--record"], "There is no network 'nosuch'"),
        (["stack", 'block=["a"]'], "block is ['a']; expected a word"),
    ],
)
def test_names_that_are_none_are_one_sentence(words, sentence, capsys):
    assert main(["count", *words]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("words", [["resnet"], ["resnet", "depth=20"], ["resnet", "width=16"]])
def test_a_default_that_is_written_out_changes_no_comparison(words, capsys):
    assert main(["count", *words, "--by-stage"]) == 0
    assert "Published: 0.27M" in capsys.readouterr().out


def test_options_may_stand_before_the_network(capsys):
    words = ["count", "--option", "depth=8", "--option", "width=4", "resnet", "--by-stage"]
    assert main(words) == 0
    assert "8 layers with a kernel" in capsys.readouterr().out
