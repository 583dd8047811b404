"""What this machine can do at best: products of large matrices, and reading and writing memory."""

import time

SIZE = 3072  # of square matrices
ELEMENTS = 2**25  # of a float32 array: 128 MiB, beyond any cache of a class's machine
ARRAYS = 3  # a = b + s·c reads two and writes one


def best(function, seconds):
    """The shortest time of one call, from calls for so many seconds, after two that warm up."""
    function(), function()
    taken, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken) < 3:
        start = time.perf_counter()
        function()
        taken.append(time.perf_counter() - start)
    return min(taken)


def numbers(product, bf16_product, triad, seconds):
    """{"float32", "bfloat16": operations/s, "bytes": bytes/s} from functions that do each once."""
    operations = 2 * SIZE**3  # a multiplication and an addition each
    return {
        "float32": operations / best(product, seconds),
        "bfloat16": operations / best(bf16_product, seconds),
        "bytes": ARRAYS * 4 * ELEMENTS / best(triad, seconds),
    }


def tensorflow(seconds):
    """By TensorFlow; x += y reads two arrays and writes one, in place."""
    import tensorflow as tf

    a = tf.random.normal((SIZE, SIZE))
    b = tf.cast(a, tf.bfloat16)
    x, y = tf.Variable(tf.ones(ELEMENTS)), tf.ones(ELEMENTS)
    return numbers(
        lambda: tf.matmul(a, a).numpy(),
        lambda: tf.matmul(b, b).numpy(),
        lambda: x.assign_add(y),
        seconds,
    )


def pytorch(seconds):
    """By PyTorch."""
    import torch

    from helpers.training.processor import cores

    torch.set_num_threads(cores())
    a = torch.randn(SIZE, SIZE)
    b = a.to(torch.bfloat16)
    x, y, z = (torch.ones(ELEMENTS) for _ in range(3))
    float_out, bf16_out = torch.empty_like(a), torch.empty_like(b)
    return numbers(
        lambda: torch.mm(a, a, out=float_out),
        lambda: torch.mm(b, b, out=bf16_out),
        lambda: torch.add(x, y, alpha=2.0, out=z),
        seconds,
    )
