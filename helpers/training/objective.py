"""What a training minimises: cross-entropy, and weight decay on kernels."""

from keras import ops


def cross_entropy(logits, labels, smoothing=0.0):
    """Mean over the batch, in nats, in float32. logits (B, classes), labels (B,) int.

    smoothing: the fraction of a label that is spread over all classes (arXiv:1512.00567, §7).
    """
    classes = logits.shape[-1]
    target = ops.one_hot(labels, classes) * (1 - smoothing) + smoothing / classes
    return -ops.mean(ops.sum(target * ops.log_softmax(ops.cast(logits, "float32")), axis=-1))


def objective(data, smoothing=0.0):
    """loss(batch, forward) -> (nats, right answers). data: a DeviceSplit; batch: what it takes."""

    def loss(batch, forward):
        x, labels = data.batch(*batch)
        logits = forward(x)
        hits = ops.cast(ops.argmax(logits, axis=-1), "int32") == labels
        return cross_entropy(logits, labels, smoothing), ops.sum(ops.cast(hits, "int32"))

    return loss


def is_kernel(variable):
    """Whether weight decay acts on the variable: not on biases, nor on scales and offsets."""
    return "kernel" in variable.path.rsplit("/", 1)[-1]


def decay(variables, strength):
    """function(gradients, values): the gradients with those of weight decay added.

    The gradient of half the square of a weight is the weight itself, so that no sum of squares is
    needed: decay as the paper defines it (momentum takes it in, unlike in AdamW).
    """
    decayed = [is_kernel(v) for v in variables]

    def add(gradients, values):
        if not strength:
            return gradients
        return [
            g + strength * v if use and g is not None else g
            for g, v, use in zip(gradients, values, decayed, strict=True)
        ]

    return add
