"""bfloat16 with float32 master weights: when it is worth it, and how a model computes in it."""

import contextlib

LANES = 16  # channels that a CPU's bfloat16 convolutions handle at once


def layers_of(model):
    """All layers, also those of models within the model."""
    for layer in model.layers:
        yield layer
        yield from layers_of(layer) if hasattr(layer, "layers") else ()


def resolve(precision, model, device, fast):
    """The name of the type to compute in, for a Recipe's `precision`.

    "auto" is bfloat16 if `fast`, whether the device is faster at it, and, on a CPU, if each
    convolution has a multiple of 16 channels: with 8, ResNet-8 was trained five times as slowly
    as in float32 (530 and 2,850 images/s; Xeon with avx512_bf16, TensorFlow 2.21, 2026-11-24).
    """
    if precision != "auto":
        return precision
    filled = all(getattr(layer, "filters", LANES) % LANES == 0 for layer in layers_of(model))
    return "bfloat16" if fast and (device.kind == "gpu" or filled) else "float32"


@contextlib.contextmanager
def computing_in(model, precision):
    """Within it the layers compute in `precision`; the weights stay as they are, float32.

    As Keras's policy "mixed_bfloat16", but for a model that is built already, and it leaves no
    trace in what is saved afterwards. Compiled functions keep what they were traced with.
    """
    if precision == "float32":
        yield
        return
    layers = list(layers_of(model))
    policies = [layer.dtype_policy for layer in layers]
    try:
        for layer in layers:
            layer.dtype_policy = f"mixed_{precision}"
        yield
    finally:
        for layer, policy in zip(layers, policies, strict=True):
            layer.dtype_policy = policy
