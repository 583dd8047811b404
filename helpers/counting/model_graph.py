"""Which layer feeds which: the calls that a Keras model records, as a flat list. Loads no Keras.

Keras 3 has no public way to its records; all that is read of them is read in this module.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Node:
    """One call of a layer, or of an operation such as x + y.

    name: "stem_conv"; "outer/inner" inside a nested model; "conv:2" for a layer's second call.
    kind: the class's name. shape: of the output, without the batch; of the first output if there
    are several, the others being in `more`. None stands for a size that the model leaves open.
    inputs: names of the nodes that feed it, in the order of its arguments; takes: their shapes.
    again: the layer was called before, so that its weights are counted already.
    """

    name: str
    kind: str
    shape: tuple
    inputs: tuple
    layer: Any = field(repr=False)
    more: tuple = ()
    takes: tuple = ()
    again: bool = False


@dataclass(frozen=True)
class Graph:
    """The nodes of a model, each after all that feed it; outputs: names of the model's outputs.

    model: the Keras model itself.
    """

    name: str
    nodes: tuple
    outputs: tuple
    model: Any = field(repr=False, compare=False)

    def __iter__(self):
        return iter(self.nodes)

    def __len__(self):
        return len(self.nodes)

    def __getitem__(self, name):
        """The node of that name; KeyError if there is none."""
        for node in self.nodes:
            if node.name == name:
                return node
        raise KeyError(name)


def graph(model, input_shape=None):
    """The Graph of a functional or Sequential model; nested models are laid out flat.

    A Graph is given back as it is, so that what takes a model takes its Graph as well.

    input_shape: without the batch, in place of a single input's own, say for a model that takes
    images of any size. Branches follow one another whole, in the order in which they are joined.
    Raises ValueError for a model that records no graph, and for a shape that it cannot take.
    """
    if isinstance(model, Graph):
        if input_shape is None:
            return model
        model = model.model
    function = recorded(model)
    if function is None:
        raise ValueError(no_graph(model))
    tensors = function.inputs
    if input_shape is not None:
        if len(tensors) != 1:
            raise ValueError(f"{model.name} has {len(tensors)} inputs; input_shape is for one.")
        if not isinstance(input_shape, list | tuple):
            raise ValueError(
                f"input_shape is {input_shape!r}; expected sizes without the batch, such as "
                "(224, 224, 3)."
            )
        tensors = [_like(tensors[0], (None, *input_shape))]
    walk = _Walk()
    feeds = []
    for own, tensor in zip(function.inputs, tensors, strict=True):
        layer = own._keras_history.operation
        feeds.append((walk.add("", layer, [tensor], []), tensor))
    try:
        outputs = walk.through(function, feeds, "")
    except ValueError as problem:
        if input_shape is None:
            raise
        raise ValueError(
            f"{model.name} takes no input of {tuple(input_shape)}: {problem}"
        ) from None
    return Graph(model.name, tuple(walk.nodes), tuple(name for name, _ in outputs), model)


def recorded(model):
    """What holds the recorded calls of a functional or built Sequential model, else None."""
    function = getattr(model, "_functional", model)  # a Sequential keeps a functional model inside
    return function if hasattr(function, "_nodes_by_depth") else None


def no_graph(model):
    """The sentence that says why `model` has no graph, and what to do."""
    if not (hasattr(model, "layers") and hasattr(model, "count_params")):
        return f"Expected a Keras model, not {type(model).__name__}."
    if not model.built:
        return (
            f"The model {model.name} is not built, so its shapes are not known: begin it with "
            "keras.Input(shape), or call it once on an image."
        )
    return (
        f"The model {model.name} has a call() of its own, which does not record which layer feeds "
        "which: make it with keras.Model(inputs, outputs) to see its graph."
    )


def _like(tensor, shape):
    """A symbolic tensor of another shape."""
    return type(tensor)(shape=shape, dtype=tensor.dtype)


class _Walk:
    """Collects nodes; a tensor is known by its id, and kept as (name of its node, tensor)."""

    def __init__(self):
        self.nodes = []
        self._calls = {}  # calls of a layer under one prefix
        self._layers = set()

    def through(self, function, feeds, prefix):
        """Add what `function` does to `feeds`; its outputs, as (name, tensor).

        Not recursive over layers: a thousand of them would exceed Python's limit.
        """
        made = {id(own): feed for own, feed in zip(function.inputs, feeds, strict=True)}
        for output in function.outputs:
            stack = [(output, False)]
            while stack:
                tensor, fed = stack.pop()
                if id(tensor) in made:
                    continue
                history = tensor._keras_history
                call = history.operation._inbound_nodes[history.node_index]
                if fed:
                    made.update(self._call(call, made, prefix))
                else:
                    stack.append((tensor, True))
                    stack += [(x, False) for x in reversed(call.input_tensors)]
        return [made[id(output)] for output in function.outputs]

    def _call(self, call, made, prefix):
        """{id: (name, tensor)} of the outputs of one call."""
        feeds = [made[id(x)] for x in call.input_tensors]
        inner = recorded(call.operation)
        if inner is not None and len(inner.inputs) == len(feeds):
            name = self._name(prefix, call.operation)
            results = self.through(inner, feeds, f"{name}/")
        else:
            outputs = self._outputs(call, made)
            name = self.add(prefix, call.operation, outputs, feeds)
            results = [(name, output) for output in outputs]
        return {id(own): result for own, result in zip(call.outputs, results, strict=True)}

    @staticmethod
    def _outputs(call, made):
        """As recorded; computed anew where an input has another shape than when recorded."""
        if all(made[id(x)][1].shape == x.shape for x in call.input_tensors):
            return call.outputs
        fill = {id(x): made[id(x)][1] for x in call.input_tensors}
        args, kwargs = call.arguments.fill_in(fill)
        if hasattr(call.operation, "input_spec"):  # a layer, built for so many channels
            call.operation._assert_input_compatibility(*args)
        new = call.operation.compute_output_spec(*args, **kwargs)
        if isinstance(new, dict):
            new = [new[key] for key in sorted(new)]  # as Keras flattens it
        return list(new) if isinstance(new, list | tuple) else [new]

    def _name(self, prefix, layer):
        key = prefix, id(layer)
        self._calls[key] = number = self._calls.get(key, 0) + 1
        return f"{prefix}{layer.name}" + (f":{number}" if number > 1 else "")

    def add(self, prefix, layer, outputs, feeds):
        """Add a node for tensors `outputs`, made of `feeds` (name, tensor); its name."""
        name = self._name(prefix, layer)
        shape, *more = (tuple(output.shape[1:]) for output in outputs)
        again = id(layer) in self._layers
        self._layers.add(id(layer))
        inputs, takes = tuple(name for name, _ in feeds), tuple(x.shape[1:] for _, x in feeds)
        self.nodes.append(
            Node(name, type(layer).__name__, shape, inputs, layer, tuple(more), takes, again)
        )
        return name
