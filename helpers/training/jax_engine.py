"""The engine on JAX. Import `engine`, which sets up the process first."""

import jax

VERSION = jax.__version__


def accelerators():
    """Yield (name, bytes that this process holds on it without use) for each GPU."""
    for device in jax.devices():
        if device.platform == "gpu":
            memory = device.memory_stats() or {}
            # JAX never gives memory back to the driver: it holds what it used at its peak.
            idle = memory.get("peak_bytes_in_use", 0) - memory.get("bytes_in_use", 0)
            yield device.device_kind, idle


def compile(function, graph=True, **options):
    """The function compiled by XLA; as it is, operation by operation, if not `graph`."""
    return jax.jit(function, **options) if graph else function


def gradient(function, values):
    """(loss, extra), gradients of the loss by each of `values`; function(values) gives both."""
    return jax.value_and_grad(function, has_aux=True)(values)


class Trainer:
    """Training and test steps, compiled or not; the variables live here until `finish`."""

    def __init__(self, model, optimizer, loss, compiled=True):
        self.model, self.compiled = model, compiled
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
                    logits, new = model.stateless_call(weights, others, x, training=True)
                    kept.append(new)
                    return logits

                total, result = loss(batch, forward, weights)
                return total, (result, kept[0])

            (_, (result, others)), slopes = gradient(value_of, weights)
            weights, memory = optimizer.stateless_apply(memory, slopes, weights)
            return (weights, others, memory), result

        self._step = compile(step, compiled, donate_argnums=0)

    def step(self, batch, rate):
        self.state, result = self._step(self.state, batch, rate)
        return result

    def tester(self, loss):
        """A function of a batch: loss and right answers, with the moving statistics."""

        def test(weights, others, batch):
            def forward(x):
                return self.model.stateless_call(weights, others, x, training=False)[0]

            return loss(batch, forward, ())[1]

        test = compile(test, self.compiled)
        return lambda batch: test(*self.state[:2], batch)

    def finish(self):
        """Write the trained values back into the model and the optimiser."""
        for group, values in zip(self.groups, self.state, strict=True):
            for variable, value in zip(group, values, strict=True):
                variable.assign(value)
