"""The two foreign formats, read from small files in them that are made here."""

import json

import flatbuffers
import keras
import numpy as np
import pytest

from helpers.pretrained import npm_readers


@pytest.fixture(scope="module")
def resnet50():
    return keras.applications.ResNet50(weights=None)


def old_names():
    """The layers with weights of the Caffe model: 3, 4, 6 and 3 blocks (He et al., Table 1)."""
    yield from ("conv1", "bn_conv1", "fc1000")
    for stage, blocks in ((2, "abc"), (3, "abcd"), (4, "abcdef"), (5, "abc")):
        for block in blocks:
            for branch in ("1", "2a", "2b", "2c") if block == "a" else ("2a", "2b", "2c"):
                yield f"res{stage}{block}_branch{branch}"
                yield f"bn{stage}{block}_branch{branch}"


def test_every_layer_of_resnet50_gets_the_name_that_keras_gives_it(resnet50):
    todays = {npm_readers.todays_name(name) for name in old_names()}
    assert todays == {layer.name for layer in resnet50.layers if layer.weights}


def test_weights_are_cut_from_the_numbers_in_the_tables_order():
    table = {
        "modelTopology": {
            "model_config": {
                "config": {
                    "layers": [
                        {"name": "fc1000", "config": {}},
                        {"name": "bn3b_branch2c", "config": {"epsilon": 0.001}},
                    ]
                }
            }
        },
        "weightsManifest": [
            {
                "weights": [
                    {"name": "fc1000/kernel", "shape": [2, 3], "dtype": "float32"},
                    {"name": "bn3b_branch2c/moving_variance", "shape": [2], "dtype": "float32"},
                ]
            }
        ],
    }
    numbers = np.arange(8, dtype="<f4").tobytes()
    found = npm_readers.read_tfjs(json.dumps(table).encode(), numbers)
    assert found["predictions"]["kernel"].tolist() == [[0, 1, 2], [3, 4, 5]]
    variance = found["conv3_block2_3_bn"]["moving_variance"]
    # Keras 3's layer adds 1.001e-5 under the root where the old one added 1e-3.
    assert variance + 1.001e-5 == pytest.approx(np.array([6, 7]) + 1e-3, abs=1e-6)


def test_the_old_epsilon_is_that_which_kerass_layer_has_today(resnet50):
    assert resnet50.get_layer("conv3_block2_3_bn").epsilon == npm_readers.TFJS_EPSILON
    mobilenet = keras.applications.MobileNet(weights=None)
    assert mobilenet.get_layer("conv_pw_3_bn").epsilon == npm_readers.TFLITE_EPSILON


def flatbuffer(tensors):
    """A TensorFlow Lite file with these {name: array}, written by FlatBuffers' own builder."""
    build = flatbuffers.Builder(0)

    def vector(offsets):
        build.StartVector(4, len(offsets), 4)
        for offset in reversed(offsets):
            build.PrependUOffsetTRelative(offset)
        return build.EndVector()

    def table(size, **fields):
        build.StartObject(size)
        for slot, (kind, value) in fields.items():
            if kind == "offset":
                build.PrependUOffsetTRelativeSlot(int(slot[1:]), value, 0)
            else:
                build.PrependUint32Slot(int(slot[1:]), value, 0)
        return build.EndObject()

    buffers, rows = [table(1)], []
    for name, array in tensors.items():
        data = build.CreateNumpyVector(np.frombuffer(array.astype("<f4").tobytes(), np.uint8))
        buffers.append(table(1, f0=("offset", data)))
        shape = build.CreateNumpyVector(np.array(array.shape, np.int32))
        text = build.CreateString(name)
        rows.append(
            table(8, f0=("offset", shape), f2=("number", len(buffers) - 1), f3=("offset", text))
        )
    graph = table(5, f0=("offset", vector(rows)))
    model = table(5, f2=("offset", vector([graph])), f4=("offset", vector(buffers)))
    build.Finish(model, file_identifier=b"TFL3")
    return bytes(build.Output())


def test_tensors_of_a_flatbuffer_are_found_by_name():
    arrays = {
        "MobilenetV1/Conv2d_0/weights": np.arange(24.0).reshape(2, 2, 2, 3),
        "MobilenetV1/MobilenetV1/Conv2d_7_depthwise/depthwise_bias": np.arange(4.0),
        "MobilenetV1/Predictions/Reshape/shape": np.arange(2.0),
    }
    found = npm_readers.tensors(flatbuffer(arrays))
    assert set(found) == set(list(arrays)[:2])
    for name, array in found.items():
        np.testing.assert_array_equal(array, arrays[name])


def test_mobilenets_tensors_become_kerass_weights():
    rng = np.random.default_rng(0)
    kernel, bias = rng.random((4, 3, 3, 2)), rng.random(4)
    depthwise, classes = rng.random((1, 3, 3, 5)), rng.random((1001, 1, 1, 6))
    found = npm_readers.read_tflite(
        flatbuffer(
            {
                "MobilenetV1/Conv2d_0/weights": kernel,
                "MobilenetV1/MobilenetV1/Conv2d_0/convolution_bias": bias,
                "MobilenetV1/Conv2d_12_depthwise/depthwise_weights": depthwise,
                "MobilenetV1/Logits/Conv2d_1c_1x1/weights": classes,
                "MobilenetV1/Logits/Conv2d_1c_1x1/convolution_bias": np.arange(1001.0),
            }
        )
    )
    assert set(found) == {"conv1", "conv1_bn", "conv_dw_12", "conv_preds"}
    assert found["conv1"]["kernel"][2, 0, 1, 3] == np.float32(kernel[3, 2, 0, 1])
    assert found["conv_dw_12"]["kernel"][0, 2, 4, 0] == np.float32(depthwise[0, 0, 2, 4])
    # Class 0 of the file is "background": our class 0 is its class 1.
    assert found["conv_preds"]["kernel"].shape == (1, 1, 6, 1000)
    assert found["conv_preds"]["kernel"][0, 0, 5, 0] == np.float32(classes[1, 0, 0, 5])
    assert found["conv_preds"]["bias"][[0, -1]].tolist() == [1, 1000]
    norm = keras.layers.BatchNormalization(epsilon=npm_readers.TFLITE_EPSILON)
    norm.build((None, 4))
    norm.set_weights([found["conv1_bn"][w.name] for w in norm.weights])
    x = rng.random((3, 4), np.float32)
    np.testing.assert_allclose(np.asarray(norm(x)), x + bias, rtol=1e-5)
