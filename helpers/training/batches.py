"""Learning rate, order and batches of the images: all the chance of a training, from its seed."""

import math

import numpy as np
from keras import ops


def rate_at(step, steps, recipe):
    """Warm-up in a line to recipe.rate, then a cosine to 0 (Loshchilov & Hutter 2017, eq. 5)."""
    warm = max(1, round(recipe.warm_up * steps))
    if step < warm:
        return recipe.rate * (step + 1) / warm
    return recipe.rate * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def batches(count, recipe, epoch):
    """Yield (order, shift, flip) for each step of an epoch over `count` images.

    order: int32 (batch,); shift: int32 (batch, 2), rows and columns by which an image moves;
    flip: bool (batch,). The last images that fill no batch are left for another epoch's order.
    """
    chance = np.random.default_rng((recipe.seed, epoch))
    order = chance.permutation(count).astype("int32")
    batch = min(recipe.batch, count)
    for start in range(0, count - batch + 1, batch):
        shift = chance.integers(-recipe.crop, recipe.crop + 1, (batch, 2), dtype="int32")
        flip = chance.random(batch) < (0.5 if recipe.flip else 0)
        yield order[start : start + batch], shift, flip


def augmented_batch(pixels, labels, mean, std, order, shift, flip):
    """Gather, crop, mirror and standardise a batch on the device: one gather of single pixels.

    pixels: (flat, (H, W)), flat (N·H·W, 3) uint8; order, shift, flip: as from `batches`.
    Returns x (B, H, W, 3) float32 and labels (B,). What a crop takes from outside an image is 0
    after standardising.
    """
    flat, (height, width) = pixels
    rows = ops.arange(height)[None, :] + shift[:, :1]
    columns = ops.where(flip[:, None], width - 1 - ops.arange(width), ops.arange(width))
    columns = columns + shift[:, 1:]
    inside_rows, inside_columns = (rows >= 0) & (rows < height), (columns >= 0) & (columns < width)
    inside = inside_rows[:, :, None] & inside_columns[:, None]
    rows, columns = ops.clip(rows, 0, height - 1), ops.clip(columns, 0, width - 1)
    at = (order[:, None] * height + rows)[:, :, None] * width + columns[:, None, :]
    x = (ops.cast(ops.take(flat, at, axis=0), "float32") / 255 - mean) / std
    return ops.where(inside[..., None], x, 0.0), ops.take(labels, order)


class DeviceSplit:
    """A split of a data set in the device's memory, as bytes."""

    def __init__(self, split, dataset, count=None):
        images, labels = split.images[:count], split.labels[:count]
        self.count, height, width, channels = images.shape
        flat = ops.convert_to_tensor(images.reshape(-1, channels))
        self.pixels = (flat, (height, width))
        self.labels = ops.convert_to_tensor(labels.astype("int32"))
        self.mean, self.std = (ops.convert_to_tensor(v) for v in (dataset.mean, dataset.std))

    def batch(self, order, shift, flip):
        return augmented_batch(self.pixels, self.labels, self.mean, self.std, order, shift, flip)
