"""What is refused before a training begins: data, model, recipe and memory that do not fit."""

from helpers.networks.limits import GpuFull


def check_data(dataset):
    """Raise ValueError if there is nothing to learn from, or to standardise by."""
    for part in ("train", "test"):
        if not len(getattr(dataset, part).labels):
            raise ValueError(f"{dataset.name} ({dataset.size}) has no images in its {part} split.")
    _ = dataset.std  # its ValueError names a channel that is the same in all images


def check_fit(model, dataset, recipe):
    """Raise ValueError if the model cannot be trained on the data set."""
    check_data(dataset)
    image, classes = dataset.train.images.shape[1:], len(dataset.classes)
    if tuple(model.input_shape[1:]) != tuple(image):
        raise ValueError(
            f"{model.name} takes images of {model.input_shape[1:]} and {dataset.name} has {image}: "
            f"build it with input_shape={image}."
        )
    if model.output_shape[-1] != classes:
        raise ValueError(
            f"{model.name} has {model.output_shape[-1]} outputs and {dataset.name} {classes} "
            f"classes: build it with classes={classes}."
        )
    available = len(dataset.train.labels)
    if recipe.images is not None and recipe.images > available:
        raise ValueError(
            f"images is {recipe.images}; {dataset.name} ({dataset.size}) has {available}."
        )


def images_of_a_step(dataset, recipe):
    """The batch, or all images where there are fewer."""
    return min(recipe.batch, recipe.images or len(dataset.train.labels))


def check_memory(model, batch, needed, device):
    """Raise MemoryError, with a batch size that fits, if a training step would not fit.

    needed(batch): bytes of a step. device: where it is to run.
    """
    fits = batch
    if device.memory_free is None or needed(batch) <= device.memory_free:
        return
    while fits > 1 and needed(fits) > 0.8 * device.memory_free:
        fits //= 2
    raise too_large(model, batch, needed(batch), device, fits)


def too_large(model, batch, needed, device, fits):
    """The MemoryError for a step of so many bytes, with the batch to try instead."""
    free = (
        "unknown memory" if device.memory_free is None else f"{device.memory_free / 2**30:.1f} GiB"
    )
    sentence = (
        f"A step of {model.name} with batches of {batch} needs about {needed / 2**30:.1f} GiB and "
        f"{device.name} has {free} free: use Recipe(batch={fits})."
    )
    if device.kind != "gpu":
        return MemoryError(sentence)
    return GpuFull(
        f"The GPU is full. {sentence} If other kernels hold its memory, wait until they end, or "
        "train on the CPU with the small data set."
    )
