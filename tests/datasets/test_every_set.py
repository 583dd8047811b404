"""CIFAR-100, STL-10 and SVHN from file or network to Dataset, on small files in their formats."""

import io
from dataclasses import replace

import numpy as np
import pytest
from scipy.io import savemat
from tiny_set import md5, packed, place_folder

from helpers import datasets
from helpers.datasets import specs

NAMES = ("cifar100", "stl10", "svhn")
COUNTS = {"train": 12, "test": 6}


def canonical_files(name):
    """{file: bytes} with labels 0, 1, 2 in turn, 12 for training and 6 for testing."""
    rng = np.random.default_rng(0)
    files = {}
    for part, count in COUNTS.items():
        labels = [number % 3 for number in range(count)]
        if name == "cifar100":  # apple, aquarium_fish and baby are of superclasses 4, 1 and 14
            coarse = (4, 1, 14)
            rows = [bytes([coarse[label], label]) + rng.bytes(3072) for label in labels]
            files[f"{part}.bin"] = b"".join(rows)
        elif name == "stl10":
            files[f"{part}_X.bin"] = rng.bytes(count * 27648)
            files[f"{part}_y.bin"] = bytes(label + 1 for label in labels)
        else:
            pixels = rng.integers(0, 256, (32, 32, 3, count), dtype=np.uint8)
            buffer = io.BytesIO()
            savemat(
                buffer, {"X": pixels, "y": np.array([labels]).T + 10 * (np.array([labels]).T == 0)}
            )
            files[f"{part}_32x32.mat"] = buffer.getvalue()
    return files


@pytest.fixture(params=NAMES)
def made(request, web, tmp_path, monkeypatch):
    """(spec, {file: bytes}): the real record with the checksums of our own small files.

    Its address is on loopback, where nothing lies yet.
    """
    real = specs.SPECS[request.param]
    files = canonical_files(request.param)
    archive = archived(real, files)
    spec = replace(
        real,
        address=f"{web[1]}/{real.archive}" if real.archive else web[1],
        archive_md5=real.archive and md5(archive),
        files={name: md5(content) for name, content in files.items()},
        small=(2, 1),
        disk_space=1_000_000,
    )
    monkeypatch.setitem(specs.SPECS, spec.name, spec)
    (tmp_path / "shared").mkdir()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "shared"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return spec, files


def archived(spec, files):
    """The archive, with what else is in STL-10's."""
    extra = {"unlabeled_X.bin": bytes(27648)} if spec.name == "stl10" else {}
    return packed(files | extra, spec.folder)


def upload(spec, files, folder):
    """Put on the web what the set's own server has."""
    if spec.archive:
        (folder / spec.archive).write_bytes(archived(spec, files))
    else:
        for name, content in files.items():
            (folder / name).write_bytes(content)


def left(tmp_path):
    return sorted(path.name for path in (tmp_path / "cache").rglob("*") if path.suffix != ".lock")


def test_what_is_fetched_is_kept_verified_and_loaded(made, web, tmp_path):
    spec, files = made
    upload(spec, files, web[0])
    full = datasets.load(spec.name, "full")
    assert full.train.labels.tolist() == [0, 1, 2] * 4
    assert full.test.labels.tolist() == [0, 1, 2] * 2
    assert full.train.images.shape[1:] == ((96, 96, 3) if spec.name == "stl10" else (32, 32, 3))
    assert full.classes == spec.classes and full.superclasses == spec.superclasses
    # Only what is needed is kept: no archive, and none of STL-10's images without labels.
    assert left(tmp_path) == sorted([*files, spec.folder, spec.name])
    asked = len(web[2])
    assert full.source == datasets.load(spec.name, "full").source
    assert len(web[2]) == asked == (1 if spec.archive else 2)


def test_the_small_size_is_balanced_and_in_the_order_of_the_full_one(made, web):
    spec, files = made
    upload(spec, files, web[0])
    small, full = datasets.load(spec.name), datasets.load(spec.name, "full")
    assert small.train.labels.tolist() == [0, 1, 2, 0, 1, 2]
    assert small.test.labels.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(small.train.images, full.train.images[:6])


@pytest.mark.parametrize("how", ["folder", "files", "archive"])
def test_files_placed_by_hand_are_used_without_a_network(made, web, tmp_path, how):
    spec, files = made
    root = tmp_path / "shared" / spec.name
    root.mkdir(parents=True)
    if how == "folder":
        place_folder(root, files, spec.folder)
    elif how == "archive" and spec.archive:
        (root / spec.archive).write_bytes(archived(spec, files))
    else:
        for name, content in files.items():
            (root / name).write_bytes(content)
    loaded = datasets.load(spec.name, "full")
    assert len(loaded.train) == 12 and loaded.source.startswith("$COURSE_DATA")
    assert web[2] == [] and left(tmp_path) == []


@pytest.mark.parametrize("damage", ["cut short", "one byte", "another file"])
def test_a_damaged_file_placed_by_hand_is_one_sentence(made, tmp_path, damage):
    spec, files = made
    root = tmp_path / "shared" / spec.name
    root.mkdir(parents=True)
    for name, content in files.items():
        (root / name).write_bytes(content)
    name = next(iter(files))
    altered = bytearray(files[name])
    altered[-1] ^= 1
    (root / name).write_bytes(
        {"cut short": files[name][:-7], "one byte": altered, "another file": b"<html>"}[damage]
    )
    with pytest.raises(ValueError, match=rf"{name} is cut short, altered or another") as told:
        datasets.load(spec.name)
    assert f"delete {root}, then put {spec.wanted} in its place" in str(told.value)
    assert "\n" not in str(told.value) and left(tmp_path) == []


@pytest.mark.parametrize("damage", ["cut short", "another file", "last one missing"])
def test_a_wrong_answer_from_the_network_leaves_nothing_behind(made, web, tmp_path, damage):
    spec, files = made
    upload(spec, files, web[0])
    served = sorted(web[0].iterdir())[-1]  # an archive, or the last of the files fetched one by one
    if damage == "last one missing":
        served.unlink()
    else:
        whole = served.read_bytes()
        served.write_bytes(whole[:-9] if damage == "cut short" else b"<html>please log in</html>")
    with pytest.raises(ConnectionError, match=r"sent something else|HTTP status 404") as told:
        datasets.load(spec.name, "full")
    assert "\n" not in str(told.value) and left(tmp_path) == [spec.name]


def test_without_network_and_files_one_sentence_says_what_to_do(made, tmp_path, monkeypatch):
    spec, _ = made
    away = "http://127.0.0.1:9/nobody-listens"
    monkeypatch.setitem(specs.SPECS, spec.name, replace(spec, address=away))
    with pytest.raises(ConnectionError) as told:
        datasets.load(spec.name)
    said = str(told.value)
    assert "127.0.0.1:9 does not answer: Connection refused" in said
    assert f"run `python -m helpers fetch {spec.name}` where there is a network" in said
    cache = tmp_path / "cache" / spec.name
    assert f"put {spec.wanted} into $COURSE_DATA/{spec.name} or {cache}" in said
    assert "\n" not in said and left(tmp_path) == [spec.name]


@pytest.mark.parametrize("made", ["svhn"], indirect=True)
def test_half_of_svhn_placed_by_hand_is_not_taken_for_the_whole(web, made, tmp_path):
    spec, files = made
    root = tmp_path / "shared" / spec.name
    root.mkdir(parents=True)
    (root / "train_32x32.mat").write_bytes(files["train_32x32.mat"])
    with pytest.raises(ConnectionError, match=r"put train_32x32\.mat and test_32x32\.mat into"):
        datasets.load(spec.name)
    upload(spec, files, web[0])
    assert datasets.load(spec.name).source.startswith("your cache")
