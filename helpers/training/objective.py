"""What a training minimises: cross-entropy, and weight decay on kernels."""

from keras import ops


def cross_entropy(logits, labels, smoothing=0.0):
    """Mean over the batch, in nats. logits (B, classes), labels (B,) int.

    smoothing: the fraction of a label that is spread over all classes (arXiv:1512.00567, §7).
    """
    classes = logits.shape[-1]
    target = ops.one_hot(labels, classes) * (1 - smoothing) + smoothing / classes
    return -ops.mean(ops.sum(target * ops.log_softmax(logits), axis=-1))


def is_kernel(variable):
    """Whether weight decay acts on the variable: not on biases, nor on scales and offsets."""
    return "kernel" in variable.path.rsplit("/", 1)[-1]


def objective(data, recipe, decayed):
    """loss(batch, forward, variables) -> (what to minimise, (loss in nats, right answers)).

    data: a DeviceSplit. decayed: whether each of the trainable variables is a kernel. Without
    variables it is a test: neither smoothing nor decay.
    """

    def loss(batch, forward, variables):
        x, labels = data.batch(*batch)
        logits = forward(x)
        value = cross_entropy(logits, labels, recipe.smoothing if variables else 0.0)
        hits = ops.cast(ops.argmax(logits, axis=-1), "int32") == labels
        correct = ops.sum(ops.cast(hits, "int32"))
        if variables and recipe.weight_decay:
            squares = [
                ops.sum(ops.square(v)) for v, use in zip(variables, decayed, strict=True) if use
            ]
            # The gradient of half the square is the weight itself: decay as the paper defines it.
            return value + 0.5 * recipe.weight_decay * ops.sum(ops.stack(squares)), (value, correct)
        return value, (value, correct)

    return loss
