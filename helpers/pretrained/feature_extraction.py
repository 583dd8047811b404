"""What the body of a network makes of images: the input of its last, classifying layer.

A classifier trained on these numbers alone is the cheapest fine-tuning: the body is run once.
"""

import functools

import numpy as np

from helpers.pretrained.prediction import BATCH, resolved, shown
from helpers.pretrained.preprocessing import CROP


def features(network, images, *, size=None, convention=None, crop=CROP, on_batch=None):
    """float32 (N, features) for N images: 2048 features for ResNet-50, 1024 for MobileNet.

    network, images, convention, crop: as for `top_k`; crop=1 keeps all of a small square image.
    size: side in pixels at which the body sees them, by default the network's own; a body of
    convolutions takes any, and 128 in place of 224 costs a third of the time.
    on_batch(done, total) is told how far it is. Raises what `top_k` raises, and ValueError for a
    size that the network cannot take.
    """
    model, entry = resolved(network)
    body, parts = body_of(model, size), []
    for start in range(0, len(images), BATCH) or [0]:
        part = shown(body, entry, images[start : start + BATCH], convention, crop)
        parts.append(np.asarray(body.predict_on_batch(part)).reshape(len(part), -1))
        if on_batch:
            on_batch(start + len(part), len(images))
    return np.concatenate(parts)


@functools.lru_cache(maxsize=2)
def body_of(model, size=None):
    """The model up to its global average pooling; without one, up to its last dense layer."""
    import keras  # here, so that importing this package loads no Keras

    pooling = [
        layer for layer in model.layers if isinstance(layer, keras.layers.GlobalAveragePooling2D)
    ]
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    if not pooling and not dense:
        raise ValueError(f"{model.name} has no classifying layer that could be taken off")
    # The last pooling: squeeze-and-excitation blocks average as well.
    end = pooling[-1].output if pooling else dense[-1].input
    body = keras.Model(model.inputs, end, name=model.name)
    if size is None or size == model.input_shape[1]:
        return body
    try:
        other = keras.models.clone_model(
            body, input_tensors=[keras.Input((size, size, model.input_shape[-1]))]
        )
        other.set_weights(body.get_weights())
    except (ValueError, TypeError):
        raise ValueError(
            f"the body of {model.name} cannot see images of {size!r} × {size!r} pixels; its own "
            f"size is {model.input_shape[1]}"
        ) from None
    return other
