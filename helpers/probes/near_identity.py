"""Can layers learn to hand on what they get, nearly unchanged? The residual hypothesis in small.

Dense networks of width 32 learn y = relu(x + 0.3·tanh(Wx)), which is close to x, with Adam. A
plain network is relu(Wx + b), layer after layer; a residual one has blocks of two layers, x + f(x),
with a ReLU after the addition (He et al. 2015, arXiv:1512.03385, eq. 1). NumPy: nothing is
compiled. Rows are examples: (N, 32).
"""

import dataclasses

import numpy as np

WIDTH, CHANGE = 32, 0.3
EXAMPLES, TESTED, BATCH = 2000, 500, 50
RATE, MEAN, SQUARE, EPSILON = 0.003, 0.9, 0.999, 1e-8  # of Adam
STARTS = ("he", "zero")


def task(seed=0):
    """((x, y) to learn from, (x, y) to test with); x is 0 or above, as after a ReLU."""
    rng = np.random.default_rng(seed)
    mixing = rng.normal(scale=WIDTH**-0.5, size=(WIDTH, WIDTH))
    x = np.abs(rng.normal(size=(EXAMPLES + TESTED, WIDTH)))
    y = np.maximum(x + CHANGE * np.tanh(x @ mixing), 0)
    return (x[:EXAMPLES], y[:EXAMPLES]), (x[EXAMPLES:], y[EXAMPLES:])


@dataclasses.dataclass
class Layers:
    """depth dense layers; kernels (depth, 32, 32), biases (depth, 32). residual: in blocks of two.

    start: "he", σ² = 2/n, or "zero", the same with the last layer of each block at 0, so that each
    block begins as the identity. Raises ValueError for an odd depth or an unknown start.
    """

    depth: int
    residual: bool
    start: str = "he"
    seed: int = 0

    def __post_init__(self):
        if self.depth < 2 or self.depth % 2:
            raise ValueError(f"depth is {self.depth}; blocks of two layers need an even number.")
        if self.start not in STARTS:
            raise ValueError(f"start is {self.start!r}; choose one of {', '.join(STARTS)}.")
        rng = np.random.default_rng(self.seed + 1)
        shape = (self.depth, WIDTH, WIDTH)
        self.kernels = rng.normal(scale=(2 / WIDTH) ** 0.5, size=shape)
        self.biases = np.zeros((self.depth, WIDTH))
        if self.start == "zero":
            self.kernels[1::2] = 0

    def forward(self, x):
        """The output (N, 32), and what `gradients` needs: the input of each layer, and its sum."""
        inputs, sums = [], []
        for number in range(self.depth):
            inputs.append(x)
            z = x @ self.kernels[number] + self.biases[number]
            if self.residual and number % 2:
                z += inputs[-2]  # the input of the block
            sums.append(z)
            x = np.maximum(z, 0)
        return x, inputs, sums

    def gradients(self, x, y):
        """Of the mean squared error, by the kernels and the biases, in their shapes."""
        out, inputs, sums = self.forward(x)
        kernels, biases = np.empty_like(self.kernels), np.empty_like(self.biases)
        back, by_shortcut = 2 * (out - y) / y.size, 0
        for number in reversed(range(self.depth)):
            back = back * (sums[number] > 0)
            kernels[number], biases[number] = inputs[number].T @ back, back.sum(0)
            if self.residual and number % 2:
                by_shortcut = back  # ∂(x + f(x))/∂x = 1 + ∂f/∂x: the 1 goes past both layers
            back = back @ self.kernels[number].T
            if self.residual and not number % 2:
                back = back + by_shortcut
        return kernels, biases

    def error(self, x, y):
        """Mean squared error."""
        return float(np.mean((self.forward(x)[0] - y) ** 2))


def learn(depth, residual, start="he", epochs=20, seed=0):
    """The test error (mean squared error) before training and after each epoch."""
    (x, y), test = task(seed)
    net, rng = Layers(depth, residual, start, seed), np.random.default_rng(seed)
    moments = [[np.zeros_like(p), np.zeros_like(p)] for p in (net.kernels, net.biases)]
    errors, step = [net.error(*test)], 0
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for rows in order.reshape(-1, BATCH):
            step += 1
            found = net.gradients(x[rows], y[rows])
            for values, slope, moment in zip(
                (net.kernels, net.biases), found, moments, strict=True
            ):
                moment[0] += (1 - MEAN) * (slope - moment[0])
                moment[1] += (1 - SQUARE) * (slope**2 - moment[1])
                size = np.sqrt(moment[1] / (1 - SQUARE**step)) + EPSILON
                values -= RATE * moment[0] / (1 - MEAN**step) / size
        errors.append(net.error(*test))
    return errors


def error_of_identity(seed=0):
    """The test error of handing x on unchanged: what every one of the networks could do."""
    x, y = task(seed)[1]
    return float(np.mean((x - y) ** 2))
