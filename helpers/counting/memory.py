"""Memory for activations and for training, in bytes, estimated from a model's shapes (float32)."""

import math

FLOAT = 4
# Weight, gradient and momentum of each parameter.
COPIES_OF_PARAMETERS = 3
# The backward pass keeps each output; gradients and the kernels' work space come on top.
# Measured on ResNet-20 and ResNet-56 with TensorFlow on a CPU: 1.2 to 1.9 (see tests).
OVERHEAD = 2


def activation_bytes(model):
    """Bytes of all layers' outputs for one image."""
    outputs = [layer.output for layer in model.layers]
    return FLOAT * sum(math.prod(output.shape[1:]) for output in outputs)


def training_bytes(model, batch):
    """Estimated bytes for one training step on `batch` images."""
    fixed = FLOAT * COPIES_OF_PARAMETERS * model.count_params()
    return fixed + OVERHEAD * batch * activation_bytes(model)
