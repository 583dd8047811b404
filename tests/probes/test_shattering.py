"""Slopes along a line, and how they resemble noise (Balduzzi et al. 2017, arXiv:1702.08591)."""

import numpy as np
import pytest

from helpers.probes.shattering import POINTS, autocorrelation, correlations, line


@pytest.mark.parametrize("residual", [False, True])
def test_slopes_are_those_of_the_outputs(residual):
    x, outputs, slopes = line(4, residual)
    steps, between = np.diff(outputs) / np.diff(x), (slopes[1:] + slopes[:-1]) / 2
    # Piecewise linear: the two agree but for the steps with a kink between their ends.
    assert np.corrcoef(steps, between)[0, 1] > 0.99
    assert np.median(np.abs(steps - between)) < 0.02 * np.abs(slopes).max()


def test_noise_and_a_slow_wave():
    noise = np.random.default_rng(0).normal(size=100_000)
    assert np.abs(autocorrelation(noise, 5)[1:]).max() < 0.02 and autocorrelation(noise, 1) == [1]
    wave = np.sin(np.linspace(0, 2 * np.pi, POINTS))
    assert autocorrelation(wave, 3)[2] > 0.98


def test_plain_gradients_shatter_with_depth_and_residual_ones_do_not():
    """The paper's claim (its fig. 1, §3): exponential decay against a slow one."""
    shallow, plain, residual = (
        correlations(*case, seeds=range(4))[15] for case in ((2, False), (50, False), (50, True))
    )
    assert shallow > 0.6 and plain < 0.35 and residual > 0.5


def test_an_odd_depth_is_refused():
    with pytest.raises(ValueError, match="even number"):
        line(3, True)
