"""What the body of a network makes of images: the input of its last, classifying layer.

A classifier trained on these numbers alone is the cheapest fine-tuning: the body is run once.
"""

import functools

import numpy as np

from helpers.pretrained.prediction import BATCH, resolved, shown
from helpers.pretrained.preprocessing import CROP


def features(network, images, *, convention=None, crop=CROP, on_batch=None):
    """float32 (N, features) for N images: 2048 features for ResNet-50, 1024 for MobileNet.

    network, images, convention, crop: as for `top_k`; crop=1 keeps all of a small square image.
    on_batch(done, total) is told how far it is. Raises what `top_k` raises.
    """
    model, entry = resolved(network)
    body, parts = body_of(model), []
    for start in range(0, len(images), BATCH) or [0]:
        part = shown(model, entry, images[start : start + BATCH], convention, crop)
        parts.append(np.asarray(body.predict_on_batch(part)).reshape(len(part), -1))
        if on_batch:
            on_batch(start + len(part), len(images))
    return np.concatenate(parts)


@functools.lru_cache(maxsize=2)
def body_of(model):
    """The model up to its global average pooling; without one, up to its last dense layer."""
    import keras

    pooling = [
        layer for layer in model.layers if isinstance(layer, keras.layers.GlobalAveragePooling2D)
    ]
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    if not pooling and not dense:
        raise ValueError(f"{model.name} has no classifying layer that could be taken off")
    # The last pooling: squeeze-and-excitation blocks average as well.
    return keras.Model(model.inputs, pooling[-1].output if pooling else dense[-1].input)
