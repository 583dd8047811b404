"""Files that are damaged in any way: what is in them, or one sentence; nothing else."""

import json

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junk import ANYTHING, JSON, cut_or_flipped, damaged, one_sentence

from helpers import datasets
from helpers.datasets import annotated, cifar
from helpers.datasets.annotated import common_objects
from helpers.networks import build, load_keras_weights
from helpers.paths import SHIPPED
from helpers.widgets.uploaded_picture import pixels

RECORD = bytes(range(256)) * 12 + b"\x01"
PHOTOGRAPH = (SHIPPED / "photographs" / "loafer.jpg").read_bytes()[:3000]
INSTANCES = json.loads((SHIPPED / "annotated" / "instances.json").read_text(encoding="utf-8"))


def read_or_refused(function, *values):
    """What the function gives, or None if it refuses in one sentence."""
    try:
        return function(*values)
    except ValueError as error:
        assert one_sentence(error), error
        return None


@given(st.binary(max_size=200) | cut_or_flipped(RECORD) | st.integers(1, 3).map(RECORD.__mul__))
def test_records_of_cifar(content):
    found = read_or_refused(cifar.parse_records, content)
    whole = len(content) > 0 and len(content) % 3073 == 0
    assert (found is not None) == whole
    if whole:
        assert found[0].shape == (len(content) // 3073, 32, 32, 3)


@given(st.lists(st.floats() | st.integers(-50, 50), max_size=10) | JSON)
def test_polygons(points):
    found = read_or_refused(common_objects.polygon, points, 8, 8)
    assert found is None or (found.shape, found.dtype) == ((8, 8), bool)


@given(JSON | st.lists(st.integers(-2, 70), max_size=6))
def test_run_lengths(counts):
    found = read_or_refused(common_objects.runs, counts, 8, 8)
    assert found is None or (found.shape, int(found.sum())) == ((8, 8), sum(counts[1::2]))


@given(st.sampled_from([INSTANCES]).flatmap(damaged) | JSON, st.just(1) | ANYTHING)
def test_instances_of_coco(tmp_path_factory, content, image):
    file = tmp_path_factory.mktemp("coco") / "instances.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    read_or_refused(annotated.coco, file, image, SHIPPED / "annotated")


@given(st.binary(max_size=200) | cut_or_flipped(PHOTOGRAPH))
def test_pictures_that_somebody_uploads(content):
    found = read_or_refused(pixels, content, "photo.jpg")
    assert found is None or (found.ndim, found.dtype) == (3, np.uint8)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A small network and its file in Keras's format."""
    model = build("mobilenet", 3, (32, 32, 3), width=0.0625)
    twin = keras.applications.MobileNet((32, 32, 3), alpha=0.0625, weights=None, classes=3)
    path = tmp_path_factory.mktemp("weights") / "mobilenet.weights.h5"
    twin.save_weights(path)
    return model, path


@settings(max_examples=15)
@given(st.data())
def test_weight_files_that_are_damaged_change_nothing(weights, data):
    model, path = weights
    content = path.read_bytes()
    place = data.draw(st.integers(0, 4000))  # the structure, not the numbers
    other = bytearray(content)
    other[place : place + 4] = data.draw(st.binary(min_size=4, max_size=4))
    damaged_file = path.with_name("damaged.weights.h5")
    damaged_file.write_bytes(bytes(other[: data.draw(st.integers(1, len(other)))]))
    before = [weight.numpy().copy() for weight in model.weights[:3]]
    if read_or_refused(load_keras_weights, model, damaged_file) is None:
        after = [weight.numpy() for weight in model.weights[:3]]
        assert all(map(np.array_equal, before, after))


@given(ANYTHING, ANYTHING)
def test_names_of_image_sets(name, size):
    read_or_refused(datasets.load, name, size)
