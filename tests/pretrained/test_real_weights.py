"""With the real weights: the networks compute what the files they come from say they compute."""

import json

import numpy as np
import pytest
from keras import ops

from helpers.networks import build
from helpers.pretrained import network, photographs, preprocess, top_k, weights


def images():
    return [photograph.image for photograph in photographs()[:4]]


def run_tfjs(table, numbers, x):
    """What the layers in a TensorFlow.js table make of x, one after another, as the table says."""
    arrays, start = {}, 0
    for weight in table["weightsManifest"][0]["weights"]:
        count = int(np.prod(weight["shape"]))
        arrays[weight["name"]] = np.frombuffer(numbers, "<f4", count, start).reshape(
            weight["shape"]
        )
        start += 4 * count
    values = {}
    for layer in table["modelTopology"]["model_config"]["config"]["layers"]:
        setting, name, kind = layer["config"], layer["name"], layer["class_name"]
        came = [values[source[0]] for node in layer["inbound_nodes"] for source in node]

        def held(what, name=name):
            return arrays[f"{name}/{what}"]

        if kind == "InputLayer":
            y = x
        elif kind == "ZeroPadding2D":
            y = ops.pad(came[0], [[0, 0], *setting["padding"], [0, 0]])
        elif kind == "Conv2D":
            y = ops.conv(came[0], held("kernel"), setting["strides"], setting["padding"])
            y = y + held("bias")
        elif kind == "BatchNormalization":
            y = (came[0] - held("moving_mean")) / np.sqrt(
                held("moving_variance") + setting["epsilon"]
            ) * held("gamma") + held("beta")
        elif kind == "Activation":
            y = ops.relu(came[0])
        elif kind == "MaxPooling2D":
            y = ops.max_pool(came[0], setting["pool_size"], setting["strides"], setting["padding"])
        elif kind == "Add":
            y = came[0] + came[1]
        elif kind == "GlobalAveragePooling2D":
            y = ops.mean(came[0], axis=(1, 2))
        else:
            y = ops.softmax(came[0] @ held("kernel") + held("bias"))
        values[name] = y
    return np.asarray(y)


@pytest.mark.parametrize("real", ["resnet50"], indirect=True)
def test_resnet50_computes_what_the_packages_own_table_of_layers_does(real):
    found = weights(real)
    if found.form.kind != "tfjs":
        pytest.skip("the weights on this machine are Keras's own file")
    table, numbers = (path.read_bytes() for path in found.files)
    pixels = preprocess(images(), "caffe")
    expected = run_tfjs(json.loads(table), numbers, pixels)
    np.testing.assert_allclose(network(real).predict_on_batch(pixels), expected, atol=1e-5)


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated")
@pytest.mark.parametrize("real", ["mobilenet"], indirect=True)
def test_mobilenet_computes_what_tensorflow_lite_does(real):
    """Its class 0, "background", is left out there and the others are made to sum to 1."""
    found = weights(real)
    if found.form.kind != "tflite":
        pytest.skip("the weights on this machine are Keras's own file")
    lite = pytest.importorskip("tensorflow").lite
    reference = lite.Interpreter(str(found.files[0]))
    reference.allocate_tensors()
    goes_in, comes_out = reference.get_input_details()[0], reference.get_output_details()[0]
    pixels, expected = preprocess(images(), "tf"), []
    for image in pixels:
        reference.set_tensor(goes_in["index"], image[None])
        reference.invoke()
        expected.append(reference.get_tensor(comes_out["index"])[0, 1:])
    expected = np.array(expected) / np.sum(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(network(real).predict_on_batch(pixels), expected, atol=1e-5)


@pytest.mark.parametrize("real", ["resnet50", "mobilenet"], indirect=True)
def test_our_own_network_with_these_weights_says_the_same(real):
    from helpers.networks import load_keras_weights

    ours = build(real)
    load_keras_weights(ours, network(real))
    for mine, keras in zip(top_k(ours, images()), top_k(real, images()), strict=True):
        assert [p.label for p in mine] == [p.label for p in keras]
        assert [p.probability for p in mine] == pytest.approx(
            [p.probability for p in keras], abs=1e-5
        )
