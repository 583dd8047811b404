"""What the probes measure, on plain arrays: norms, standardised images, activation statistics."""

import numpy as np

MARGINS = {
    "sigmoid": (0.01, 0.99),
    "tanh": (-0.98, 0.98),
    "relu": (0.0, np.inf),
}  # at or beyond them the slope is gone, or below 0.01 for sigmoid and 0.04 for tanh


# Of CIFAR-10's 50,000 training images, per channel, in units of [0, 1], as usually published.
# dataset.mean and dataset.std have those of the set at hand, to the last digit.
CIFAR10_MEAN = np.float32((0.4914, 0.4822, 0.4465))
CIFAR10_STD = np.float32((0.2470, 0.2435, 0.2616))


def standard(images):
    """Images as a network sees them: floats as they are, uint8 standardised as CIFAR-10's are.

    Not by the probed images' own statistics: a training uses those of its whole data set. Raises
    ValueError for uint8 that are not in colour.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8:
        return images.astype("float32")
    if images.shape[-1] != 3:
        raise ValueError(
            f"images is uint8 of shape {images.shape}, expected (N, height, width, 3): "
            "standardise others with dataset.standardize(images)."
        )
    return (images.astype("float32") / 255 - CIFAR10_MEAN) / CIFAR10_STD


def norm(values):
    """Euclidean norm in float64: a small float32's square underflows before it does."""
    return float(np.linalg.norm(np.asarray(values, "float64")))


def activation_summary(values, kind):
    """Mean, standard deviation and saturated fraction of an activation layer's outputs."""
    values = np.asarray(values, "float64")
    low, high = MARGINS.get(kind, (-np.inf, np.inf))
    saturated = (values <= low) | (values >= high)
    with np.errstate(invalid="ignore"):  # of values that overflowed
        return {"mean": values.mean(), "std": values.std(), "saturated": saturated.mean()}
