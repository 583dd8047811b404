"""The table of pretrained networks against Keras's own source, its documentation, and itself."""

import importlib
import inspect
import re

import keras
import numpy as np
import pytest

from helpers.networks import CATALOG
from helpers.pretrained import PRETRAINED, preprocess

# keras.io/api/applications, its table: name -> top-1, top-5 in %, parameters in millions.
PRINTED = {
    "Xception": (79.0, 94.5, 22.9),
    "VGG16": (71.3, 90.1, 138.4),
    "VGG19": (71.3, 90.0, 143.7),
    "ResNet50": (74.9, 92.1, 25.6),
    "ResNet50V2": (76.0, 93.0, 25.6),
    "ResNet101": (76.4, 92.8, 44.7),
    "ResNet101V2": (77.2, 93.8, 44.7),
    "ResNet152": (76.6, 93.1, 60.4),
    "ResNet152V2": (78.0, 94.2, 60.4),
    "InceptionV3": (77.9, 93.7, 23.9),
    "InceptionResNetV2": (80.3, 95.3, 55.9),
    "MobileNet": (70.4, 89.5, 4.3),
    "MobileNetV2": (71.3, 90.1, 3.5),
    "DenseNet121": (75.0, 92.3, 8.1),
    "DenseNet169": (76.2, 93.2, 14.3),
    "DenseNet201": (77.3, 93.6, 20.2),
    "NASNetMobile": (74.4, 91.9, 5.3),
    "NASNetLarge": (82.5, 96.0, 88.9),
    "EfficientNetB0": (77.1, 93.3, 5.3),
    "EfficientNetB1": (79.1, 94.4, 7.9),
    "EfficientNetB2": (80.1, 94.9, 9.2),
    "EfficientNetB3": (81.6, 95.7, 12.3),
    "EfficientNetB4": (82.9, 96.4, 19.5),
    "EfficientNetB5": (83.6, 96.7, 30.6),
    "EfficientNetB6": (84.0, 96.8, 43.3),
    "EfficientNetB7": (84.3, 97.0, 66.7),
    "EfficientNetV2B0": (78.7, 94.3, 7.2),
    "EfficientNetV2B1": (79.8, 95.0, 8.2),
    "EfficientNetV2B2": (80.5, 95.1, 10.2),
    "EfficientNetV2B3": (82.0, 95.8, 14.5),
    "EfficientNetV2S": (83.9, 96.7, 21.6),
    "EfficientNetV2M": (85.3, 97.4, 54.4),
    "EfficientNetV2L": (85.7, 97.5, 119.0),
    # No top-5 is printed. The same top-1, to three decimals, stands in the pull request that
    # brought them into Keras (keras-team/keras #16421): 81.312, 82.392, 85.364, 86.36, 86.732.
    "ConvNeXtTiny": (81.3, None, 28.6),
    "ConvNeXtSmall": (82.3, None, 50.2),
    "ConvNeXtBase": (85.3, None, 88.5),
    "ConvNeXtLarge": (86.3, None, 197.7),
    "ConvNeXtXLarge": (86.7, None, 350.1),
}
MODULES = {  # the start of a name -> where Keras defines it and its preprocessing; longest first
    "resnet50_v2": "resnet_v2",
    "resnet101_v2": "resnet_v2",
    "resnet152_v2": "resnet_v2",
    "resnet": "resnet",
    "efficientnet_v2": "efficientnet_v2",
    "efficientnet": "efficientnet",
    "mobilenet_v2": "mobilenet_v2",
    "mobilenet_v3": "mobilenet_v3",
    "densenet": "densenet",
    "nasnet": "nasnet",
    "convnext": "convnext",
}
ENTRIES = list(PRETRAINED.values())


def module_of(entry):
    name = next((m for start, m in MODULES.items() if entry.name.startswith(start)), entry.name)
    return importlib.import_module(f"keras.src.applications.{name}")


def by_name(entry):
    return entry.name


@pytest.mark.parametrize("entry", ENTRIES, ids=by_name)
def test_file_and_digest_are_those_of_kerass_source(entry):
    module = module_of(entry)
    # ResNet V2 is built, and its weights are fetched, by the module of ResNet.
    source = inspect.getsource(module) + inspect.getsource(
        importlib.import_module("keras.src.applications.resnet")
    )
    assert entry.digest is None or f'"{entry.digest}"' in source
    joined = re.sub(r'"\s*\n?\s*"', "", source)  # long addresses are written in two pieces
    assert f"{entry.address}/" in joined


def test_the_two_files_without_a_digest_are_those_for_which_keras_gives_none():
    bare = {entry.name for entry in ENTRIES if entry.digest is None}
    assert bare == {"mobilenet", "mobilenet_v2"}
    for name in bare:
        assert "file_hash" not in inspect.getsource(module_of(PRETRAINED[name]))


@pytest.mark.parametrize("name", ["resnet50", "mobilenet"])
def test_keras_itself_asks_for_that_file_at_that_address(name, monkeypatch):
    """Keras builds the network and is stopped where it would download."""
    entry, asked = PRETRAINED[name], []

    class Stop(Exception):
        pass

    def get_file(fname, origin, *, file_hash=None, **_):
        asked.append((origin, file_hash))
        raise Stop

    monkeypatch.setattr(module_of(entry).file_utils, "get_file", get_file)
    with pytest.raises(Stop):
        getattr(keras.applications, entry.keras)()
    assert asked == [(f"{entry.address}/{entry.file}", entry.digest)]


@pytest.mark.parametrize("entry", ENTRIES, ids=by_name)
def test_accuracies_and_counts_are_those_printed(entry):
    if entry.keras.startswith("MobileNetV3"):
        # The table in the docstring of MobileNetV3: "| 5.4 | 75.6 |", "| 2.9 | 68.1 |".
        kind = entry.name.removeprefix("mobilenet_v3_")
        row = f"mobilenet_v3_{kind}_1.0_224"
        line = next(x for x in inspect.getsource(module_of(entry)).splitlines() if row in x)
        assert entry.top1 == float(line.split("|")[4]) and entry.top5 is None
        return
    top1, top5, millions = PRINTED[entry.keras]
    assert (entry.top1, entry.top5) == (top1, top5)
    assert abs(entry.parameters / 1e6 - millions) <= 0.1  # some are cut, not rounded


@pytest.mark.parametrize("name", ["mobilenet", "mobilenet_v3_small"])
def test_the_count_is_kerass(name):
    model = getattr(keras.applications, PRETRAINED[name].keras)(weights=None)
    assert model.count_params() == PRETRAINED[name].parameters
    assert model.input_shape[1] in (None, PRETRAINED[name].size)


def test_the_lectures_networks_are_among_them():
    assert {name for name, entry in CATALOG.items() if entry.keras} <= set(PRETRAINED)


@pytest.mark.parametrize("entry", ENTRIES, ids=by_name)
def test_the_convention_is_kerass(entry):
    """Our scaling and keras.applications' preprocess_input give the same numbers."""
    images = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), np.uint8)
    expected = module_of(entry).preprocess_input(images.astype("float32"))
    ours = preprocess(images, entry.convention, size=32, crop=1)
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-5)
