"""A network of keras.applications with its ImageNet weights, from whatever form they are in."""

import functools

from helpers.pretrained import npm_readers
from helpers.pretrained.catalog import entry
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
    if found.form.kind in READERS:
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
