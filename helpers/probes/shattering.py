"""Shattered gradients: how alike are the gradients at two nearly equal inputs?

As in Balduzzi et al. 2017, arXiv:1702.08591, fig. 1: a network from one number to one number, at
its first weights; its slope at many points of a line, and how far apart two points may lie before
their slopes have nothing to do with each other. In a deep plain network they resemble white
noise.
"""

import numpy as np

WIDTH, POINTS, REACH = 200, 256, 2.0  # inputs from -REACH to REACH, as in the paper


def line(depth, residual, seed=0):
    """Inputs, outputs and slopes ∂output/∂input, (POINTS,) each, of `depth` ReLU layers.

    From He's start; the slopes up to one factor. residual: blocks of two layers, relu(h + f(h)).
    Raises ValueError for an odd depth.
    """
    if depth < 2 or depth % 2:
        raise ValueError(f"depth is {depth}; blocks of two layers need an even number, 2 or more.")
    rng = np.random.default_rng(seed)
    first = rng.normal(size=(1, WIDTH))
    x = np.linspace(-REACH, REACH, POINTS)[:, None]
    h, slope = _relu(x @ first + rng.normal(size=WIDTH), np.broadcast_to(first, (POINTS, WIDTH)))
    for _ in range(depth // 2):
        one, two = rng.normal(scale=(2 / WIDTH) ** 0.5, size=(2, WIDTH, WIDTH))
        inner, inner_slope = _relu(h @ one, slope @ one)
        sum_, sum_slope = inner @ two, inner_slope @ two
        if residual:
            sum_, sum_slope = h + sum_, slope + sum_slope
        h, slope = _relu(sum_, sum_slope)
        size = np.abs(h).max()  # one factor for all changes no correlation; nothing overflows
        h, slope = h / size, slope / size
    last = rng.normal(size=WIDTH)
    return x[:, 0], h @ last, slope @ last


def autocorrelation(values, lags):
    """The correlation of values with themselves, shifted by 0 … lags - 1 points; shape (lags,)."""
    values = values - values.mean()
    full = [values[: len(values) - lag] @ values[lag:] for lag in range(lags)]
    return np.array(full) / full[0]


def correlations(depth, residual, lags=16, seeds=range(10)):
    """autocorrelation, averaged over networks of several seeds."""
    return np.mean([autocorrelation(line(depth, residual, s)[2], lags) for s in seeds], axis=0)


def _relu(z, slope):
    """relu(z), and the slope behind it."""
    return np.maximum(z, 0), slope * (z > 0)
