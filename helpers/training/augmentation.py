"""Crops and mirror images, made on the device. Tensors are NHWC."""

from keras import ops


def augmented_batch(pixels, labels, mean, std, order, shift, flip):
    """Gather, crop, mirror and standardise a batch on the device: one gather of single pixels.

    pixels: (flat, (H, W)), flat (N·H·W, 3) uint8; order, shift, flip: as from schedule.batches.
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
