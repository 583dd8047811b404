"""Figures without a screen. Not by MPLBACKEND: the notebooks' kernels would inherit it."""

import matplotlib

matplotlib.use("agg")
