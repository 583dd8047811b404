"""The engine on JAX. Import `engine`, which sets up the process first."""

import jax
import jax.numpy as jnp
import numpy as np

from .precision import computing_in

VERSION = jax.__version__


def accelerators():
    """Yield (name, bytes that this process uses, bytes it holds without use) for each GPU."""
    for device in jax.devices():
        if device.platform == "gpu":
            memory = device.memory_stats() or {}
            # JAX never gives memory back to the driver: it holds what it used at its peak.
            used = memory.get("bytes_in_use", 0)
            yield device.device_kind, used, memory.get("peak_bytes_in_use", 0) - used


def capability():
    """(major, minor) compute capability of the first GPU, None if there is no GPU."""
    for device in jax.devices():
        if device.platform == "gpu":
            return tuple(map(int, device.compute_capability.split(".")))
    return None


def compile(function, graph=True, xla=True, **options):
    """The function compiled by XLA, whatever `xla` says; as it is if not `graph`."""
    return jax.jit(function, **options) if graph else function


def gradient(function, values):
    """(loss, extra), gradients of the loss by each of `values`; function(values) gives both."""
    return jax.value_and_grad(function, has_aux=True)(values)


class Trainer:
    """Training and test steps of one model; the variables live here until `finish`."""

    def __init__(self, model, optimizer, loss, decay, execution, precision):
        self.model, self.execution, self.precision = model, execution, precision
        optimizer.build(model.trainable_variables)
        groups = (model.trainable_variables, model.non_trainable_variables, optimizer.variables)
        self.groups = groups
        self.state = tuple([v.value for v in group] for group in groups)
        place = next(i for i, v in enumerate(optimizer.variables) if v is optimizer._learning_rate)

        def step(state, batch, rate):
            weights, others, memory = state
            memory = [*memory[:place], rate, *memory[place + 1 :]]

            def value_of(weights):
                kept = []

                def forward(x):
                    logits, new = self._forward(weights, others, x, training=True)
                    kept.append(new)
                    return logits

                value, right = loss(batch, forward)
                return value, (right, kept[0])

            (value, (right, others)), slopes = gradient(value_of, weights)
            slopes = decay(slopes, weights)
            weights, memory = optimizer.stateless_apply(memory, slopes, weights)
            return (weights, others, memory), value, right

        def steps(state, plan, first, last):
            def body(i, carried):
                state, total, right, sound = carried
                state, value, more = step(state, [part[i] for part in plan[:-1]], plan[-1][i])
                total += value
                return state, total, right + more, sound + jnp.isfinite(total)

            start = (state, jnp.float32(0), jnp.int32(0), jnp.int32(0))
            if execution.compiled:
                return jax.lax.fori_loop(first, last, body, start)
            for i in range(first, last):
                start = body(i, start)
            return start

        self._steps = compile(steps, execution.compiled, donate_argnums=0)

    def _forward(self, weights, others, x, training):
        with computing_in(self.model, self.precision):
            return self.model.stateless_call(weights, others, x, training=training)

    def upload(self, plan):
        """The arrays of a plan on the device."""
        return [jax.device_put(part) for part in plan]

    def steps(self, plan, first, last):
        """Make the steps from `first` to before `last` of an uploaded plan.

        Returns the sum of their losses, of the right answers, and how many steps went by before the
        sum was no longer finite.
        """
        self.state, total, right, sound = self._steps(self.state, plan, first, last)
        return float(total), int(right), int(sound)

    def tester(self, loss):
        """A function of a batch: loss and right answers, with the moving statistics."""

        def test(weights, others, batch):
            return loss(batch, lambda x: self._forward(weights, others, x, training=False)[0])

        test = compile(test, self.execution.compiled)
        return lambda batch: test(*self.state[:2], batch)

    def values(self):
        """Copies of all that a training changes: weights, statistics, seeds, optimiser."""
        return [np.asarray(value) for group in self.state for value in group]

    def restore(self, values):
        """Go on from such copies."""
        values = iter(values)
        self.state = tuple([jnp.asarray(next(values)) for _ in group] for group in self.state)

    def finish(self):
        """Write the trained values back into the model and the optimiser."""
        for group, values in zip(self.groups, self.state, strict=True):
            for variable, value in zip(group, values, strict=True):
                variable.assign(value)
