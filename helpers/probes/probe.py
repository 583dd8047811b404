"""Gradient norms and activation statistics of any functional Keras model.

The gradient at a layer's output is taken as the gradient of a zero that is added there, so that one
pass back gives all of them, on either backend, without looking into the layers.
"""

import keras
import numpy as np
from keras import layers

from helpers.networks import deep_stack
from helpers.training import engine
from helpers.training.objective import cross_entropy

from .measures import activation_summary, norm, standard


class GradientTap(layers.Layer):
    """Adds a zero that has the shape of a whole batch, so that its gradient can be asked for."""

    def __init__(self, of, batch, **kwargs):
        super().__init__(name=f"{of}_tap", **kwargs)
        self.batch = batch

    def build(self, shape):
        self.zero = self.add_weight(shape=(self.batch, *shape[1:]), initializer="zeros")

    def call(self, x):
        return x + self.zero

    def compute_output_spec(self, x):
        return keras.KerasTensor(x.shape, x.dtype)  # not traced: x's batch is open, zero's is not


def kernels(layer):
    """A layer's trainable weights without its biases; all of them where it has nothing else.

    A bias's gradient is the sum of those at the output, and where activations fade going forward
    it would drown the kernel's.
    """
    variables = layer.trainable_variables
    return [v for v in variables if len(v.shape) > 1] or variables


class Probe:
    """A look at one model, compiled or not; ask again after its weights have changed.

    `model` gives logits; `batch` images are probed at a time. Batch normalisation uses the batch's
    own statistics, as in training, and its moving averages are left alone. compiled=False:
    operation by operation, for a single look at a network that takes minutes to compile.
    """

    def __init__(self, model, batch, compiled=True):
        self.model, self.batch, taps = model, batch, {}
        outputs = {}

        def call(layer, *args, **kwargs):
            y = layer(*args, **kwargs)
            if layer.weights:
                taps[layer.name] = GradientTap(layer.name, batch)
                y = taps[layer.name](y)
            outputs[layer.name] = y
            return y

        with deep_stack(2 * len(model.layers)):
            twin = keras.models.clone_model(model, clone_function=lambda x: x, call_function=call)
            self.kinds = {x.name: x for x in model.layers if not isinstance(x, layers.InputLayer)}
            self.twin = keras.Model(
                twin.inputs[0], [twin.outputs[0], *(outputs[name] for name in self.kinds)]
            )
        self.taps = list(taps)
        self.zeros = [taps[name].zero for name in self.taps]
        self.owners = {v.path: x.name for x in model.layers for v in kernels(x)}
        variables = self.twin.trainable_variables

        def look(values, others, images, labels):
            def loss(values):
                (logits, *inner), _ = self.twin.stateless_call(
                    values, others, images, training=True
                )
                return cross_entropy(logits, labels), inner

            return engine.gradient(loss, values)

        self.variables, self.look = variables, engine.compile(look, compiled)

    def __call__(self, images, labels):
        """Look once. images (batch, H, W, C), as for gradient_norms; labels (batch,) int."""
        images, labels = standard(images), np.asarray(labels, "int32")
        if len(images) != self.batch or len(labels) != self.batch:
            raise ValueError(f"This probe looks at {self.batch} images; it got {len(images)}.")
        values = [v.value for v in self.variables]
        others = [v.value for v in self.twin.non_trainable_variables]
        with deep_stack(4 * len(self.model.layers)):
            (loss, inner), slopes = self.look(values, others, images, labels)
        self.loss = float(loss)
        self.inner = dict(zip(self.kinds, inner, strict=True))
        self.slopes = dict(zip((v.path for v in self.variables), slopes, strict=True))
        return self

    def gradient_norms(self, wrt="outputs"):
        """{layer name: norm} of the last look, from input to output; see gradient_norms below."""
        if wrt == "outputs":
            return {
                n: norm(self.slopes[z.path]) for n, z in zip(self.taps, self.zeros, strict=True)
            }
        if wrt != "weights":
            raise ValueError(f"wrt is {wrt!r}; choose 'outputs' or 'weights'.")
        squares = {name: 0.0 for name in self.taps}
        for path, owner in self.owners.items():
            squares[owner] += norm(self.slopes[path]) ** 2
        return {name: square**0.5 for name, square in squares.items()}

    def activations(self, names=None):
        """{layer name: array} of the last look, for all activation layers or for `names`."""
        names = names or [
            n for n, x in self.kinds.items() if isinstance(x, (layers.Activation, layers.ReLU))
        ]
        return {name: np.asarray(self.inner[name]) for name in names}


def gradient_norms(model, images, labels, wrt="outputs", compiled=True):
    """{layer name: norm} of the cross-entropy's gradient, ordered from input to output.

    Layers with weights only. images (N, H, W, C): floats are taken as they are, so that
    dataset.standardize(images) gives what a training sees; uint8 are taken for CIFAR-10's and
    standardised by its published mean and deviation. labels (N,) int. wrt="outputs": the gradient
    at the layer's output, which is what theory predicts; "weights": at its kernel (scale and offset
    for batch normalisation), which is what training sees. A norm of exactly 0 says that every
    number in the gradient underflowed (or that nothing depends on it). compiled: as for Probe.
    Raises ValueError for another `wrt`, or if images and labels are not equally many.
    """
    if len(images) != len(labels) or not len(images):
        raise ValueError(
            f"There are {len(images)} images and {len(labels)} labels; they go in pairs."
        )
    if wrt not in ("outputs", "weights"):
        raise ValueError(f"wrt is {wrt!r}; choose 'outputs' or 'weights'.")
    return Probe(model, len(images), compiled)(images, labels).gradient_norms(wrt)


def activation_statistics(model, images, labels):
    """{activation layer: {"mean", "std", "saturated"}}, from input to output.

    saturated: the fraction of outputs where the slope is all but gone: sigmoid outside
    0.01 … 0.99, tanh beyond ±0.98, ReLU at 0.
    """
    probe = Probe(model, len(images))(images, labels)
    return {
        name: activation_summary(values, kind_of(probe.kinds[name]))
        for name, values in probe.activations().items()
    }


def kind_of(layer):
    """The name of a layer's activation function."""
    function = getattr(layer, "activation", None)
    return getattr(function, "__name__", "relu")
