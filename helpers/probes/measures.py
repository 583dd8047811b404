"""What the probes measure, on plain arrays: norms, standardised images, activation statistics."""

import numpy as np

MARGINS = {
    "sigmoid": (0.01, 0.99),
    "tanh": (-0.98, 0.98),
    "relu": (0.0, np.inf),
}  # at or beyond them the slope is gone, or below 0.01 for sigmoid and 0.04 for tanh


def standard(images):
    """Images as a network sees them: uint8 is standardised by its own channels' mean and spread."""
    images = np.asarray(images)
    if images.dtype != np.uint8:
        return images.astype("float32")
    x = images.astype("float32") / 255
    return (x - x.mean((0, 1, 2))) / np.maximum(x.std((0, 1, 2)), 1e-6)


def norm(values):
    """Euclidean norm in float64: a small float32's square underflows before it does."""
    return float(np.linalg.norm(np.asarray(values, "float64")))


def describe(values, kind):
    """Mean, standard deviation and saturated fraction of an activation layer's outputs."""
    values = np.asarray(values, "float64")
    low, high = MARGINS.get(kind, (-np.inf, np.inf))
    saturated = (values <= low) | (values >= high)
    with np.errstate(invalid="ignore"):  # of values that overflowed
        return {"mean": values.mean(), "std": values.std(), "saturated": saturated.mean()}
