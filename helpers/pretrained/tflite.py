"""MobileNet V1 as TensorFlow Lite keeps it: a FlatBuffer of tensors with names.

Only what its weights need of TensorFlow Lite's schema (version 3) is read here: tensors are
found through tables whose fields have numbers. Kernels are (out, height, width, in).
"""

import re

import numpy as np
from flatbuffers import encode, number_types
from flatbuffers.table import Table

MODEL_SUBGRAPHS, MODEL_BUFFERS = 2, 4  # fields of the schema's tables
SUBGRAPH_TENSORS = 0
TENSOR_SHAPE, TENSOR_BUFFER, TENSOR_NAME = 0, 2, 3
BUFFER_DATA = 0
EPSILON = 1e-3  # of batch normalisation in keras.applications.MobileNet
LAYER = re.compile(r".*/Conv2d_(\d+(?:c_1x1)?)(?:_(depthwise|pointwise))?/")


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


def read(content):
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
            found[f"{layer}_bn"] = {"gamma": ones, "beta": array, "moving_mean": 0 * ones,
                           "moving_variance": ones * np.float32(1 - EPSILON)}  # fmt: skip
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
