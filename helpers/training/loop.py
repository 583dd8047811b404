"""The training loop: batches in, curves out. Everything on the device is in engine.py."""

import dataclasses
import datetime
import math
import time

import keras
import numpy as np
from keras import ops

from helpers import counting
from helpers.networks import build_spec, deep_stack

from . import engine
from .record import Recipe, Run
from .schedule import batches, rate_at

TEST_BATCH = 500
LOOK_EVERY = 10  # steps between two looks at the loss: each look waits for the device


def pictures(pixels, labels, mean, std, order, shift, flip):
    """Gather, crop, mirror and standardise a batch on the device: one gather of single pixels.

    pixels (N·H·W, 3) uint8 with H, W of `mean`'s companion shape; returns x (B, H, W, 3) float32
    and labels (B,). What a crop takes from outside an image is 0 after standardising.
    """
    (flat, (height, width)) = pixels
    rows = ops.arange(height)[None, :] + shift[:, :1]
    columns = ops.where(flip[:, None], width - 1 - ops.arange(width), ops.arange(width))
    columns = columns + shift[:, 1:]
    inside = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[
        :, None
    ]
    rows, columns = ops.clip(rows, 0, height - 1), ops.clip(columns, 0, width - 1)
    at = (order[:, None] * height + rows)[:, :, None] * width + columns[:, None, :]
    x = (ops.cast(ops.take(flat, at, axis=0), "float32") / 255 - mean) / std
    return ops.where(inside[..., None], x, 0.0), ops.take(labels, order)


class OnDevice:
    """A split of a data set in the device's memory, as bytes."""

    def __init__(self, split, dataset, count=None):
        images, labels = split.images[:count], split.labels[:count]
        self.count, height, width, channels = images.shape
        flat = ops.convert_to_tensor(images.reshape(-1, channels))
        self.pixels = (flat, (height, width))
        self.labels = ops.convert_to_tensor(labels.astype("int32"))
        self.mean, self.std = (ops.convert_to_tensor(v) for v in (dataset.mean, dataset.std))

    def batch(self, order, shift, flip):
        return pictures(self.pixels, self.labels, self.mean, self.std, order, shift, flip)


def objective(data, recipe, decayed):
    """loss(batch, forward, variables) -> (what to minimise, (loss in nats, right answers)).

    `decayed`: whether each trainable variable is a kernel, on which weight decay acts.
    """

    def loss(batch, forward, variables):
        x, labels = data.batch(*batch)
        logits = forward(x)
        target = ops.one_hot(labels, logits.shape[-1])
        smoothing = recipe.smoothing if variables else 0.0
        target = target * (1 - smoothing) + smoothing / logits.shape[-1]
        value = -ops.mean(ops.sum(target * ops.log_softmax(logits), axis=-1))
        hits = ops.cast(ops.argmax(logits, axis=-1), "int32") == labels
        correct = ops.sum(ops.cast(hits, "int32"))
        if variables and recipe.weight_decay:
            squares = [
                ops.sum(ops.square(v)) for v, use in zip(variables, decayed, strict=True) if use
            ]
            # The gradient of half the square is the weight itself: decay as the paper defines it.
            return value + 0.5 * recipe.weight_decay * ops.sum(ops.stack(squares)), (value, correct)
        return value, (value, correct)

    return loss


def check_memory(model, recipe):
    """Raise MemoryError, with a batch size that fits, if a training step would not fit."""
    device = engine.devices()[0]
    needed = counting.training_bytes(model, recipe.batch)
    if device.memory_free is None or needed <= device.memory_free:
        return
    batch = recipe.batch
    while batch > 1 and counting.training_bytes(model, batch) > 0.8 * device.memory_free:
        batch //= 2
    raise MemoryError(too_large(model, recipe.batch, needed, device, batch))


def too_large(model, batch, needed, device, fits):
    free = (
        "unknown memory" if device.memory_free is None else f"{device.memory_free / 2**30:.1f} GiB"
    )
    return (
        f"A step of {model.name} with batches of {batch} needs about {needed / 2**30:.1f} GiB and "
        f"{device.name} has {free} free: use Recipe(batch={fits})."
    )


def check_fit(model, dataset, recipe):
    """Raise ValueError if the model cannot be trained on the data set."""
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


def train(model, dataset, recipe=None, on_epoch=None, stop=None, on_step=None):
    """Train `model` (logits) in place on dataset.train and return the Run.

    on_epoch(run): called after each epoch with the Run so far. on_step(done, steps): called every
    few steps. stop: a threading.Event or a function; once it is set or true, the training ends
    within a step and the Run so far is returned. A loss that is not finite ends it likewise, and
    `run.ended` explains. Same seed, device and backend: same run.

    Raises ValueError if model and data set do not fit, MemoryError (naming a batch that fits) if
    memory will not do.
    """
    recipe = recipe or Recipe()
    check_fit(model, dataset, recipe)
    check_memory(model, recipe)
    with deep_stack(len(model.layers)):
        try:
            return Training(model, dataset, recipe, on_epoch, stop, on_step).run()
        except Exception as error:
            if not engine.out_of_memory(error):
                raise
            needed = counting.training_bytes(model, recipe.batch)
            fits = max(1, recipe.batch // 2)
            message = too_large(model, recipe.batch, needed, engine.devices()[0], fits)
            raise MemoryError(message) from error


class Training:
    """One training under way: the steps, the tests and the growing record."""

    def __init__(self, model, dataset, recipe, on_epoch, stop, on_step):
        self.recipe, self.on_epoch, self.on_step = recipe, on_epoch, on_step
        self.stop = getattr(stop, "is_set", stop) or (lambda: False)
        self.train, self.test = (
            OnDevice(dataset.train, dataset, recipe.images),
            OnDevice(dataset.test, dataset),
        )
        optimizer = keras.optimizers.SGD(
            float(recipe.rate),
            float(recipe.momentum),
            nesterov=recipe.momentum > 0,
            global_clipnorm=recipe.clip,
        )
        decayed = ["kernel" in v.path.rsplit("/", 1)[-1] for v in model.trainable_variables]
        self.steps = engine.Trainer(model, optimizer, objective(self.train, recipe, decayed))
        self.tests = self.steps.tester(objective(self.test, recipe, ()))
        self.per_epoch = len(list(batches(self.train.count, recipe, 0)))
        self.done, self.training_seconds, self.clock = 0, 0.0, None
        plan = build_spec(model)
        self.record = Run(
            plan.network, plan.options, dataset.name, dataset.size, recipe, recipe.seed,
            parameters=sum(math.prod(v.shape) for v in model.trainable_variables),
            macs=counting.macs(model), device=engine.devices()[0].name, backend=engine.BACKEND,
            versions=engine.versions(),
            when=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        )  # fmt: skip

    def run(self):
        ended = None
        for epoch in range(self.recipe.epochs):
            loss, accuracy, ended = self.epoch(epoch)
            if ended:
                break
            test_loss, test_accuracy = self.evaluate()
            self.add(loss, accuracy, test_loss, test_accuracy)
            if self.on_epoch:
                self.on_epoch(self.record)
        self.steps.finish()
        return self.update(ended=ended or "finished")

    def epoch(self, number):
        """Train once over the images: (mean loss, accuracy, why it ended early or None)."""
        start, results, seen, total = (
            time.perf_counter(),
            [],
            0,
            self.per_epoch * self.recipe.epochs,
        )
        losses, right = [], 0
        for order, shift, flip in batches(self.train.count, self.recipe, number):
            if self.stop():
                return None, None, "stopped"
            rate = rate_at(self.done, total, self.recipe)
            results.append(self.steps.step((order, shift, flip), np.float32(rate)))
            self.done += 1
            seen += len(order)
            if self.clock is None:  # the first step compiles: it is timed with the next ones
                float(results[0][0])
                self.clock = start = time.perf_counter()
                self.compiled = len(order)
            if len(results) == LOOK_EVERY or seen // len(order) == self.per_epoch:
                losses += [float(loss) for loss, _ in results]
                right += sum(int(correct) for _, correct in results)
                results = []
                if self.on_step:
                    self.on_step(self.done, total)
                if not np.isfinite(losses).all():
                    return None, None, self.diverged(number, losses)
        self.training_seconds += time.perf_counter() - start
        return float(np.mean(losses)), right / seen, None

    def diverged(self, epoch, losses):
        step = int(np.argmin(np.isfinite(losses))) + 1
        return (
            f"the loss was not finite at step {step} of epoch {epoch + 1}: lower the rate "
            f"({self.recipe.rate:g}), clip the gradient or choose another init"
        )

    def evaluate(self):
        """Mean loss and accuracy over the test images."""
        losses, right = [], 0
        for first in range(0, self.test.count, TEST_BATCH):
            order = np.arange(first, min(first + TEST_BATCH, self.test.count), dtype="int32")
            still = np.zeros((len(order), 2), "int32"), np.zeros(len(order), bool)
            loss, correct = self.tests((order, *still))
            losses.append(float(loss) * len(order))
            right += int(correct)
        return sum(losses) / self.test.count, right / self.test.count

    def add(self, *values):
        names = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
        self.update(
            **{n: (*getattr(self.record, n), v) for n, v in zip(names, values, strict=True)}
        )

    def update(self, **values):
        seconds = 0.0 if self.clock is None else time.perf_counter() - self.clock
        images = self.done * min(self.recipe.batch, self.train.count) - getattr(self, "compiled", 0)
        speed = images / self.training_seconds if self.training_seconds else 0.0
        self.record = dataclasses.replace(
            self.record, seconds=seconds, images_per_second=speed, **values
        )
        return self.record
