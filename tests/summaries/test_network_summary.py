"""Descriptions of models, and the published counts beside them."""

import json

import keras
import pytest
from keras import layers

from helpers import summaries
from helpers.counting import build_shapes_only
from helpers.networks import CATALOG, Published, build
from helpers.summaries.published import Comparison, counted, value


@pytest.fixture(scope="module")
def small():
    return summaries.summarize(build_shapes_only(build, "resnet", depth=8, width=4))


def test_a_description_survives_json(small):
    again = json.loads(json.dumps(small.to_json()))
    assert summaries.NetworkSummary.from_json(again) == small


@pytest.mark.parametrize("lost", ["stages", "macs", "depths"])
def test_a_record_that_lacks_something_is_refused(small, lost):
    record = small.to_json()
    del record[lost]
    with pytest.raises(ValueError, match="no summary of a network"):
        summaries.NetworkSummary.from_json(record)


def test_options_are_those_that_are_not_the_defaults(small):
    assert (small.network, small.options) == ("resnet", {"depth": 8, "width": 4})
    assert summaries.summarize(build_shapes_only(build, "resnet")).options == {}


def test_stages_and_overview_have_the_same_sums(small):
    for rows in (small.stages, small.overview):
        assert sum(row.parameters for row in rows) == small.parameters
        assert sum(row.macs for row in rows) == small.macs
    names = [stage.name for stage in small.stages if stage.parameters]
    assert names == ["stem", "stage1", "stage2", "stage3", "classifier"]


def test_a_students_own_model_is_described():
    model = keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)],
        name="mine",
    )
    own = summaries.summarize(model)
    assert (own.network, own.options, own.input_shape) == ("mine", {}, (8, 8, 3))
    assert (own.trainable, own.convolution_biases) == (model.count_params(), 4)
    assert summaries.compare([own]) == []


def test_what_a_published_count_takes_in():
    # ResNet-50, three counts of one network (Keras's summary, and torchvision's without biases).
    summary = summaries.read("resnet50")
    assert counted(summary, "all") == 25_636_712
    assert counted(summary, "trainable") == 25_583_592
    assert counted(summary, "trainable, no convolution bias") == 25_557_032
    with pytest.raises(ValueError, match="counted is 'some'; choose one of: all; trainable"):
        counted(summary, "some")


@pytest.mark.parametrize(
    ("printed", "computed", "verdict"),
    [
        (1000, 1000, "agrees"),
        (1000, 1001, "0.1 % more computed"),
        ("0.27M", 269_722, "agrees, rounded"),
        ("1.7M", 1_727_962, "agrees, rounded"),
        ("60M", 60_965_224, "agrees, digits cut off"),
        ("60M", 62_378_344, "4 % more computed"),
        ("19.4M", 19_310_000, "0.46 % fewer computed"),
        ("500K", 500_400, "agrees, rounded"),
    ],
)
def test_verdicts(printed, computed, verdict):
    comparison = Comparison(Published(printed, "a paper"), computed)
    assert comparison.verdict == verdict
    assert comparison.agrees == verdict.startswith("agrees")


@pytest.mark.parametrize("bad", ["about 60M", "60 M", "1.2.3M", "M"])
def test_a_count_that_cannot_be_read_is_refused(bad):
    with pytest.raises(ValueError, match=r"write it like 60M or 0\.27M"):
        value(bad)


@pytest.mark.parametrize("name", summaries.names())
def test_computed_counts_are_the_published_ones(name):
    comparisons = summaries.compare(summaries.read_all(name))
    assert len(comparisons) == len(CATALOG[name].published), "a published variant is missing"
    assert [(c.published.source, c.verdict) for c in comparisons if not c.agrees] == []


@pytest.mark.parametrize("name", summaries.names())
def test_computed_depths_are_the_published_ones(name):
    expected, found = CATALOG[name].depths, summaries.read(name).depths
    if expected is not None:
        assert found.path == expected.path
        assert expected.weighted in (None, found.weighted)
        assert expected.layers in (None, found.layers)
