"""A network of keras.applications with its ImageNet weights, and what its body makes of images.

The body's output is the input of the last, classifying layer. A classifier trained on these
numbers alone is the cheapest fine-tuning: the body is run once.
"""

import functools

import numpy as np

from helpers.pretrained import npm_readers
from helpers.pretrained.catalog import entry
from helpers.pretrained.prediction import BATCH, resolved, shown
from helpers.pretrained.preprocessing import CROP
from helpers.pretrained.weight_files import locate, verify, weights

READERS = {"tfjs": npm_readers.read_tfjs, "tflite": npm_readers.read_tflite}


def network(name, cache=None):
    """The keras.Model of keras.applications with weights, from float32 images to probabilities.

    Built once and kept. Raises as `weights` does, and ValueError if a file that has no published
    digest does not fit the network.
    """
    return _build(locate(name, cache) or weights(name, cache))


@functools.lru_cache(maxsize=2)
def _build(found):
    verify(found)
    name = found.form.name
    if found.form.kind != "keras":
        model = untrained(name)
        assign(model, READERS[found.form.kind](*(path.read_bytes() for path in found.files)))
        return model
    try:
        return _application(name, weights=str(found.files[0]))
    except (ValueError, OSError, KeyError) as error:
        reason = str(error).splitlines()[0][:200]
        raise ValueError(
            f"{found.files[0]} does not hold the weights of {entry(name).keras} ({reason}): "
            f"delete it, then run `python -m helpers fetch {name}`"
        ) from None


def untrained(name):
    """The network of keras.applications called `name`, with random weights."""
    return _application(name, weights=None)


def _application(name, weights):
    found = entry(name)
    # Here, so that importing this package loads no Keras; by way of the engine, so that a kernel
    # never takes a whole GPU.
    from helpers.training import engine

    return getattr(engine.keras.applications, found.keras)(weights=weights)


def assign(model, arrays):
    """Give each layer of `model` its weights. arrays: {layer: {weight: array}}, for all of them."""
    for layer in model.layers:
        if layer.weights:
            layer.set_weights([arrays[layer.name][weight.name] for weight in layer.weights])


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
