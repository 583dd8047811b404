"""Memory for activations and for training, in bytes, estimated from a model's shapes (float32)."""

import math

FLOAT = 4
# Weight, gradient and momentum of each parameter.
COPIES_OF_PARAMETERS = 3
# The backward pass keeps outputs, and needs room for gradients. Measured, TensorFlow on a CPU,
# ResNet-8 and -20, batches of 256 and 512: 0.7 to 1.1 times the bytes of all outputs.
OVERHEAD = 1.5


def activation_bytes(model):
    """Bytes of all layers' outputs for one image."""
    outputs = [layer.output for layer in model.layers]
    return FLOAT * sum(math.prod(output.shape[1:]) for output in outputs)


def training_bytes(model, batch):
    """Estimated bytes for one training step on `batch` images."""
    fixed = FLOAT * COPIES_OF_PARAMETERS * model.count_params()
    return fixed + int(OVERHEAD * batch * activation_bytes(model))
