"""Random initialisations by the names that the lecture uses.

With n inputs to a neuron (fan-in) and m outputs, the standard deviation of a weight is

    normal_1        1                 what the lecture warns of
    normal_fan_in   1/√n              its advice (LeCun et al. 1998, Efficient BackProp, §4.6)
    uniform_fan_in  1/√(3n)           U(±1/√n), the "standard" of Glorot & Bengio 2010, eq. 1
    glorot_uniform  √(2/(n+m))        Glorot & Bengio 2010, eq. 16; the default of Keras
    he_normal       √(2/n)            He et al. 2015, arXiv:1502.01852, eq. 10
    orthogonal      1/√n, W·Wᵀ = 1    Saxe et al. 2013, arXiv:1312.6120
"""

import zlib

import keras

scaled = keras.initializers.VarianceScaling

INITIALIZERS = {
    "normal_1": lambda seed: keras.initializers.RandomNormal(stddev=1.0, seed=seed),
    "normal_fan_in": lambda seed: scaled(1.0, "fan_in", "untruncated_normal", seed=seed),
    "uniform_fan_in": lambda seed: scaled(1 / 3, "fan_in", "uniform", seed=seed),
    "glorot_uniform": lambda seed: keras.initializers.GlorotUniform(seed=seed),
    "he_normal": lambda seed: keras.initializers.HeNormal(seed=seed),
    "orthogonal": lambda seed: keras.initializers.Orthogonal(seed=seed),
}


def initializer(name, seed, layer):
    """The initialiser `name`, seeded for one `layer` (its name) of a network with `seed` (int).

    Raises ValueError for a name that is not in INITIALIZERS.
    """
    if name not in INITIALIZERS:
        raise ValueError(f"init is {name!r}; choose one of {', '.join(INITIALIZERS)}.")
    # A layer's weights depend on its name alone, so a change elsewhere in the net leaves them be.
    return INITIALIZERS[name](zlib.crc32(f"{seed}/{layer}".encode()) % 2**31)
