"""What `load` returns: images with labels, in a training and a test split. Images are NHWC."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

EMPTY = 1e-12  # a variance in units of [0, 1] that is nothing but rounding
CHUNK = 1000  # images summed at once, so that the full set needs no copy eight times its size


@dataclass(frozen=True, eq=False, repr=False)
class Split:
    """`images` (N, height, width, channels) uint8 and `labels` (N,) int64, both read-only.

    Raises ValueError if shapes or types do not fit together.
    """

    images: np.ndarray
    labels: np.ndarray

    def __post_init__(self):
        images, labels = np.asarray(self.images).view(), np.asarray(self.labels).astype(np.int64)
        if images.dtype != np.uint8 or images.ndim != 4:
            raise ValueError(
                f"images must be uint8 of shape (N, height, width, channels), "
                f"not {images.dtype} of shape {images.shape}"
            )
        if labels.shape != images.shape[:1]:
            raise ValueError(f"{len(images)} images need as many labels, not {labels.shape}")
        images.flags.writeable = labels.flags.writeable = False
        object.__setattr__(self, "images", images)
        object.__setattr__(self, "labels", labels)

    def __len__(self):
        return len(self.labels)

    def __repr__(self):
        return f"Split({len(self)} images of {'×'.join(map(str, self.images.shape[1:]))})"


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A verified image set; `source` says in words where it was found, `citation` whom to cite.

    `superclasses` names the group of each class in turn, if the set has groups (CIFAR-100).
    Raises ValueError if a label lies outside 0 … len(classes) − 1.
    """

    name: str
    size: str
    train: Split
    test: Split
    classes: tuple[str, ...]
    source: str
    citation: str
    superclasses: tuple[str, ...] = ()

    def __post_init__(self):
        for part in ("train", "test"):
            labels = getattr(self, part).labels
            wrong = labels[(labels < 0) | (labels >= len(self.classes))]
            if len(wrong):
                raise ValueError(
                    f"{self.name} ({self.source}): {len(wrong)} {part} labels lie outside "
                    f"0–{len(self.classes) - 1}, the first is {wrong[0]}; "
                    f"the files are not those of this data set"
                )

    def __repr__(self):
        shape = "×".join(map(str, self.train.images.shape[1:]))
        return (
            f"Dataset({self.name!r}, {self.size!r}: {len(self.train)} training and "
            f"{len(self.test)} test images of {shape}, {len(self.classes)} classes)"
        )

    @cached_property
    def _moments(self):
        """Mean and mean square per channel over the training images, from exact integer sums."""
        images = self.train.images
        total = squares = np.zeros(images.shape[-1], np.uint64)
        for start in range(0, len(images), CHUNK):
            chunk = images[start : start + CHUNK].astype(np.uint32)
            total = total + chunk.sum(axis=(0, 1, 2), dtype=np.uint64)
            squares = squares + np.square(chunk).sum(axis=(0, 1, 2), dtype=np.uint64)
        pixels = images[..., 0].size
        return total / pixels / 255, squares / pixels / 255**2

    @cached_property
    def mean(self):
        """Mean of each channel over the training images, in units of [0, 1]; float32 (3,)."""
        return _frozen(self._moments[0])

    @cached_property
    def std(self):
        """Standard deviation of each channel over all pixels of the training images; as `mean`.

        Raises ValueError if a channel is the same in every pixel: it cannot be standardised.
        """
        mean, square = self._moments
        variance = square - mean**2
        constant = np.flatnonzero(variance <= EMPTY)
        if len(constant):
            raise ValueError(
                f"{self.name} ({self.source}): channel {constant[0]} (0 is red) is the same in "
                f"every pixel of the training images; look at them, they may be damaged"
            )
        return _frozen(np.sqrt(variance))

    def standardize(self, images):
        """(images / 255 − mean) / std as float32, for uint8 images (…, height, width, channels)."""
        result = np.multiply(images, np.float32(1 / 255), dtype=np.float32)
        result -= self.mean
        result /= self.std
        return result


def _frozen(values):
    values = values.astype(np.float32)
    values.flags.writeable = False
    return values


def first_of_each(labels, classes, count):
    """Indices, ascending, of the first `count` images of each of `classes` classes."""
    picked = [np.flatnonzero(labels == label)[:count] for label in range(classes)]
    return np.sort(np.concatenate(picked))


def class_balanced(splits, classes, counts):
    """Each split cut to its first images of each class, as many as `counts` says for it."""
    small = []
    for split, count in zip(splits, counts, strict=True):
        chosen = first_of_each(split.labels, classes, count)
        small.append(Split(split.images[chosen], split.labels[chosen]))
    return tuple(small)
