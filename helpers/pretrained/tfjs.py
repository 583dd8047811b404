"""ResNet-50 as TensorFlow.js keeps Keras's model: a table of layers and weights, then numbers.

The model is that of Keras 2.2, whose layers had the names of the paper's authors' Caffe model:
`res2a_branch2b` is the second convolution of the first block of stage 2.
"""

import json
import re

import numpy as np

BRANCHES = {"1": 0, "2a": 1, "2b": 2, "2c": 3}  # Caffe's branches -> Keras's numbers
TODAYS = {"conv1": "conv1_conv", "bn_conv1": "conv1_bn", "fc1000": "predictions"}
BLOCK = re.compile(r"(res|bn)(\d)([a-f])_branch(1|2[abc])")


def read(table, numbers):
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
                array = array + np.float32(epsilon[layer] - EPSILON)
            found.setdefault(todays_name(layer), {})[kind] = array
    return found


EPSILON = 1.001e-5  # of batch normalisation in keras.applications.ResNet50


def todays_name(name):
    """Layer of Keras 2.2's ResNet-50 -> of Keras 3's: `bn3a_branch1` -> `conv3_block1_0_bn`."""
    match = BLOCK.fullmatch(name)
    if not match:
        return TODAYS[name]
    kind, stage, block, branch = match.groups()
    kind = "conv" if kind == "res" else "bn"
    return f"conv{stage}_block{'abcdef'.index(block) + 1}_{BRANCHES[branch]}_{kind}"
