"""Where the time of a training step of ours goes, by kind of operation: TensorFlow's profile."""

import collections
import re
import tempfile
from pathlib import Path

from .contenders import RATE, images_of_course, network
from .speed import WIDTH

HOST = "/host:CPU"
OPERATION = re.compile(r"[^:]+:(\w+)")


def profile(depth, batch, precision="float32", steps=8):
    """{kind of operation: seconds a step, over all threads}, the longest first."""
    import tensorflow as tf

    from helpers.training import Recipe, train

    data = images_of_course()
    model = network(depth, WIDTH, data)
    recipe = Recipe(epochs=10, batch=batch, rate=RATE, images=steps * batch, precision=precision)
    finished = []
    with tempfile.TemporaryDirectory() as folder:

        def on_epoch(_run):
            finished.append(True)
            if len(finished) == 2:
                tf.profiler.experimental.start(folder)

        def on_step(done, _steps):
            if done == 3 * steps:
                tf.profiler.experimental.stop()

        train(model, data, recipe, on_epoch, lambda: len(finished) == 3, on_step)
        (file,) = Path(folder).rglob("*.xplane.pb")
        seconds = read(file)
    return {kind: taken / steps for kind, taken in seconds.items()}


def read(file):
    """{kind: seconds} of the operations in such a profile; each event is called "node:kind"."""
    from tensorflow.tsl.profiler.protobuf import xplane_pb2

    space = xplane_pb2.XSpace()
    space.ParseFromString(file.read_bytes())
    found = collections.Counter()
    for plane in space.planes:
        if plane.name != HOST:
            continue
        names = {
            number: matched[1]
            for number, data in plane.event_metadata.items()
            if (matched := OPERATION.fullmatch(data.name))
        }
        for line in plane.lines:
            for event in line.events:
                if event.metadata_id in names:
                    found[names[event.metadata_id]] += event.duration_ps / 1e12
    return dict(found.most_common())
