"""Looking up: the order of places, files placed by hand, wrong names, sizes and files."""

import gzip
import os
import shutil
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_set import RECORDS, md5, packed, place_folder, records

from helpers import datasets
from helpers.datasets import lookup, specs, tiled_images
from helpers.datasets.dataset import first_of_each

PLACES = ("shared", "cache")


def test_an_unknown_name_or_size_lists_the_valid_ones():
    with pytest.raises(ValueError, match="unknown data set 'cifar11'; choose one of 'cifar10'"):
        datasets.load("cifar11")
    with pytest.raises(ValueError, match="unknown size 'medium'; choose one of 'small', 'full'"):
        datasets.load("cifar10", "medium")
    with pytest.raises(ValueError, match="unknown data set"):
        datasets.fetch("imagenet")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("below", ["", "tiny"])
@pytest.mark.parametrize("kind", ["folder", "archive"])
def test_canonical_files_placed_by_hand_are_found_and_used(
    tiny, contents, tmp_path, place, below, kind
):
    root = tmp_path / place / below
    root.mkdir(parents=True, exist_ok=True)
    if kind == "folder":
        place_folder(root, contents)
    else:
        (root / tiny.archive).write_bytes(packed(contents))
    found = datasets.locate("tiny", "full")
    assert (found.kind, found.path.parent) == (kind, root)
    loaded = datasets.load("tiny", "full")
    assert str(root) in loaded.source
    assert loaded.train.images.shape == (24, 32, 32, 3)
    assert loaded.train.labels.tolist() == [0, 1, 2] * 8
    assert datasets.fetch("tiny") == found.path


def test_course_data_comes_before_the_cache_and_the_cache_before_what_ships(
    tiny, contents, tmp_path, monkeypatch
):
    monkeypatch.setattr(lookup, "SHIPPED", tmp_path / "shipped")
    assert datasets.locate("tiny", "full") is None
    for place, called in (
        ("shipped", "shipped with the course"),
        ("cache", "your cache"),
        ("shared", "$COURSE_DATA"),
    ):
        place_folder(tmp_path / place, contents)
        assert datasets.locate("tiny", "full").place == called
    assert datasets.locate("tiny", "full", cache=tmp_path / "elsewhere").place == "$COURSE_DATA"


def test_the_cache_can_be_named_in_the_call(tiny, contents, tmp_path):
    place_folder(tmp_path / "other", contents)
    assert datasets.locate("tiny", "full") is None
    loaded = datasets.load("tiny", "full", cache=tmp_path / "other")
    assert str(tmp_path / "other") in loaded.source


def test_the_cache_is_the_users_own_unless_course_cache_is_set(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    assert datasets.cache_folder() == tmp_path
    monkeypatch.setenv("COURSE_CACHE", "")
    assert datasets.cache_folder().name == "deep-image-classification"


def test_a_small_set_is_cut_from_the_full_one_where_none_ships(tiny, contents, tmp_path):
    place_folder(tmp_path / "shared", contents)
    full, small = datasets.load("tiny", "full"), datasets.load("tiny")
    assert np.bincount(small.train.labels).tolist() == [4, 4, 4]
    assert np.bincount(small.test.labels).tolist() == [2, 2, 2]
    # Labels run 0, 1, 2, 0, …, so the first four of each class are the first twelve images.
    np.testing.assert_array_equal(small.train.images, full.train.images[:12])


def test_first_of_each_keeps_the_canonical_order():
    labels = np.array([1, 1, 0, 1, 0, 0, 1])
    assert first_of_each(labels, 2, 2).tolist() == [0, 1, 2, 4]


@pytest.mark.parametrize("place", PLACES)
def test_a_truncated_file_placed_by_hand_is_refused_by_its_path(tiny, contents, tmp_path, place):
    folder = place_folder(tmp_path / place, contents)
    (folder / "data_batch_2.bin").write_bytes(contents["data_batch_2.bin"][:-1000])
    for call in (lambda: datasets.load("tiny", "full"), lambda: datasets.fetch("tiny")):
        with pytest.raises(ValueError, match=r"data_batch_2\.bin is cut short, altered .* MD5"):
            call()


@pytest.mark.parametrize("place", PLACES)
def test_one_altered_byte_is_noticed(tiny, contents, tmp_path, place):
    altered = bytearray(contents["test_batch.bin"])
    altered[5000] ^= 1
    place_folder(tmp_path / place, contents | {"test_batch.bin": bytes(altered)})
    with pytest.raises(ValueError, match=r"test_batch\.bin is cut short, altered"):
        datasets.load("tiny", "full")


@pytest.mark.parametrize("place", PLACES)
def test_a_missing_file_is_named(tiny, contents, tmp_path, place):
    (place_folder(tmp_path / place, contents) / "data_batch_1.bin").unlink()
    with pytest.raises(ValueError, match=r"has no data_batch_1\.bin; delete it"):
        datasets.load("tiny", "full")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("wrong", ["half", "web page", "empty", "another archive", "other images"])
def test_a_wrong_archive_placed_by_hand_is_refused_by_its_path(
    tiny, contents, tmp_path, place, wrong
):
    whole = packed(contents)
    content = {
        "half": whole[: len(whole) // 2],
        "web page": b"<html>please log in</html>",
        "empty": b"",
        "another archive": packed({"readme.txt": b"hello"}),
        "other images": packed(contents | {"test_batch.bin": records([0, 1, 2, 0, 1, 2], 99)}),
    }[wrong]
    (tmp_path / place).mkdir(exist_ok=True)
    (tmp_path / place / tiny.archive).write_bytes(content)
    with pytest.raises(ValueError, match=rf"{tiny.archive}.*delete .*then put {tiny.archive}"):
        datasets.load("tiny", "full")
    assert [path.name for path in (tmp_path / place).iterdir()] == [tiny.archive]


HUGE = 3_000_000_000  # bytes


@pytest.mark.parametrize(
    ("name", "limit"), [("test_batch.bin", 30_730_000), ("more.bin", 1_000_000)]
)
def test_a_huge_member_of_an_archive_is_refused_by_its_declared_size(tiny, tmp_path, name, limit):
    """Nothing of it is there to be unpacked: its header is enough."""
    header = tarfile.TarInfo(f"{tiny.folder}/{name}")
    header.size = HUGE
    (tmp_path / "shared" / tiny.archive).write_bytes(gzip.compress(header.tobuf()))
    with pytest.raises(ValueError, match=rf"{name} is another file: .* more than {limit:,};"):
        datasets.load("tiny", "full")


def test_a_huge_file_in_the_folder_is_refused_before_it_is_read(tiny, contents, tmp_path):
    folder = place_folder(tmp_path / "shared", contents)
    os.truncate(folder / "data_batch_1.bin", HUGE)  # sparse: it takes no space on the disk
    with pytest.raises(ValueError, match=r"data_batch_1\.bin is another file: .* 3,000,000,000"):
        datasets.load("tiny", "full")


@pytest.fixture
def nobody():
    """The rights of a user without any, also where the tests run as root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


@pytest.fixture
def closed(request):
    """A shared folder with cifar10/ in it, one of whose parts nobody may read."""
    shared = Path(tempfile.mkdtemp(prefix="closed-"))  # tmp_path is closed to other users anyway
    folder = shared / "cifar10" / "cifar-10-batches-bin"
    folder.mkdir(parents=True)
    (folder / "test_batch.bin").write_bytes(b"")
    (shared / "cifar10" / "small.json").write_text("{}")
    shared.chmod(0o755)
    part = shared / request.param
    part.chmod(0)
    request.getfixturevalue("nobody")
    yield shared
    os.seteuid(os.getuid())
    part.chmod(0o755)
    shutil.rmtree(shared)


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A process that has not warned yet, with an empty cache."""
    lookup.warn_once.cache_clear()
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("closed", [".", "cifar10", "cifar10/small.json"], indirect=True)
def test_an_unreadable_course_data_is_said_and_what_ships_is_used(fresh, closed, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(closed))
    monkeypatch.setenv("COURSE_CACHE", "/nowhere")
    with pytest.warns(UserWarning, match=rf"{closed}.* cannot be read \(Permission denied\)"):
        assert datasets.load("cifar10").source.startswith("shipped with the course")


@pytest.mark.parametrize("closed", ["cifar10/cifar-10-batches-bin/test_batch.bin"], indirect=True)
def test_an_unreadable_canonical_file_is_passed_over(fresh, closed, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(closed))
    monkeypatch.setenv("COURSE_CACHE", "/nowhere")
    with pytest.warns(UserWarning, match=r"test_batch\.bin cannot be read .*, so"):
        assert datasets.locate("cifar10", "full") is None


@pytest.mark.parametrize(
    ("what", "reason"), [("missing", "No such file or directory"), ("file", "Not a directory")]
)
def test_a_course_data_that_is_no_folder_is_said_once(fresh, tmp_path, monkeypatch, what, reason):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / what))
    with pytest.warns(UserWarning) as caught:
        assert datasets.load("cifar10").source.startswith("shipped with the course")
        datasets.load("cifar10")
    (warning,) = caught
    assert str(warning.message) == (
        f"$COURSE_DATA is {tmp_path / what}, which cannot be read ({reason}); what it holds is not "
        f"used: correct or unset COURSE_DATA"
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["cifar-10-python.tar.gz", "cifar-10-batches-py"])
def test_the_pickle_version_is_answered_with_the_one_that_is_needed(tiny, tmp_path, place, name):
    (tmp_path / place).mkdir(exist_ok=True)
    (tmp_path / place / name).write_bytes(b"")
    with pytest.raises(ValueError, match=rf"{name} is the Python version .* {tiny.archive}"):
        datasets.load("tiny", "full")


def test_labels_out_of_range_in_a_canonical_file_are_refused(tiny, tmp_path, monkeypatch):
    wrong = {name: records([3] * count, 1) for name, count in RECORDS.items()}
    files = {name: md5(content) for name, content in wrong.items()}
    monkeypatch.setitem(specs.SPECS, "tiny", replace(tiny, files=files))
    place_folder(tmp_path / "shared", wrong)
    with pytest.raises(ValueError, match="24 train labels lie outside 0–2, the first is 3"):
        datasets.load("tiny", "full")


@pytest.fixture
def small_folder(tiny, contents, tmp_path):
    """Tiles of the tiny set in the shared folder."""
    folder = tmp_path / "shared" / "tiny"
    folder.mkdir(parents=True)
    tiled_images.write(folder, tiny, *tiny.parse(contents))
    return folder


def test_tiles_give_back_every_pixel_and_label(small_folder, tiny, contents):
    loaded = datasets.load("tiny")
    assert loaded.source.startswith("$COURSE_DATA")
    for found, made in zip((loaded.train, loaded.test), tiny.parse(contents), strict=True):
        np.testing.assert_array_equal(found.images, made.images)
        np.testing.assert_array_equal(found.labels, made.labels)


def test_the_command_makes_the_tiles_from_the_full_set(tiny, contents, tmp_path, monkeypatch):
    monkeypatch.setattr(specs, "NAMES", ("tiny",))
    place_folder(tmp_path / "cache", contents)
    tiled_images.main(["tiny", str(tmp_path / "shared" / "tiny")])
    assert datasets.load("tiny").source.startswith("$COURSE_DATA")
    assert len(datasets.load("tiny").train) == 12
    np.testing.assert_array_equal(
        datasets.load("tiny").train.images, datasets.load("tiny", "full").train.images[:12]
    )


def test_tiles_of_several_pictures_keep_their_order(tiny, contents, tmp_path, monkeypatch):
    monkeypatch.setattr(tiled_images, "COLUMNS", 5)
    monkeypatch.setattr(tiled_images, "ROWS", 2)
    made = tiny.parse(contents)
    index = tiled_images.write(tmp_path, tiny, *made)
    assert len(list(tmp_path.glob("train-*.webp"))) == 3  # 10, 10 and 4 images
    np.testing.assert_array_equal(tiled_images.read(index, tiny)[0].images, made[0].images)


def _truncate(path):
    path.write_bytes(path.read_bytes()[:-500])


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: _truncate(folder / "train-1.webp"),
        lambda folder: _truncate(folder / "small.json"),
        lambda folder: (folder / "test-1.webp").unlink(),
        lambda folder: shutil.copy(folder / "test-1.webp", folder / "train-1.webp"),
        lambda folder: (folder / "small.json").write_text("[]"),
        lambda folder: (folder / "small.json").write_text(
            (folder / "small.json").read_text().replace('"labels": [0, 1', '"labels": [1, 1')
        ),
    ],
    ids=["picture cut", "index cut", "picture gone", "pictures swapped", "no index", "label"],
)
def test_damaged_tiles_are_refused_with_what_to_do(small_folder, damage):
    damage(small_folder)
    with pytest.raises(ValueError, match=r"the small Tiny at .* cannot be read .* restore"):
        datasets.load("tiny")
