"""The training loop: batches in, curves out. What differs between backends is in the engine."""

import dataclasses
import datetime
import math
from time import perf_counter

import keras
import numpy as np

from helpers import counting
from helpers.networks import build_spec, deep_stack

from . import engine
from .batches import DeviceSplit, batches, rate_at
from .checks import check_fit, check_memory, images_of_a_step, too_large
from .objective import is_kernel, objective
from .record import Recipe, Run, code_commit

TEST_BATCH = 500
SYNC_EVERY = 10  # steps between two looks at the loss: each look waits for the device


def train(model, dataset, recipe=None, on_epoch=None, stop=None, on_step=None, compiled=True):
    """Train `model` (logits) in place on dataset.train and return the Run.

    on_epoch(run): called after each epoch with the Run so far. on_step(done, steps): called every
    few steps. stop: a threading.Event or a function; once it is set or true, the training ends
    within a step, of training or of testing, and the Run of the whole epochs so far is returned.
    A loss that is not finite ends it likewise, and `run.ended` explains. compiled=False: operation
    by operation, for networks whose few steps take less time than compiling. Same seed, device and
    backend: same run.

    Raises ValueError if model and data set do not fit, MemoryError (naming a batch that fits) if
    memory will not do.
    """
    recipe = recipe or Recipe()
    check_fit(model, dataset, recipe)
    check_memory(model, dataset, recipe)
    with deep_stack(len(model.layers)):
        try:
            return Training(model, dataset, recipe, on_epoch, stop, on_step, compiled).run()
        except Exception as error:
            if not engine.out_of_memory(error):
                raise
            batch = images_of_a_step(dataset, recipe)
            needed = counting.training_bytes(model, batch)
            message = too_large(model, batch, needed, engine.devices()[0], max(1, batch // 2))
            raise MemoryError(message) from error


class Training:
    """One training under way: the steps, the tests and the growing record."""

    def __init__(self, model, dataset, recipe, on_epoch, stop, on_step, compiled):
        self.recipe, self.on_epoch, self.on_step = recipe, on_epoch, on_step
        self.stop = getattr(stop, "is_set", stop) or (lambda: False)
        self.train = DeviceSplit(dataset.train, dataset, recipe.images)
        self.test = DeviceSplit(dataset.test, dataset)
        optimizer = keras.optimizers.SGD(
            float(recipe.rate),
            float(recipe.momentum),
            nesterov=recipe.momentum > 0,
            global_clipnorm=recipe.clip,
        )
        decayed = [is_kernel(v) for v in model.trainable_variables]
        loss = objective(self.train, recipe, decayed)
        self.steps = engine.Trainer(model, optimizer, loss, compiled)
        self.tests = self.steps.tester(objective(self.test, recipe, ()))
        self.per_epoch = len(list(batches(self.train.count, recipe, 0)))
        self.done = 0
        # Seconds of training and of tests, and the images of the former. What compiles is left out:
        # the first training step, and the first test batch of each size.
        self.training_seconds, self.test_seconds, self.timed_images = 0.0, 0.0, 0
        self.compiled_tests = set()
        plan = build_spec(model)
        self.record = Run(
            plan.network,
            plan.options,
            dataset.name,
            dataset.size,
            recipe,
            recipe.seed,
            parameters=sum(math.prod(v.shape) for v in model.trainable_variables),
            macs=counting.macs(model),
            device=engine.devices()[0].name,
            backend=engine.BACKEND,
            versions=engine.versions(),
            when=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            commit=code_commit(),
        )

    def run(self):
        ended = None
        for epoch in range(self.recipe.epochs):
            self.start = perf_counter()
            trained, ended = self.epoch(epoch)
            self.training_seconds += perf_counter() - self.start
            if ended:
                break
            tested = self.evaluate()
            if tested is None:
                ended = "stopped"
                break
            self.add(*trained, *tested)
            if self.on_epoch:
                self.on_epoch(self.record)
        self.steps.finish()
        return self.update(ended=ended or "finished")

    def epoch(self, number):
        """Train once over the images: ((mean loss, accuracy), None) or (None, why it ended)."""
        total = self.per_epoch * self.recipe.epochs
        losses, results, right, seen = [], [], 0, 0
        for order, shift, flip in batches(self.train.count, self.recipe, number):
            if self.stop():
                return None, "stopped"
            rate = rate_at(self.done, total, self.recipe)
            results.append(self.steps.step((order, shift, flip), np.float32(rate)))
            self.done += 1
            seen += len(order)
            if self.done == 1:  # compiled: the clock starts when its result is there
                float(results[0][0])
                self.start = perf_counter()
            else:
                self.timed_images += len(order)
            if len(results) == SYNC_EVERY or seen // len(order) == self.per_epoch:
                losses += [float(loss) for loss, _ in results]
                right += sum(int(correct) for _, correct in results)
                results = []
                if self.on_step:
                    self.on_step(self.done, total)
                if not np.isfinite(losses).all():
                    return None, self.diverged(number, losses)
        return (float(np.mean(losses)), right / seen), None

    def diverged(self, epoch, losses):
        step = int(np.argmin(np.isfinite(losses))) + 1
        return (
            f"the loss was not finite at step {step} of epoch {epoch + 1}: lower the rate "
            f"({self.recipe.rate:g}), clip the gradient or choose another init"
        )

    def evaluate(self):
        """Mean loss and accuracy over the test images; None if it was stopped."""
        total, right, count = 0.0, 0, self.test.count
        for first in range(0, count, TEST_BATCH):
            if self.stop():
                return None
            start = perf_counter()
            order = np.arange(first, min(first + TEST_BATCH, count), dtype="int32")
            still = np.zeros((len(order), 2), "int32"), np.zeros(len(order), bool)
            loss, correct = self.tests((order, *still))
            total += float(loss) * len(order)
            right += int(correct)
            if len(order) in self.compiled_tests:
                self.test_seconds += perf_counter() - start
            self.compiled_tests.add(len(order))
        # A test loss may overflow where the training's did not; nan is what a record holds for it.
        return total / count if math.isfinite(total) else math.nan, right / count

    def add(self, *values):
        names = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
        self.update(
            **{n: (*getattr(self.record, n), v) for n, v in zip(names, values, strict=True)}
        )

    def update(self, **values):
        speed = self.timed_images / self.training_seconds if self.training_seconds else 0.0
        seconds = self.training_seconds + self.test_seconds
        self.record = dataclasses.replace(
            self.record, seconds=seconds, images_per_second=speed, **values
        )
        return self.record
