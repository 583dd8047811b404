"""Receptive fields against a published table and derivations by hand."""

import keras
import pytest
from keras import layers

from helpers.counting import receptive_field, receptive_fields

# Field and stride at end-points, as printed in the table that goes with Araujo et al. 2019
# (Distill): google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md. Its ResNets stride at the
# end of a stage and Keras's at the beginning of the next: within, strides are half of those there.
PRINTED = {
    "VGG16": {"block3_pool": (44, 8), "block5_conv2": (164, 16), "block5_pool": (212, 32)},
    "ResNet50": {
        "conv2_block3_out": (35, 4),
        "conv4_block6_out": (291, 16),
        "conv5_block3_out": (483, 32),
    },
    "InceptionV3": {"mixed0": (63, 8), "mixed3": (159, 16), "mixed10": (1311, 32)},
    "InceptionResNetV2": {"mixed_6a": (415, 16), "conv_7b": (3039, 32)},
    "MobileNet": {"conv_pw_6": (59, 16), "conv_pw_13": (315, 32)},
}


@pytest.mark.parametrize("name", PRINTED)
def test_fields_of_published_networks(name, application):
    fields = receptive_fields(application(name))
    assert {end: fields[end] for end in PRINTED[name]} == PRINTED[name]


# (kernel, stride) of AlexNet and VGG-16 up to pool5: 195 and 212 in the same table; before VGG's
# last pooling 212 − 16 = 196.
ALEXNET = [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]
VGG16 = [layer for block in (2, 2, 3, 3, 3) for layer in (*[(3, 1)] * block, (2, 2))]


def test_closed_form():
    assert receptive_field(ALEXNET) == 195
    assert receptive_field(VGG16) == 212
    assert receptive_field(VGG16[:-1]) == 196
    assert receptive_field([]) == 1
    assert receptive_field([(3, 1, 1), (3, 1, 2), (3, 1, 4)]) == 15  # 1 + 2 + 4 + 8


def test_branches_and_layers_that_see_everything():
    image = keras.Input((16, 16, 3), name="image")
    tall = layers.Conv2D(4, (7, 1), padding="same", name="tall")(image)
    wide = layers.Conv2D(4, (1, 3), padding="same", name="wide")(image)
    joined = layers.Conv2D(4, 2, dilation_rate=3, name="last")(layers.Add(name="add")([tall, wide]))
    joined = layers.RandomFlip(name="flip")(joined / 2)
    up = layers.UpSampling2D(name="up")(joined)
    pooled = layers.GlobalAveragePooling2D(name="pool")(joined)
    fields = receptive_fields(keras.Model(image, [up, pooled]))
    assert fields.pop("true_divide") == fields.pop("flip") == (10, 1)
    assert fields == {
        "image": (1, 1),
        "tall": (7, 1),
        "wide": (3, 1),
        "add": (7, 1),
        "last": (10, 1),
        "up": None,
        "pool": None,
    }
