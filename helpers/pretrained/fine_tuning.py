"""A pretrained body and a new last layer on few images, against two that begin with random weights.

The same body with random weights shows what the layers give without what they have learned; a
residual net that is trained as a whole, what these few images can teach.

python -m helpers.pretrained fine_tuning     (fetches MobileNet's weights; some minutes)
"""

import dataclasses
import datetime
import functools
import json

import numpy as np

from helpers import datasets
from helpers.atomic import write_text
from helpers.datasets.dataset import class_balanced
from helpers.paths import SHIPPED
from helpers.pretrained.catalog import entry
from helpers.pretrained.feature_extraction import features
from helpers.pretrained.keras_networks import untrained
from helpers.pretrained.weight_files import weights

PATH = SHIPPED / "fine_tuning.json"
NETWORK, SIZE, EPOCHS, RATE, BATCH = "mobilenet", 128, 40, 1e-3, 20
SEEDS = 0, 1, 2
# From nothing: the residual net of the depth sweep, wider, as long as it still gains.
SCRATCH = {"depth": 20, "width": 16}
RECIPE = {"epochs": 60, "batch": 20, "rate": 0.05, "flip": True, "crop": 4}


@functools.cache
def small_subset(training=20, test=50):
    """CIFAR-10's first `training` and `test` shipped images of each class, as a Dataset."""
    whole = datasets.load("cifar10")
    counts = training, test
    train, test = class_balanced((whole.train, whole.test), len(whole.classes), counts)
    return dataclasses.replace(whole, train=train, test=test)


def classifier(inputs, labels, classes, seed=0):
    """A dense layer from features to logits, trained: all of it that is trained here."""
    from helpers.training import engine  # here, as it loads Keras

    keras = engine.keras
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input(inputs.shape[1:]), keras.layers.Dense(classes)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(RATE), loss, metrics=["accuracy"])
    model.fit(inputs, labels, batch_size=BATCH, epochs=EPOCHS, verbose=0)
    return model


def accuracy(model, inputs, labels):
    """The fraction of right answers."""
    return float((model.predict(inputs, verbose=0).argmax(axis=1) == labels).mean())


def linear_probe(data, seeds=SEEDS):
    """[(accuracy on the training images, on the test images) of each seed] with MobileNet's body.

    Raises what `weights` raises.
    """
    weights(NETWORK, fetch=False)
    splits = data.train, data.test
    inputs = [features(NETWORK, split.images, size=SIZE, crop=1) for split in splits]
    return [_probed(data, inputs, seed) for seed in seeds]


def random_body(data, seeds=SEEDS):
    """The same where MobileNet's body has random weights, and the features are standardised.

    As they are they would be 1e-19: Keras's initialisation lets the signal vanish in 27 layers of
    ReLU, and normalisation that has seen no images does not restore it.
    """
    from helpers.training import engine  # here, as it loads Keras

    found = []
    for seed in seeds:
        engine.keras.utils.set_random_seed(seed)
        body, convention = untrained(NETWORK), entry(NETWORK).convention
        splits = data.train, data.test
        seen, unseen = (
            features(body, split.images, size=SIZE, crop=1, convention=convention).astype("float64")
            for split in splits
        )
        middle, spread = seen.mean(axis=0), seen.std(axis=0)
        spread = np.where(spread == 0, 1, spread)
        inputs = [((part - middle) / spread).astype("float32") for part in (seen, unseen)]
        found.append(_probed(data, inputs, seed))
    return found


def _probed(data, inputs, seed):
    """Accuracies of a classifier that is trained on the first of `inputs`, on both of them."""
    seen, unseen = inputs
    model = classifier(seen, data.train.labels, len(data.classes), seed)
    return accuracy(model, seen, data.train.labels), accuracy(model, unseen, data.test.labels)


def from_nothing(data):
    """The same for a residual net that begins with random weights."""
    from helpers.networks import build
    from helpers.training import Recipe, train

    runs = [
        train(build("resnet", **SCRATCH, seed=seed), data, Recipe(**RECIPE, seed=seed))
        for seed in SEEDS
    ]
    return [(run.train_accuracy[-1], run.test_accuracy[-1]) for run in runs]


def record():
    """What the file holds: both results, how they came about and on what."""
    from helpers.training import engine

    data = small_subset()
    probe = {"network": NETWORK, "size": SIZE, "epochs": EPOCHS, "rate": RATE, "batch": BATCH}
    return {
        "when": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "device": engine.devices()[0].name,
        "backend": engine.BACKEND,
        "versions": engine.versions(),
        "weights": weights(NETWORK, full=True).digests,
        "images": {"training": len(data.train.labels), "test": len(data.test.labels)},
        "seeds": SEEDS,
        "tuned": {**probe, "accuracy": linear_probe(data)},
        "random_body": {**probe, "accuracy": random_body(data)},
        "from_nothing": {"network": "resnet", **SCRATCH, **RECIPE, "accuracy": from_nothing(data)},
    }


@functools.cache
def recorded():
    """The record that ships, as `record` makes it."""
    return json.loads(PATH.read_text(encoding="utf-8"))


def write(path=PATH):
    """Train all three and write the file."""
    write_text(path, json.dumps(record(), indent=1) + "\n")
    return str(path)
