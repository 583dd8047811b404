"""The engine on TensorFlow. Import `engine`, which sets up the process first."""

import contextlib

import keras
import tensorflow as tf

from .precision import computing_in, layers_of

VERSION = tf.__version__

# Each model is traced once; TensorFlow takes a new model's function for an old one's.
tf.get_logger().addFilter(lambda record: "retracing" not in record.getMessage())
for gpu in tf.config.list_physical_devices("GPU"):
    try:
        tf.config.experimental.set_memory_growth(gpu, True)
    # It is in use already, or has a limit; TF_FORCE_GPU_ALLOW_GROWTH stands in.
    except (RuntimeError, ValueError):
        break


def accelerators():
    """Yield (name, bytes that this process uses, bytes it holds without use) for each GPU."""
    for number, gpu in enumerate(tf.config.list_physical_devices("GPU")):
        name = tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name)
        memory = tf.config.experimental.get_memory_info(f"GPU:{number}")
        # TensorFlow never gives memory back to the driver: it holds what it used at its peak.
        yield name, memory["current"], memory["peak"] - memory["current"]


def capability():
    """(major, minor) compute capability of the first GPU, None if there is no GPU."""
    for gpu in tf.config.list_physical_devices("GPU")[:1]:
        return tf.config.experimental.get_device_details(gpu).get("compute_capability")
    return None


def compile(function, graph=True, xla=False):
    """The function as one graph, by default without XLA; as it is if not `graph`."""
    if not graph:
        return function
    return tf.function(function, reduce_retracing=True, jit_compile=xla or None)


def gradient(function, values):
    """(loss, extra), gradients of the loss by each of `values`; function(values) gives both."""
    with tf.GradientTape() as tape:
        tape.watch(values)
        loss, extra = function(values)
    return (loss, extra), tape.gradient(loss, values)


def normalise(layer, x, training):
    """What the BatchNormalization `layer` makes of x (N, H, W, C), in one operation each way.

    Keras's own takes five, each of which reads and writes all of x: ResNet-20 trained 1.43 times as
    fast with this (590 and 840 images/s, two cores of a Xeon, 2026-11-24).
    """
    scale, offset = layer.gamma.value, layer.beta.value
    mean, variance = layer.moving_mean, layer.moving_variance
    if not (training and layer.trainable):
        return tf.compat.v1.nn.fused_batch_norm(
            x, scale, offset, mean.value, variance.value, layer.epsilon, is_training=False
        )[0]
    y, batch_mean, batch_variance = tf.compat.v1.nn.fused_batch_norm(
        x, scale, offset, epsilon=layer.epsilon
    )
    # It divides by one less than the number of values; Keras's moving variance by the number.
    number = tf.cast(tf.size(x) / x.shape[-1], tf.float32)
    batch_variance *= (number - 1) / number
    for moving, value in ((mean, batch_mean), (variance, batch_variance)):
        moving.assign(moving * layer.momentum + value * (1 - layer.momentum))
    return y


def fits(layer):
    """Whether `normalise` stands for the layer: Keras's own kind, over the channels of images."""
    return (
        type(layer) is keras.layers.BatchNormalization
        and len(layer.moving_mean.shape) == 1
        and layer.input_spec.ndim == 4
        and layer.axis in (-1, 3)
        and layer.scale
        and layer.center
        and not (layer.renorm or layer.synchronized)
    )


@contextlib.contextmanager
def fused(model):
    """Within it the model's batch normalisation is done by `normalise`."""
    layers = [layer for layer in layers_of(model) if fits(layer)]

    def stand_in(layer):
        def call(inputs, training=None, mask=None):
            return normalise(layer, inputs, training)

        return call

    # Past Keras's own __setattr__, which would take the function for something to be saved.
    for layer in layers:
        object.__setattr__(layer, "call", stand_in(layer))
    try:
        yield
    finally:
        for layer in layers:
            object.__delattr__(layer, "call")


class Trainer:
    """Training and test steps of one model; its variables change in place."""

    def __init__(self, model, optimizer, loss, decay, execution, precision):
        self.model, self.execution, self.precision = model, execution, precision
        values = model.trainable_variables
        optimizer.build(values)
        self.variables = [*values, *model.non_trainable_variables, *optimizer.variables]

        def step(batch, rate):
            optimizer.learning_rate.assign(rate)
            with tf.GradientTape() as tape:
                value, right = loss(batch, lambda x: self._forward(x, True))
            optimizer.apply(decay(tape.gradient(value, values), values), values)
            return value, right

        def steps(plan, first, last):
            def body(i, total, right, sound):
                value, more = step([part[i] for part in plan[:-1]], plan[-1][i])
                total += value
                sound += tf.cast(tf.math.is_finite(total), tf.int32)
                return i + 1, total, right + more, sound

            start = (first, tf.zeros(()), tf.constant(0), tf.constant(0))
            return tf.while_loop(lambda i, *_: i < last, body, start, parallel_iterations=1)[1:]

        self._steps = compile(steps, execution.compiled, execution.xla)

    def _forward(self, x, training):
        with fused(self.model), computing_in(self.model, self.precision):
            return self.model(x, training=training)

    def upload(self, plan):
        """The arrays of a plan on the device."""
        return [tf.convert_to_tensor(part) for part in plan]

    def steps(self, plan, first, last):
        """Make the steps from `first` to before `last` of an uploaded plan.

        Returns the sum of their losses, of the right answers, and how many steps went by before the
        sum was no longer finite.
        """
        total, right, sound = self._steps(plan, tf.constant(first), tf.constant(last))
        return float(total), int(right), int(sound)

    def tester(self, loss):
        """A function of a batch: loss and right answers, with the moving statistics."""

        def test(batch):
            return loss(batch, lambda x: self._forward(x, False))

        return compile(test, self.execution.compiled, self.execution.xla)

    def values(self):
        """Copies of all that a training changes: weights, statistics, seeds, optimiser."""
        return [v.numpy() for v in self.variables]

    def restore(self, values):
        """Go on from such copies."""
        for variable, value in zip(self.variables, values, strict=True):
            variable.assign(value)

    def finish(self):
        """Nothing to do: the model's variables are up to date."""
