"""The trainings that are compared: ours, Keras's `fit`, and PyTorch. Each in a process of its own.

The same network, images, batch, optimiser (SGD with Nesterov's momentum, decay of kernels) and
number of threads. Images are in memory; they are drawn in a new order each epoch and not augmented.
"""

import os

from .fresh import in_turns

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

RATE, MOMENTUM, DECAY = 0.01, 0.9, 1e-4
EPOCHS = 10_000  # more than a turn ever makes; what is measured ends when it is told to


def images_of_course(tests=100):
    """The shipped part of CIFAR-10, with few test images: tests are not what is timed."""
    import dataclasses

    from helpers.datasets import Split, load

    data = load("cifar10")
    return dataclasses.replace(data, test=Split(data.test.images[:tests], data.test.labels[:tests]))


def network(depth, width, data):
    """The residual network by Keras."""
    from helpers.networks import build

    shape = data.train.images.shape[1:]
    return build("resnet", len(data.classes), shape, depth=depth, width=width)


def parameters(model):
    """How many numbers of a Keras model are trained."""
    return sum(v.numpy().size for v in model.trainable_variables)


@in_turns
def ours(turns, depth, width, batch, precision="float32", augment=False):
    """`helpers.training.train`, steps as they come from `on_step`; the tests are left out."""
    from helpers.training import Recipe, train

    data = images_of_course()
    model = network(depth, width, data)
    recipe = Recipe(
        epochs=EPOCHS,
        batch=batch,
        rate=RATE,
        momentum=MOMENTUM,
        weight_decay=DECAY,
        flip=augment,
        crop=4 if augment else 0,
        precision=precision,
    )
    turns.facts["parameters"] = parameters(model)
    before = 0

    def on_step(done, _steps):
        nonlocal before
        images, before = (done - before) * batch, done
        turns.lap(images)

    train(model, data, recipe, lambda _run: turns.skip(), lambda: turns.over, on_step)


@in_turns
def keras_fit(turns, depth, width, batch, precision="float32"):
    """`compile` and `fit` on a `tf.data.Dataset` of standardised images, as a user writes it."""
    import keras
    import tensorflow as tf

    if precision != "float32":
        keras.config.set_dtype_policy(f"mixed_{precision}")
    data = images_of_course()
    model = network(depth, width, data)
    optimizer = keras.optimizers.SGD(RATE, MOMENTUM, nesterov=True, weight_decay=DECAY)
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    model.compile(
        optimizer,
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    images, labels = data.standardize(data.train.images), data.train.labels
    batches = (
        tf.data.Dataset.from_tensor_slices((images, labels))
        .shuffle(len(labels))
        .batch(batch, drop_remainder=True)
        .prefetch(tf.data.AUTOTUNE)
    )
    turns.facts["parameters"] = parameters(model)

    class Lap(keras.callbacks.Callback):
        def on_train_batch_end(self, step, logs=None):
            if not turns.lap(batch):
                self.model.stop_training = True

    model.fit(batches, epochs=EPOCHS, verbose=0, callbacks=[Lap()])


@in_turns
def pytorch(turns, depth, width, batch, precision="float32"):
    """The twin in channels_last, with autocast for bfloat16, and SGD in one fused kernel."""
    import torch

    from helpers.training.processor import cores

    from .twin import ResNet, start_as_keras

    torch.manual_seed(0)
    torch.set_num_threads(cores())
    data = images_of_course()
    model = ResNet(depth, width, len(data.classes)).to(memory_format=torch.channels_last)
    start_as_keras(model)
    kernels = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.SGD(
        [{"params": kernels, "weight_decay": DECAY}, {"params": others}],
        RATE,
        MOMENTUM,
        nesterov=True,
        fused=True,
    )
    # Kept as NHWC: a batch that is gathered from it and seen as NCHW is channels_last, uncopied.
    images = torch.from_numpy(data.standardize(data.train.images))
    labels = torch.from_numpy(data.train.labels.copy())
    turns.facts["parameters"] = sum(p.numel() for p in model.parameters())
    model.train()
    while True:
        for order in torch.randperm(len(labels)).split(batch):
            if len(order) < batch:
                continue
            x = images[order].permute(0, 3, 1, 2)
            with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16"):
                logits = model(x)
                loss = torch.nn.functional.cross_entropy(logits, labels[order])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            if not turns.lap(batch):
                return
