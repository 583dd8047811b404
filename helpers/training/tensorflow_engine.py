"""The engine on TensorFlow. Import `engine`, which sets up the process first."""

import tensorflow as tf

VERSION = tf.__version__

# Each model is traced once; TensorFlow takes a new model's function for an old one's.
tf.get_logger().addFilter(lambda record: "retracing" not in record.getMessage())
for gpu in tf.config.list_physical_devices("GPU"):
    try:
        tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:  # it is in use already; TF_FORCE_GPU_ALLOW_GROWTH stands in
        break


def accelerators():
    """Yield (name, bytes that this process holds on it without use) for each GPU."""
    for number, gpu in enumerate(tf.config.list_physical_devices("GPU")):
        name = tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name)
        memory = tf.config.experimental.get_memory_info(f"GPU:{number}")
        # TensorFlow never gives memory back to the driver: it holds what it used at its peak.
        yield name, memory["peak"] - memory["current"]


def compile(function, graph=True):
    """The function as one graph, without XLA, which is slower on a CPU; as it is if not `graph`."""
    return tf.function(function, reduce_retracing=True) if graph else function


def gradient(function, values):
    """(loss, extra), gradients of the loss by each of `values`; function(values) gives both."""
    with tf.GradientTape() as tape:
        tape.watch(values)
        loss, extra = function(values)
    return (loss, extra), tape.gradient(loss, values)


class Trainer:
    """Training and test steps of one model, compiled or not; its variables change in place."""

    def __init__(self, model, optimizer, loss, compiled=True):
        self.model, self.compiled = model, compiled
        variables = model.trainable_variables
        optimizer.build(variables)

        def step(batch, rate):
            optimizer.learning_rate.assign(rate)
            with tf.GradientTape() as tape:
                total, result = loss(batch, lambda x: model(x, training=True), variables)
            optimizer.apply(tape.gradient(total, variables), variables)
            return result

        self.step = compile(step, compiled)

    def tester(self, loss):
        """A function of a batch: loss and right answers, with the moving statistics."""

        def test(batch):
            return loss(batch, lambda x: self.model(x, training=False), ())[1]

        return compile(test, self.compiled)

    def finish(self):
        """Nothing to do: the model's variables are up to date."""
