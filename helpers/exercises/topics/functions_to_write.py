"""Questions whose answers are functions: a top-k error, a convolution in groups, one layer back."""

import numpy as np

from ..code import Code
from ..randomized import StableRandom


def top_k_error(seed):
    """The top-k error in % of a table of scores, as a function that the student writes."""

    def error(scores, labels, k, places=0):
        own = scores[np.arange(len(labels)), labels][:, None]
        return 100 * np.mean((scores > own).sum(axis=1) >= k + places)

    return Code(
        text="Write a function top_k_error(scores, labels, k) that gives the top-k error in per "
        "cent. scores: an array with a row for each image and a column for each class. labels: "
        "the number of the right class of each image, from 0.",
        name="top_k_error",
        calls=tuple(_scores_and_labels(StableRandom("top_k_error", seed))),
        shown=tuple(f"top_k_error(scores, labels, {k}), five images," for k in (1, 2, 3)),
        reference=error,
        because="For each image you looked for the right class among the k highest scores.",
        mistakes=(
            (
                lambda scores, labels, k: 100 - error(scores, labels, k),
                "That is the accuracy. The error is the share of wrong images.",
            ),
            (
                lambda scores, labels, k: error(scores, labels, k) / 100,
                "That is a fraction; the function should give per cent.",
            ),
            (
                lambda scores, labels, k: error(scores, labels, k) / 100 * len(labels),
                "That is the number of wrong images; the function should give per cent.",
            ),
            (
                lambda scores, labels, k: error(-scores, labels, k),
                "You take the k lowest scores. np.argsort starts with the lowest one.",
            ),
            (
                lambda scores, labels, k: error(scores, labels, k, -1),
                "You take one guess too few: place k still counts.",
            ),
            (
                lambda scores, labels, k: error(scores, labels, k, 1),
                "You take one guess too many: only k places count.",
            ),
            (
                lambda scores, labels, k: error(scores, labels, 1),
                "You look at the highest score only. What is k for?",
            ),
        ),
        advice="An image is wrong if k or more classes have a higher score than the right one.",
        hints=(
            "np.argsort(-scores, axis=1)[:, :k] has the numbers of the k best classes of each row.",
            "Is labels[i] among the numbers of row i? Count the rows where it is not.",
            "The error is that count, divided by the number of rows, times 100.",
        ),
    )


def _scores_and_labels(draw):
    """(scores, labels, k) of five images, for k of 1, 2 and 3."""
    for k in (1, 2, 3):
        scores = np.array([draw.shuffled(range(1, 100))[:6] for _ in range(5)], float)
        # Places of the right classes: within k, exactly at k, behind it.
        places = draw.shuffled([0, k - 1, k, 4, draw.pick((k, 5))])
        order = np.argsort(-scores, axis=1)
        labels = np.array([row[place] for row, place in zip(order, places, strict=True)])
        yield scores, labels, k


def two_groups(seed):
    """A convolution in two groups with a kernel of 1×1, on arrays, as the student writes it."""
    draw, calls = StableRandom("halves", seed), []
    for inputs, outputs in ((4, 4), (4, 6), (6, 4)):
        x = np.array([[draw.pick(range(-9, 10)) for _ in range(inputs)] for _ in range(3)], float)
        kernel = [[draw.pick(range(1, 10)) for _ in range(outputs)] for _ in range(inputs // 2)]
        calls.append((x, np.array(kernel, float)))

    return Code(
        text="Write a function two_groups(x, kernel) that does a 1×1 convolution in two groups, "
        "without biases. x: an array with a row for each pixel and a column for each input map. "
        "kernel: an array with a row for each input map that an output map sees, and a column for "
        "each output map. The first half of the output maps sees the first half of the input maps.",
        name="two_groups",
        calls=tuple(calls),
        shown=tuple(
            f"two_groups(x, kernel) with shapes {x.shape} and {kernel.shape}" for x, kernel in calls
        ),
        reference=_in_two,
        because="Each group is a convolution of its own, and its maps stand side by side.",
        mistakes=(
            (_first_only, "All your output maps see the first half of the input maps."),
            (_crossed, "Your first half of output maps sees the second half of the input maps."),
            (_added, "You add the two groups. Their maps stand side by side: concatenate them."),
            (
                lambda x, kernel: x @ np.concatenate([kernel, kernel]),
                "Each of your output maps sees all input maps, as without groups.",
            ),
            (
                lambda x, kernel: _in_two(_turns(x, kernel), kernel),
                "You give the input maps to the groups in turn. Group 1 gets the first half.",
            ),
            (
                lambda x, kernel: np.concatenate(np.split(_in_two(x, kernel), 2, axis=1)),
                "You put the maps of the groups below each other. axis=1 is the axis of the maps.",
            ),
        ),
        advice="Cut x and kernel into halves of columns, multiply half by half, then put together.",
        hints=(
            "A 1×1 convolution is the matrix product x @ kernel.",
            "first, second = np.split(x, 2, axis=1) cuts an array into two halves of columns.",
            "np.concatenate([…, …], axis=1) puts arrays side by side.",
        ),
    )


def _parts(x, kernel):
    (a, b), (c, d) = np.split(x, 2, axis=1), np.split(kernel, 2, axis=1)
    return a, b, c, d


def _in_two(x, kernel):
    a, b, c, d = _parts(x, kernel)
    return np.concatenate([a @ c, b @ d], axis=1)


def _first_only(x, kernel):
    a, _, c, d = _parts(x, kernel)
    return np.concatenate([a @ c, a @ d], axis=1)


def _crossed(x, kernel):
    a, b, c, d = _parts(x, kernel)
    return np.concatenate([b @ c, a @ d], axis=1)


def _added(x, kernel):
    a, b, c, d = _parts(x, kernel)
    return a @ c + b @ d


def _turns(x, kernel):
    return np.concatenate([x[:, ::2], x[:, 1::2]], axis=1)


def backward(seed):
    """One layer back through tanh: Rumelhart, Hinton & Williams 1986, as in notebook 03."""
    draw, calls = StableRandom("backward", seed), []
    for _ in range(3):
        gradient = [draw.pick((-3, -2, -1, 1, 2, 3)) for _ in range(3)]
        weights = [[draw.pick((-2, -1, 0, 1, 2)) for _ in range(3)] for _ in range(3)]
        weights[0][1], weights[1][0] = 2, -1  # not symmetric: the transpose matters
        outputs = [draw.pick((-0.8, -0.6, -0.3, 0.2, 0.4, 0.5, 0.9)) for _ in range(3)]
        calls.append(tuple(np.array(values, float) for values in (gradient, weights, outputs)))

    return Code(
        text="Write a function backward(gradient, weights, outputs) that takes the gradient one "
        "layer back. gradient: ∂L/∂z of a layer, for each of its neurons. weights: W of this "
        "layer, with a row for each of its neurons. outputs: a = tanh(z) of the layer before. The "
        "result is ∂L/∂z of the layer before.",
        name="backward",
        calls=tuple(calls),
        shown=tuple(f"call {number}, three neurons in each layer," for number in (1, 2, 3)),
        reference=lambda g, w, a: (1 - a**2) * (w.T @ g),
        because="Weights and slope: one factor of each for every layer.",
        mistakes=(
            (lambda g, w, a: w.T @ g, "The slope is missing: tanh has the slope 1 − a²."),
            (
                lambda g, w, a: (1 - a**2) * (w @ g),
                "W takes outputs forward. The way back is its transpose, weights.T.",
            ),
            (
                lambda g, w, a: (1 - a**2) * g,
                "The weights are missing: which neurons does each output reach, and how strongly?",
            ),
            (
                lambda g, w, a: a * (1 - a) * (w.T @ g),
                "a·(1 − a) is the slope of a sigmoid. Here the activation is tanh.",
            ),
            (
                lambda g, w, a: (1 - np.tanh(a) ** 2) * (w.T @ g),
                "outputs are tanh(z) already. Do not take tanh again.",
            ),
            (
                lambda g, w, a: w.T @ ((1 - a**2) * g),
                "The slope belongs to the neurons of the layer before: multiply by it last.",
            ),
            (
                lambda g, w, a: a * (w.T @ g),
                "You multiply by the outputs. Backpropagation needs the slope at these outputs.",
            ),
        ),
        advice="First the weights, then the slope of the layer before, neuron by neuron.",
        hints=(
            "The formula stands above: φ′(z) ⊙ Wᵀ ∂L/∂z, where ⊙ multiplies neuron by neuron.",
            "weights.T @ gradient is the second part.",
            "The slope of tanh is 1 − a², and a is what the function gets as outputs.",
        ),
    )
