"""Ledgers: sums that agree with Keras's own count, whatever the model, and what they show."""

import math
import subprocess
import sys

import keras
import pytest
from keras import layers

from helpers import counting
from helpers.counting import ledger
from helpers.networks import build

NETWORKS = ["VGG16", "ResNet50", "InceptionV3", "InceptionResNetV2", "Xception", "MobileNet"]


@pytest.mark.parametrize("name", NETWORKS)
def test_totals_are_those_of_keras(name, application, values):
    model = application(name)
    found = ledger(model)
    assert found.parameters == model.count_params()
    assert found.trainable == sum(math.prod(w.shape) for w in model.trainable_weights)
    assert found.macs == counting.macs(model)
    assert found.activation_bytes == counting.activation_bytes(model)
    assert found.unknown == ()
    for row in found:
        assert row.parameters == row.trainable + row.non_trainable
        if row.formula:
            assert values(row.formula) == {row.parameters}, row.name
    stages = found.by_stage()
    for total in ("parameters", "trainable", "macs", "activation_bytes"):
        assert getattr(stages, total) == getattr(found, total)


def test_a_row_says_what_it_counts(application):
    row = next(row for row in ledger(application("VGG16")) if row.name == "block1_conv2")
    assert (row.kind, row.output_shape, row.stage) == ("Conv2D", (224, 224, 64), "block1")
    assert row.formula == "((3·3)·64 + 1)·64 = 36,928"
    assert row.macs == 224 * 224 * 9 * 64 * 64
    assert row.activation_bytes == 4 * 224 * 224 * 64


class Scale(layers.Layer):
    """A student's own layer, with weights."""

    def build(self, shape):
        self.factor = self.add_weight(shape=(shape[-1], 2), name="factor")
        self.offset = self.add_weight(shape=(), name="offset", trainable=False)

    def call(self, x):
        return x * self.factor[:, 0] + self.offset


def odd_model():
    """Nested, shared, frozen and own layers, and an operation."""
    image = keras.Input((8, 8, 3), name="image")
    inner = keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(4, 3, name="conv"), layers.BatchNormalization()],
        name="inner",
    )
    frozen = layers.Conv2D(4, 1, name="frozen", trainable=False)
    x = inner(image) + inner(image)
    x = frozen(frozen(Scale(name="own")(x)))
    return keras.Model(image, layers.Dense(2, name="classifier")(layers.Flatten(name="flat")(x)))


def test_odd_models_add_up_too():
    model = odd_model()
    found = ledger(model)
    rows = {row.name: row for row in found}
    assert found.parameters == model.count_params() == 112 + 16 + 9 + 20 + 290
    assert found.trainable == 112 + 8 + 8 + 290  # not: statistics 8, offset 1, frozen 20
    assert rows["inner/conv"].formula == "((3·3)·3 + 1)·4 = 112"
    assert rows["inner/conv"].stage == "inner"
    assert rows["inner:2/conv"].formula == "counted at inner/conv"
    assert rows["inner:2/conv"].macs == rows["inner/conv"].macs == 36 * 27 * 4
    assert rows["own"].formula == "factor 4·2 + offset 1 = 9"
    assert rows["own"].macs is None
    assert found.unknown == ("own",)
    assert rows["frozen:2"].parameters == 0
    model.trainable = False
    assert ledger(model).non_trainable == model.count_params()


class Own(keras.Model):
    """A student's model with a call() of its own, and a weight."""

    def __init__(self):
        super().__init__(name="own")
        self.body = keras.Sequential([layers.Conv2D(4, 3, name="conv"), layers.ReLU(name="act")])
        self.head = layers.Dense(2, name="head")
        self.temperature = self.add_weight(shape=(1,), name="temperature")

    def call(self, x):
        return self.head(keras.ops.mean(self.body(x), (1, 2))) * self.temperature


def test_a_model_without_a_graph_is_listed_and_its_macs_are_unknown():
    model = Own()
    with pytest.raises(ValueError, match="not built"):
        ledger(model)
    model(keras.ops.zeros((1, 8, 8, 3)))
    found = ledger(model)
    assert found.parameters == model.count_params() == 112 + 10 + 1
    by_name = {row.name.split("/")[-1]: row for row in found}
    assert by_name["conv"].formula == "((3·3)·3 + 1)·4 = 112"
    assert by_name["conv"].output_shape is None
    assert by_name["own itself"].formula == "temperature 1 = 1"
    assert by_name["act"].macs == 0
    assert counting.macs(model) is None
    assert len(found.unknown) == 3
    assert "MACs unknown, and not in the total: " in found.text()


def test_an_image_of_any_size_has_unknown_macs_until_it_is_given(application):
    model = application("MobileNet", include_top=False)
    assert counting.macs(model) is None
    assert "conv1" in ledger(model).unknown
    whole = application("MobileNet")
    # What include_top leaves off: 1,025,000 parameters, 1,024,000 of them multiplied once.
    found = ledger(model, (224, 224, 3))
    assert found.parameters == whole.count_params() - 1_025_000
    assert found.macs == counting.macs(whole) - 1_024_000


STAGES = {
    "VGG16": "block1 block2 block3 block4 block5 fc1 fc2 predictions",
    "ResNet50": "conv1 pool1 conv2 conv3 conv4 conv5 predictions",
    "InceptionV3": "299×299 149×149 147×147 73×73 71×71 35×35 17×17 8×8 head",
    "MobileNet": "224×224 112×112 56×56 28×28 14×14 7×7 head",
}


@pytest.mark.parametrize("name", STAGES)
def test_stages_of_foreign_networks(name, application):
    stages = [row.name for row in ledger(application(name)).by_stage()]
    assert " ".join(s for s in stages if not s.startswith("input_layer")) == STAGES[name]


def test_stages_of_our_networks():
    """He et al. 2015, §4.2: a stem, three stages of 2n layers with 16, 32 and 64 channels."""
    found = ledger(build("resnet", depth=20)).by_stage()
    assert [row.name for row in found] == [
        "image",
        "stem",
        "stage1",
        "stage2",
        "stage3",
        "classifier",
    ]
    # Six convolutions of 3·3·16·16 and their 4·16 of batch normalisation.
    assert next(row for row in found if row.name == "stage1").parameters == 6 * (2304 + 64)
    assert [row.output_shape for row in found][2:5] == [(32, 32, 16), (16, 16, 32), (8, 8, 64)]


@pytest.mark.parametrize("by_stage", [False, True])
@pytest.mark.parametrize("name", ["VGG16", "InceptionResNetV2", "Xception"])
def test_text_fits_a_terminal(name, by_stage, application):
    found = ledger(application(name))
    text = (found.by_stage() if by_stage else found).text()
    lines = text.splitlines()
    assert max(map(len, lines)) <= 120
    total = next(line for line in lines if line.startswith("total"))
    assert f"{found.parameters:,}" in total
    assert f"{found.macs:,}" in total
    assert not any(line != line.rstrip() for line in lines)


def test_names_that_are_cut_short_stay_apart(application):
    """MobileNetV2 has names of 26 characters, here with the nested model's before them."""
    image = keras.Input((224, 224, 3))
    model = keras.Model(image, application("MobileNetV2", include_top=False)(image))
    found = ledger(model)
    names = [line.split("  ")[0] for line in found.text().splitlines()[2 : 2 + len(found)]]
    assert max(len(row.name) for row in found) > max(map(len, names))
    assert len(set(names)) == len(found)


def test_the_table_in_a_notebook(application):
    found = ledger(application("VGG16"))
    table = found.frame()
    assert table["parameters"].sum() == 138_357_544  # facts of keras.io's table
    assert table["parameters (%)"].sum() == pytest.approx(100)
    page = found._repr_html_()
    assert "138,357,544" in page
    assert "74.3" in page  # 102,764,544 of fc1
    assert page == ledger(application("VGG16"))._repr_html_()
    assert repr(found) == "Ledger(vgg16: 23 rows, 138,357,544 parameters)"


def test_markup_in_a_name_is_shown_and_not_run():
    image = keras.Input((4,))
    page = ledger(keras.Model(image, Scale(name="<script>x")(image)))._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;x" in page


def test_unknown_macs_are_missing_values_in_the_frame():
    table = ledger(odd_model()).frame().set_index("layer")
    assert table["MACs"].isna().sum() == 1
    assert table["MACs"].isna()["own"]


def test_not_a_model():
    with pytest.raises(ValueError, match="Expected a Keras model, not int"):
        ledger(7)


def test_pandas_is_loaded_only_where_a_table_is_shown():
    loaded = "import helpers.counting, sys; print({'keras', 'pandas'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True)
    assert answer.stdout.strip() == "set()"


def test_an_unnamed_classifier_is_not_counted_with_the_network_below_it():
    body = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3, name="conv")], name="body")
    image = keras.Input((8, 8, 3), name="image")
    pooled = layers.GlobalAveragePooling2D()(body(image))
    stages = ledger(keras.Model(image, layers.Dense(2)(pooled))).by_stage()
    assert [(row.name, row.parameters) for row in stages if row.parameters] == [
        ("body", 112),
        ("head", 10),
    ]
