"""MACs against published figures, and against the products in the graph that TensorFlow traces."""

import math

import keras
import pytest
import tensorflow as tf
from keras import layers

from helpers.counting import build_shapes_only, ledger, macs

PRINTED = {
    "MobileNet": (568.5e6, 569.5e6),  # "569": Howard et al. 2017, arXiv:1704.04861, Tables 4 and 8
    "VGG16": (15.465e9, 15.475e9),  # 15.47: torchvision, models/vgg.py, _ops of VGG16_Weights
    # He et al. 2015, arXiv:1512.03385, Table 1: 3.8e9, 7.6e9, 11.3e9 multiply-adds. The first is
    # 3.858e9 by hand as well, which one would have rounded to 3.9.
    "ResNet50": (3.8e9, 3.9e9),
    "ResNet101": (7.55e9, 7.65e9),
    "ResNet152": (11.25e9, 11.35e9),
}


@pytest.mark.parametrize("name", PRINTED)
def test_published_macs(name, application):
    low, high = PRINTED[name]
    assert low <= macs(application(name)) < high


def resnet50_of_torchvision():
    """ResNet-50 with the stride of a stage in its first 3×3 convolution, not in the 1×1 before."""
    x = image = keras.Input((224, 224, 3))
    x = layers.Conv2D(64, 7, 2, "same")(x)
    x = layers.MaxPooling2D(3, 2, "same")(x)
    for width, blocks, first in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            stride = 1 if block else first
            y = layers.Conv2D(width, 1)(x)
            y = layers.Conv2D(width, 3, stride, "same")(y)
            y = layers.Conv2D(4 * width, 1)(y)
            x = layers.Add()([x if block else layers.Conv2D(4 * width, 1, stride)(x), y])
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(1000)(x))


def test_where_the_stride_stands_makes_resnet50_dearer():
    # 4.089: torchvision, models/resnet.py, _ops of ResNet50_Weights.IMAGENET1K_V1.
    assert round(macs(build_shapes_only(resnet50_of_torchvision)) / 1e9, 3) == 4.089


def student_model():
    """A shared nested model, a layer called twice, a dense layer on maps, a transposed one."""
    image = keras.Input((12, 10, 3))
    eye = keras.Input((None, None, 3))
    eye = keras.Model(eye, layers.SeparableConv2D(6, 3, 2, depth_multiplier=2)(eye), name="eye")
    same = layers.Conv2D(6, (1, 3), padding="same", name="same")
    x = same(same(eye(image)))
    small = eye(layers.Cropping2D(2)(image))
    small = layers.Conv2DTranspose(4, 3, 2, "same", name="up")(small)
    x = layers.DepthwiseConv2D(3, 2, "same")(layers.Dense(5, name="per_pixel")(x))
    both = layers.Concatenate()([layers.Flatten()(x), layers.Flatten()(small)])
    return keras.Model(image, layers.Dense(7)(both))


def traced_macs(model):
    """MACs of the convolutions and matrix products that TensorFlow runs for one image."""
    spec = tf.TensorSpec((1, *model.input_shape[1:]))
    function = tf.function(lambda x: model(x, training=False)).get_concrete_function(spec)
    total = 0
    for op in function.graph.get_operations():
        if op.type == "Conv2D":
            *kernel, inputs, _ = op.inputs[1].shape
            total += math.prod(op.outputs[0].shape) * math.prod(kernel) * inputs
        elif op.type == "DepthwiseConv2dNative":
            total += math.prod(op.outputs[0].shape) * math.prod(op.inputs[1].shape[:2])
        elif (
            op.type == "Conv2DBackpropInput"
        ):  # the transposed convolution: gradients are its input
            total += math.prod(op.inputs[2].shape[:3]) * math.prod(op.inputs[1].shape)
        elif op.type == "MatMul":
            total += math.prod(op.inputs[0].shape) * op.inputs[1].shape[1]
        else:
            assert not {"Einsum", "BatchMatMulV2", "PartitionedCall"} & {op.type}
    return total


@pytest.mark.parametrize("name", ["ResNet50", "MobileNet", "Xception", "VGG16"])
def test_macs_are_those_that_tensorflow_traces(name, application):
    real = getattr(keras.applications, name)(weights=None)
    assert macs(application(name)) == traced_macs(real)


def test_macs_of_a_students_model():
    model = student_model()
    found = ledger(model)
    assert found.unknown == ()
    assert found.macs == macs(model) == traced_macs(model)
    calls = {row.name: row.macs for row in found if row.kind == "Conv2D"}
    assert calls == {"same": 5 * 4 * 3 * 6 * 6, "same:2": 5 * 4 * 3 * 6 * 6}


def made(layer, *shape):
    """A model of one layer."""
    image = keras.Input(shape)
    return keras.Model(image, layer(image))


# Output positions times kernel, by hand; a transposed convolution: input positions.
SINGLE = [
    (lambda: made(layers.Conv1D(4, 3), 10, 2), 8 * 3 * 2 * 4),
    (lambda: made(layers.Conv3D(4, 3), 5, 6, 7, 2), 3 * 4 * 5 * 27 * 2 * 4),
    (lambda: made(layers.Conv2D(4, 3, groups=2), 8, 8, 6), 6 * 6 * 9 * 3 * 4),
    (lambda: made(layers.Conv2D(4, 3, data_format="channels_first"), 6, 8, 9), 6 * 7 * 9 * 6 * 4),
    (lambda: made(layers.Conv2DTranspose(4, 3, 2), 5, 6, 2), 5 * 6 * 9 * 2 * 4),
    (lambda: made(layers.DepthwiseConv2D((1, 7), depth_multiplier=2), 8, 8, 3), 8 * 2 * 7 * 3 * 2),
    (lambda: made(layers.Dense(4), 8, 9, 3), 8 * 9 * 3 * 4),
    (lambda: made(layers.Embedding(10, 4), 6), 0),
    (lambda: made(layers.RandomFlip(), 8, 8, 3), 0),
    (lambda: made(layers.LSTM(4), 6, 3), None),
    (lambda: made(layers.TimeDistributed(layers.Dense(4)), 6, 3), None),
    (lambda: made(layers.Lambda(lambda x: x @ x), 6, 6), None),
]


@pytest.mark.parametrize(("model", "by_hand"), SINGLE)
def test_macs_of_single_layers_by_hand(model, by_hand):
    model = build_shapes_only(model)
    assert macs(model) == by_hand
    found = ledger(model)
    assert found.parameters == model.count_params()
    assert found.macs == (by_hand or 0)
    assert bool(found.unknown) is (by_hand is None)
