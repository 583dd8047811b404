"""Random weights in NumPy, distributed as those of helpers.networks.initializers.

Same distributions, other numbers: a seed here and there gives different numpy_initializers.
"""

import functools
import math
import zlib

import numpy as np

# Keras cuts its normal distributions at two standard deviations and widens them to make up for it.
CUT, SHRINK = 2.0, 0.87962566103423978


def normal(rng, shape, std):
    return rng.standard_normal(shape, "float32") * np.float32(std)


def uniform(rng, shape, limit):
    return (2 * rng.random(shape, "float32") - 1) * np.float32(limit)


def truncated(rng, shape, std):
    """Normal, drawn again where it falls beyond two standard deviations."""
    values = rng.standard_normal(shape, "float32")
    while (beyond := np.abs(values) > CUT).any():
        values[beyond] = rng.standard_normal(np.count_nonzero(beyond), "float32")
    return values * np.float32(std / SHRINK)


def orthogonal(rng, shape):
    """Orthonormal columns, or rows where these are fewer (Saxe et al. 2013, arXiv:1312.6120)."""
    q, r = np.linalg.qr(rng.standard_normal((max(shape), min(shape)), "float32"))
    q *= np.sign(np.diag(r))  # without it the draw is not uniform over rotations
    return np.ascontiguousarray(q if shape[0] >= shape[1] else q.T)


INITIALIZERS = {
    "normal_1": lambda rng, n, m: normal(rng, (n, m), 1),
    "normal_fan_in": lambda rng, n, m: normal(rng, (n, m), 1 / math.sqrt(n)),
    "uniform_fan_in": lambda rng, n, m: uniform(rng, (n, m), 1 / math.sqrt(n)),
    "glorot_uniform": lambda rng, n, m: uniform(rng, (n, m), math.sqrt(6 / (n + m))),
    "he_normal": lambda rng, n, m: truncated(rng, (n, m), math.sqrt(2 / n)),
    "orthogonal": lambda rng, n, m: orthogonal(rng, (n, m)),
}


def check_name(init):
    """Raise ValueError for a name that is not in INITIALIZERS."""
    if not isinstance(init, str) or init not in INITIALIZERS:
        raise ValueError(f"init is {init!r}; choose one of {', '.join(INITIALIZERS)}.")


@functools.lru_cache(maxsize=250)  # a network of 100 layers and its neighbours; at most 70 MB
def kernel(init, inputs, outputs, seed, layer):
    """A read-only kernel (inputs, outputs), float32; it depends on these arguments alone.

    Raises ValueError for an `init` that is not in INITIALIZERS.
    """
    check_name(init)
    rng = np.random.default_rng(zlib.crc32(f"{seed}/{layer}".encode()))
    values = INITIALIZERS[init](rng, inputs, outputs)
    values.flags.writeable = False
    return values
