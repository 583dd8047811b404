"""The classes of ImageNet, and the sample photographs with their true ones."""

import hashlib
import json

import numpy as np
import pytest

from helpers.paths import SHIPPED
from helpers.pretrained import imagenet, labels, photographs
from helpers.pretrained.imagenet import LABELS

INDEX = json.loads((SHIPPED / "photographs" / "index.json").read_text(encoding="utf-8"))


def test_the_file_is_kerass_imagenet_class_index_bit_for_bit():
    """MD5 as in keras.applications.imagenet_utils.decode_predictions (Keras 3.15)."""
    md5 = hashlib.md5(LABELS.read_bytes(), usedforsecurity=False).hexdigest()
    assert md5 == "c2c37ea517e94d9795004a39431a14cb"


@pytest.mark.parametrize(
    ("index", "wordnet", "name"),
    [  # the first rows as Keras's and PyTorch's documentation print them; WordNet 3.0's offsets
        (0, "n01440764", "tench"),
        (1, "n01443537", "goldfish"),
        (281, "n02123045", "tabby"),
        (386, "n02504458", "African elephant"),
        (999, "n15075141", "toilet tissue"),
    ],
)
def test_classes_stand_where_the_literature_has_them(index, wordnet, name):
    assert labels()[index] == (index, wordnet, name)


def test_a_thousand_classes_with_ids_of_their_own_in_their_order():
    ids = [label.wordnet for label in labels()]
    assert len(set(ids)) == 1000 and ids == sorted(ids)  # ILSVRC-2012 is sorted by WordNet id
    assert [label.index for label in labels()] == list(range(1000))


def test_two_pairs_of_classes_share_a_name():
    names = [label.name for label in labels()]
    twice = {name: [i for i, n in enumerate(names) if n == name] for name in names}
    assert {n: where for n, where in twice.items() if len(where) > 1} == {
        "crane": [134, 517],
        "maillot": [638, 639],
    }


def test_every_photograph_is_small_has_its_class_and_says_what_it_is():
    assert len(photographs()) == 22
    on_disk = {path.name for path in (SHIPPED / "photographs").glob("*.jpg")}
    assert {photograph.file for photograph in photographs()} == on_disk
    for photograph in photographs():
        path = SHIPPED / "photographs" / photograph.file
        assert path.stat().st_size <= 60_000
        image = photograph.image
        assert image.dtype == np.uint8 and image.ndim == 3 and min(image.shape[:2]) >= 300
        assert image.shape[2] == 3
        assert photograph.licence and photograph.source and photograph.labelled_by


@pytest.mark.parametrize("row", INDEX["photographs"], ids=lambda row: row["file"])
def test_the_file_is_called_after_its_class(row):
    """foolbox's file names end in the class's number; ours are the class's name."""
    stem = row["file"].removesuffix(".jpg").rstrip("_23456789")
    assert stem == labels()[row["class"]].name.lower().replace(" ", "_")
    if row["collection"] == "foolbox":
        assert row["original"].endswith(f"_{row['class']}.jpg")


def test_a_damaged_photograph_is_one_sentence(tmp_path, monkeypatch):
    photograph = photographs()[0]
    content = (SHIPPED / "photographs" / photograph.file).read_bytes()
    (tmp_path / photograph.file).write_bytes(content[:100])
    monkeypatch.setattr(imagenet, "PHOTOGRAPHS", tmp_path)
    with pytest.raises(ValueError, match=rf"{photograph.file} cannot be read as a picture"):
        _ = photograph.image
