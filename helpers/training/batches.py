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


def images_of_a_batch(count, recipe):
    """The recipe's batch, or all images where there are fewer."""
    return min(recipe.batch, count)


def steps_of_an_epoch(count, recipe):
    """How many whole batches there are in `count` images."""
    return count // images_of_a_batch(count, recipe)


def batches(count, recipe, epoch):
    """Yield (order, shift, flip) for each step of an epoch over `count` images.

    order: int32 (batch,); shift: int32 (batch, 2), rows and columns by which an image moves;
    flip: bool (batch,). The last images that fill no batch are left for another epoch's order.
    """
    chance = np.random.default_rng((recipe.seed, epoch))
    order = chance.permutation(count).astype("int32")
    batch = images_of_a_batch(count, recipe)
    for start in range(0, count - batch + 1, batch):
        shift = chance.integers(-recipe.crop, recipe.crop + 1, (batch, 2), dtype="int32")
        flip = chance.random(batch) < (0.5 if recipe.flip else 0)
        yield order[start : start + batch], shift, flip


def plan(count, recipe, epoch):
    """All of an epoch at once, for the device: (orders, shifts, flips, rates), a row a step.

    orders (S, B) and rates (S,) float32; shifts (S, B, 2) and flips (S, B) only where the recipe
    asks for either.
    """
    orders, shifts, flips = map(np.stack, zip(*batches(count, recipe, epoch), strict=True))
    first, steps = epoch * len(orders), recipe.epochs * len(orders)
    rates = [rate_at(first + step, steps, recipe) for step in range(len(orders))]
    moves = (shifts, flips) if recipe.crop or recipe.flip else ()
    return (orders, *moves, np.array(rates, "float32"))


def moved(images, shift, flip):
    """Images (B, H, W, C) shifted and mirrored on the device, and where they have pixels.

    Rows and columns are taken by products with matrices of 0 and 1, which all devices do fast and,
    for whole numbers up to 256, exactly in any type. Returns (B, H, W, C) float32 and the mask
    (B, H, W, 1), 0 where a pixel comes from outside the image.
    """
    _, height, width, channels = images.shape
    columns = ops.where(flip[:, None], width - 1 - ops.arange(width), ops.arange(width))
    rows = ops.one_hot(ops.arange(height) + shift[:, :1], height)  # (B, H, H)
    columns = ops.one_hot(columns + shift[:, 1:], width)  # (B, W, W)
    x = ops.matmul(rows, ops.reshape(images, (-1, height, width * channels)))
    x = ops.matmul(columns[:, None], ops.reshape(x, (-1, height, width, channels)))
    inside = ops.sum(rows, -1)[:, :, None, None] * ops.sum(columns, -1)[:, None, :, None]
    return x, inside


class DeviceSplit:
    """A split of a data set in the device's memory, as bytes."""

    def __init__(self, split, dataset, count=None):
        images, labels = split.images[:count], split.labels[:count]
        self.count = len(labels)
        self.images = ops.convert_to_tensor(images)
        self.labels = ops.convert_to_tensor(labels.astype("int32"))
        self.mean, self.std = (ops.convert_to_tensor(v) for v in (dataset.mean, dataset.std))

    def batch(self, order, shift=None, flip=None):
        """Gather a batch, move it as `batches` says, if at all, and standardise it.

        Returns x (B, H, W, C) float32 and labels (B,). What a crop takes from outside an image is 0
        after standardising.
        """
        x = ops.cast(ops.take(self.images, order, axis=0), "float32")
        inside = 1.0
        if shift is not None:
            x, inside = moved(x, shift, flip)
        return (x / 255 - self.mean) / self.std * inside, ops.take(self.labels, order)
