"""The estimate of training memory against what the operating system saw a process take."""

import json
import subprocess
import sys

import keras
import pytest

from helpers import counting

# A small batch first, so that what the library itself takes is not counted. Not ru_maxrss: a child
# begins with its parent's.
SCRIPT = """
import dataclasses, json, re
from helpers import counting
from helpers.datasets import Split, load
from helpers.networks import build
from helpers.training import Recipe, train
data = load("cifar10")
data = dataclasses.replace(data, test=Split(data.test.images[:8], data.test.labels[:8]))
model = build("resnet", depth=8)
peaks = []
for batch in (8, 512):
    train(model, data, Recipe(epochs=1, batch=batch, images=2 * batch))
    peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
    peaks.append(1024 * int(peak[1]))
estimate = counting.training_bytes(model, 512) - counting.training_bytes(model, 8)
print(json.dumps([peaks[1] - peaks[0], estimate]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's /proc")
def test_estimate_is_within_a_fifth():
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    taken, estimate = json.loads(answer.stdout.splitlines()[-1])
    assert 0.8 * taken < estimate < 1.2 * taken


def two_branches():
    """relu(x + bn(conv(x))) of 4×4 images with 2 channels, 3 maps of pooling, 5 logits."""
    layers = keras.layers
    image = keras.Input((4, 4, 2))
    x = layers.Conv2D(2, 3, padding="same")(image)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("relu")(layers.Add()([image, x]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(5)(x))


def test_kept_is_what_a_gradient_reads():
    """Image, convolution and activation of 32 values each, and the 2 means; not the others."""
    assert counting.kept_values(two_branches()) == 3 * 32 + 2


def test_maximum_keeps_both_and_a_layer_with_its_own_activation_its_output():
    layers = keras.layers
    image = keras.Input((4, 4, 2))
    x = layers.MaxPooling2D()(layers.Conv2D(3, 1, activation="relu")(image))
    model = keras.Model(image, layers.Dense(7)(layers.Flatten()(x)))
    assert counting.kept_values(model) == 32 + 48 + 12 + 12  # flat, what the dense layer reads


def test_training_bytes_by_hand():
    """4 passing values of 32, by images; 38 + 8 + 15 parameters three times, in float32."""
    model, kept = two_branches(), 98
    fixed = 4 * 3 * (3 * 3 * 2 * 2 + 2 + 4 * 2 + 2 * 5 + 5)
    assert counting.training_bytes(model, 10) == fixed + 4 * 10 * (kept + 128)
    assert counting.training_bytes(model, 10, "bfloat16") == fixed + 2 * 10 * (kept + 128)
    every = 5 * 32 + 2 + 5
    assert counting.training_bytes(model, 1, compiled=False) == fixed + 4 * (every + 128)
