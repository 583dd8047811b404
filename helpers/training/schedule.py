"""Learning rate and the order of the images: all the chance of a training, from its seed."""

import math

import numpy as np


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
