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
from .batches import DeviceSplit, images_of_a_batch, plan, steps_of_an_epoch
from .checkpoint import Checkpoint
from .checks import check_fit, check_memory, images_of_a_step, too_large
from .execution import Execution, next_steps
from .objective import decay, objective
from .precision import layers_of, resolve
from .record import Recipe, Run, code_commit

TEST_BATCH = 500
PROGRESS = ("epoch", "step", "loss", "right", "training_seconds", "test_seconds", "timed_images")


def train(model, dataset, recipe, on_epoch, stop, on_step, execution, checkpoint):
    """As helpers.training.train, which says what these are."""
    recipe, execution = recipe or Recipe(), execution or Execution()
    check_fit(model, dataset, recipe)
    fast, device = engine.fast_at_bfloat16(), engine.devices()[0]
    precision = resolve(recipe.precision, model, device, fast)
    batch = images_of_a_step(dataset, recipe)

    def needed(batch):
        return counting.training_bytes(model, batch, precision, execution.compiled)

    check_memory(model, batch, needed, device)
    callbacks = on_epoch, stop, on_step
    with deep_stack(len(model.layers)):
        try:
            work = Training(model, dataset, recipe, *callbacks, execution, precision, device)
            return work.run(Checkpoint(checkpoint))
        except Exception as error:
            if not engine.out_of_memory(error):
                raise
            fits = max(1, batch // 2)
            raise too_large(model, batch, needed(batch), device, fits) from error


def seed_dropout(model, seed):
    """Begin the chance of the model's own layers at `seed`, which Keras begins anywhere."""
    for number, layer in enumerate(layers_of(model)):
        generator = getattr(layer, "seed_generator", None)
        if generator is not None:
            generator.state.assign([seed, number])


class Training:
    """One training under way: the steps, the tests and the growing record."""

    def __init__(
        self, model, dataset, recipe, on_epoch, stop, on_step, execution, precision, device
    ):
        self.recipe = recipe
        self.on_epoch, self.on_step = on_epoch, on_step
        self.stop = getattr(stop, "is_set", stop) or (lambda: False)
        self.train = DeviceSplit(dataset.train, dataset, recipe.images)
        self.test = DeviceSplit(dataset.test, dataset)
        if execution.xla is None:
            execution = dataclasses.replace(execution, xla=device.kind == "gpu")
        self.execution = execution
        seed_dropout(model, recipe.seed)
        optimizer = keras.optimizers.SGD(
            float(recipe.rate),
            float(recipe.momentum),
            nesterov=recipe.momentum > 0,
            global_clipnorm=recipe.clip,
        )
        self.steps = engine.Trainer(
            model,
            optimizer,
            objective(self.train, recipe.smoothing),
            decay(model.trainable_variables, recipe.weight_decay),
            execution,
            precision,
        )
        self.tests = self.steps.tester(objective(self.test))
        self.batch = images_of_a_batch(self.train.count, recipe)
        self.per_epoch = steps_of_an_epoch(self.train.count, recipe)
        self.compiled, self.pace = False, (0, 0.0)  # steps of the last dispatch and their seconds
        self.compiled_tests = set()  # sizes of test batches
        # Where the training is: epoch and step in it, with what the epoch has brought so far.
        self.epoch, self.step, self.loss, self.right = 0, 0, 0.0, 0
        # Seconds of training and of tests, and the images of the former. What compiles is left out:
        # the first training step, and the first test batch of each size.
        self.training_seconds, self.test_seconds, self.timed_images = 0.0, 0.0, 0
        spec = build_spec(model)
        self.record = Run(
            spec.network,
            spec.options,
            dataset.name,
            dataset.size,
            recipe,
            recipe.seed,
            parameters=sum(math.prod(v.shape) for v in model.trainable_variables),
            macs=counting.macs(model),
            device=device.name,
            backend=engine.BACKEND,
            versions=engine.versions(),
            when=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            commit=code_commit(),
            precision=precision,
        )

    def run(self, checkpoint):
        """Train to the end, from the beginning or from the checkpoint; return the record."""
        self.checkpoint = checkpoint
        self.resume()
        ended = None
        while not ended and self.epoch < self.recipe.epochs:
            ended = self.train_epoch() or self.test_epoch()
        if ended == "stopped":
            self.save()
        self.steps.finish()
        return self.update(ended=ended or "finished")

    def resume(self):
        """Go on from the checkpoint, if it is one of this training."""
        found = self.checkpoint.exists() and self.checkpoint.read(self.record, self.steps.values())
        if not found:
            return
        values, record, progress = found
        self.steps.restore(values)
        for name in PROGRESS:
            setattr(self, name, type(getattr(self, name))(progress[name]))
        self.record = dataclasses.replace(record, resumed=record.resumed + 1)

    def save(self):
        """Write the checkpoint, if there is to be one."""
        if self.checkpoint.path is None:
            return
        progress = {name: getattr(self, name) for name in PROGRESS}
        self.checkpoint.write(self.steps.values(), self.update(), progress)

    def train_epoch(self):
        """Make the steps that are left of this epoch; returns why it ended early, None if not."""
        on_device = self.steps.upload(plan(self.train.count, self.recipe, self.epoch))
        total, lap = self.per_epoch * self.recipe.epochs, perf_counter()
        while self.step < self.per_epoch:
            if self.stop():
                return "stopped"
            # What the first step compiles does for any number of steps.
            count = next_steps(self.execution, *self.pace) if self.compiled else 1
            count = min(count, self.per_epoch - self.step)
            start = perf_counter()
            loss, right, sound = self.steps.steps(on_device, self.step, self.step + count)
            now = perf_counter()
            if self.compiled:
                self.pace = count, now - start
                self.training_seconds += now - lap
                self.timed_images += count * self.batch
            self.compiled, lap = True, now
            if sound < count:
                return self.diverged(self.step + sound)
            self.step += count
            self.loss += loss
            self.right += right
            if self.on_step:
                self.on_step(self.epoch * self.per_epoch + self.step, total)
            if self.checkpoint.due():
                self.save()
        return None

    def diverged(self, step):
        return (
            f"the loss was not finite at step {step + 1} of epoch {self.epoch + 1}: lower the rate "
            f"({self.recipe.rate:g}), clip the gradient or choose another init"
        )

    def test_epoch(self):
        """Test, add the epoch to the record and go on to the next; returns why it ended early."""
        tested = self.evaluate()
        if tested is None:
            return "stopped"
        seen = self.per_epoch * self.batch
        values = self.loss / self.per_epoch, self.right / seen, *tested
        names = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
        self.epoch, self.step, self.loss, self.right = self.epoch + 1, 0, 0.0, 0
        self.update(
            **{n: (*getattr(self.record, n), v) for n, v in zip(names, values, strict=True)}
        )
        if self.on_epoch:
            self.on_epoch(self.record)
        return None

    def evaluate(self):
        """Mean loss and accuracy over the test images; None if it was stopped."""
        total, right, count = 0.0, 0, self.test.count
        for first in range(0, count, TEST_BATCH):
            if self.stop():
                return None
            start = perf_counter()
            order = np.arange(first, min(first + TEST_BATCH, count), dtype="int32")
            loss, correct = self.tests((order,))
            total += float(loss) * len(order)
            right += int(correct)
            if len(order) in self.compiled_tests:
                self.test_seconds += perf_counter() - start
            self.compiled_tests.add(len(order))
        # A test loss may overflow where the training's did not; nan is what a record holds for it.
        return total / count if math.isfinite(total) else math.nan, right / count

    def update(self, **values):
        speed = self.timed_images / self.training_seconds if self.training_seconds else 0.0
        seconds = self.training_seconds + self.test_seconds
        self.record = dataclasses.replace(
            self.record, seconds=seconds, images_per_second=speed, **values
        )
        return self.record
