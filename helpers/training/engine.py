"""The one module that knows the backend: devices, gradients and compiled steps.

TensorFlow (the default) and JAX stand behind the same names; KERAS_BACKEND chooses between them.
"""

import os

# Memory is taken as it is needed, so that kernels can share a GPU; set before the first use.
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import contextlib
import dataclasses
import platform

import keras
import psutil

BACKEND = keras.backend.backend()


@dataclasses.dataclass(frozen=True)
class Device:
    """A processor and its memory in bytes; None where the backend does not tell."""

    name: str
    kind: str
    memory_total: int | None
    memory_free: int | None


def processor():
    """The CPU's name and how many cores this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as lines:  # noqa: PTH123 - not a file but the kernel's word
            name = next(s.split(":")[1].strip() for s in lines if s.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{name}, {cores} core{'s' * (cores != 1)}"


def cpu():
    memory = psutil.virtual_memory()
    return Device(processor(), "cpu", memory.total, memory.available)


if BACKEND == "tensorflow":
    import tensorflow as tf

    # Each model is traced once; TensorFlow takes a new model's function for an old one's.
    tf.get_logger().addFilter(lambda record: "retracing" not in record.getMessage())
    for gpu in tf.config.list_physical_devices("GPU"):
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except RuntimeError:  # it is in use already; TF_FORCE_GPU_ALLOW_GROWTH stands in
            break
    OUT_OF_MEMORY = (tf.errors.ResourceExhaustedError, MemoryError)

    def accelerators():
        for number, gpu in enumerate(tf.config.list_physical_devices("GPU")):
            name = tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name)
            used = tf.config.experimental.get_memory_info(f"GPU:{number}")["current"]
            total = gpu_memory(number)
            yield Device(name, "gpu", total, None if total is None else total - used)

    def compile(function):
        """The function as one graph; without XLA, which is slower on a CPU."""
        return tf.function(function, reduce_retracing=True)

    def gradient(function, values):
        """(loss, extra), gradients of the loss by each of `values`; function(values) gives both."""
        with tf.GradientTape() as tape:
            tape.watch(values)
            loss, extra = function(values)
        return (loss, extra), tape.gradient(loss, values)

    @contextlib.contextmanager
    def one_by_one():
        """Operations one by one, without a graph: a thousand layers compile for minutes."""
        tf.config.run_functions_eagerly(True)
        try:
            yield
        finally:
            tf.config.run_functions_eagerly(False)

    class Trainer:
        """Compiled training and test steps of one model; its variables are updated in place."""

        def __init__(self, model, optimizer, loss):
            self.model = model
            variables = model.trainable_variables
            optimizer.build(variables)

            def step(batch, rate):
                optimizer.learning_rate.assign(rate)
                with tf.GradientTape() as tape:
                    total, result = loss(batch, lambda x: model(x, training=True), variables)
                optimizer.apply(tape.gradient(total, variables), variables)
                return result

            self.step = compile(step)

        def tester(self, loss):
            """A function of a batch: loss and right answers, with the moving statistics."""
            return compile(
                lambda batch: loss(batch, lambda x: self.model(x, training=False), ())[1]
            )

        def finish(self):
            """Nothing to do: the model's variables are up to date."""

else:
    import jax

    OUT_OF_MEMORY = (MemoryError,)

    def accelerators():
        for device in jax.devices():
            if device.platform == "gpu":
                memory = device.memory_stats() or {}
                total = memory.get("bytes_limit")
                free = None if total is None else total - memory.get("bytes_in_use", 0)
                yield Device(device.device_kind, "gpu", total, free)

    def compile(function):
        """The function compiled by XLA."""
        return jax.jit(function)

    def gradient(function, values):
        """(loss, extra), gradients of the loss by each of `values`; function(values) gives both."""
        return jax.value_and_grad(function, has_aux=True)(values)

    def one_by_one():
        """Operations one by one, without a graph: a thousand layers compile for minutes."""
        return jax.disable_jit()

    class Trainer:
        """Compiled steps; the variables live here as arrays until `finish` writes them back."""

        def __init__(self, model, optimizer, loss):
            self.model = model
            optimizer.build(model.trainable_variables)
            groups = (model.trainable_variables, model.non_trainable_variables, optimizer.variables)
            self.groups = groups
            self.state = tuple([v.value for v in group] for group in groups)
            place = next(
                i for i, v in enumerate(optimizer.variables) if v is optimizer._learning_rate
            )

            def step(state, batch, rate):
                weights, others, memory = state
                memory = [*memory[:place], rate, *memory[place + 1 :]]

                def value_of(weights):
                    kept = []

                    def forward(x):
                        logits, new = model.stateless_call(weights, others, x, training=True)
                        kept.append(new)
                        return logits

                    total, result = loss(batch, forward, weights)
                    return total, (result, kept[0])

                (_, (result, others)), slopes = gradient(value_of, weights)
                weights, memory = optimizer.stateless_apply(memory, slopes, weights)
                return (weights, others, memory), result

            self._step = jax.jit(step, donate_argnums=0)

        def step(self, batch, rate):
            self.state, result = self._step(self.state, batch, rate)
            return result

        def tester(self, loss):
            """A function of a batch: loss and right answers, with the moving statistics."""

            @jax.jit
            def test(weights, others, batch):
                def forward(x):
                    return self.model.stateless_call(weights, others, x, training=False)[0]

                return loss(batch, forward, ())[1]

            return lambda batch: test(*self.state[:2], batch)

        def finish(self):
            """Write the trained values back into the model and the optimiser."""
            for group, values in zip(self.groups, self.state, strict=True):
                for variable, value in zip(group, values, strict=True):
                    variable.assign(value)


def gpu_memory(number):
    """A GPU's memory in bytes by the driver's own word; None without its command."""
    import shutil
    import subprocess

    if not shutil.which("nvidia-smi"):
        return None
    query = ["nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    answer = subprocess.run(query, capture_output=True, text=True, timeout=10, check=False)
    rows = answer.stdout.split()
    return int(rows[number]) * 2**20 if number < len(rows) and rows[number].isdigit() else None


def devices():
    """All Devices, the one that trainings use first: a GPU where there is one, then the CPU."""
    return [*accelerators(), cpu()]


def versions():
    """The versions that a result depends on."""
    known = {"python": platform.python_version(), "keras": keras.__version__}
    known[BACKEND] = (tf if BACKEND == "tensorflow" else jax).__version__
    return known


def out_of_memory(error):
    """Whether an exception of the backend says that memory ran out."""
    return isinstance(error, OUT_OF_MEMORY) or "RESOURCE_EXHAUSTED" in str(error)
