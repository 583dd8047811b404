"""The pictures of deck 03."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from helpers.exercises.diagnosed import draw_cases
from helpers.figures.depth import draw_depth
from helpers.figures.gradients import LINES, STYLES, draw_norms, draw_saturation
from helpers.probes import numpy_backprop, theory
from helpers.runs import recorded
from helpers.runs.analysis import series

from ..values.gradients import FACTORS, batch, factor, predicted, traced

SMALL = 10.5
LAYER = "layer, from input to output"
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def products(figure):
    """What is left of a gradient after up to 50 layers, for four factors a layer."""
    ax = figure.subplots()
    layers = np.arange(51)
    for number, value in enumerate((1.2, 1.0, 0.7, 0.25)):
        colour, _ = STYLES[number]
        ax.plot(layers, value**layers, color=colour, ls=LINES[number], lw=2.5)
        ax.text(51, value**50.0, f"×{value:g} a layer", va="center", fontsize=12)
    ax.set_yscale("log")
    ax.set_ylim(1e-32, 1e6)
    ax.set_xlim(0, 75)
    ax.set_xticks(range(0, 51, 10))
    _powers(ax, (-30, -20, -10, 0))
    ax.set_xlabel("layers that the gradient has passed")
    ax.set_ylabel("size of the gradient")
    ax.grid(alpha=0.3)


def slopes(figure):
    """Sigmoid, tanh and ReLU, and their slopes."""
    left, right = figure.subplots(1, 2)
    z = np.linspace(-5, 5, 201)
    for number, name in enumerate(("sigmoid", "tanh", "relu")):
        function, slope = numpy_backprop.ACTIVATIONS[name]
        outputs = function(z)
        look = {"color": STYLES[number][0], "ls": LINES[number], "lw": 2.5}
        left.plot(z, outputs, **look)
        label = f"{name.replace('relu', 'ReLU')}: at most {slope(outputs).max():g}"
        right.plot(z, slope(outputs), label=label, **look)
    left.set(xlabel="input z", ylabel="output φ(z)", ylim=(-1.3, 3))
    right.set(xlabel="input z", ylabel="slope φ′(z)", ylim=(-0.05, 1.75), yticks=(0, 0.25, 1))
    right.legend(loc="upper left", fontsize=11, frameon=False)
    for ax in (left, right):
        ax.grid(alpha=0.3)


def saturation(figure):
    """What the layers of a tanh network give out, with σ = 1 and with σ = 1/√n."""
    axes = figure.subplots(1, 2)
    for ax, (init, title) in zip(
        axes, (("normal_1", "σ = 1"), ("normal_fan_in", "σ = 1/√n")), strict=True
    ):
        trace = traced(depth=10, width=64, activation="tanh", init=init)
        layers = {f"layer {n}": trace.activations[f"layer{n:02d}_tanh"] for n in (1, 5, 9)}
        draw_saturation(ax, layers, (-1, 1), (-0.98, 0.98))
        for patch in ax.patches:
            if isinstance(patch, Rectangle):
                patch.set(facecolor="#cccccc", alpha=0.8)
        ax.set_title(title)
        ax.set_xlabel("output of tanh")
        ax.set_ylim(0, 1.2 * ax.get_ylim()[1])
        ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        ax.set_xticks((-1, -0.5, 0, 0.5, 1), ("−1", "−0.5", "0", "0.5", "1"))
        ax.legend(fontsize=SMALL, loc="upper center", frameon=False)
    axes[1].set_ylabel("")


def norms(figure):
    """Gradient norm layer by layer: sigmoid and ReLU with Glorot's weights, ReLU with He's."""
    cases = {
        "sigmoid, Glorot": ("sigmoid", "glorot_uniform"),
        "ReLU, Glorot": ("relu", "glorot_uniform"),
        "ReLU, He": ("relu", "he_normal"),
    }
    found, expected = {}, {}
    for name, (activation, init) in cases.items():
        found[name] = traced(depth=12, width=64, activation=activation, init=init).outputs
        expected[name] = theory.factor("plain", activation, init)
    ax = figure.subplots()
    draw_norms(ax, _rounded(found), expected)
    _powers(ax, (-8, -6, -4, -2, 0))
    ax.set_xlabel(LAYER)
    ax.set_ylabel("gradient norm at the output")
    handles, labels = ax.get_legend_handles_labels()
    labels = [
        text.partition(" (")[0]
        .replace("theory = ", "  theory: ")
        .replace("theory ≤", "  theory: at most")
        for text in labels
    ]
    ax.legend(
        handles,
        labels,
        loc="upper left",
        bbox_to_anchor=(1.01, 1.02),
        fontsize=SMALL,
        frameon=False,
    )


def weights(figure):
    """Gradients at the outputs and at the weights of 30 layers of ReLUs."""
    glorot, he = (
        traced(depth=30, width=128, activation="relu", init=init)
        for init in ("glorot_uniform", "he_normal")
    )
    found = {
        "at the outputs, Glorot": glorot.outputs,
        "at the weights, Glorot": glorot.weights,
        "at the weights, He": he.weights,
    }
    ax = figure.subplots()
    draw_norms(ax, _rounded(found))
    _powers(ax, (-6, -4, -2, 0))
    ax.set_xlabel(LAYER)
    ax.set_ylabel("gradient norm")
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), fontsize=SMALL, frameon=False)


def depth(figure):
    """Training error of dense networks against depth."""
    ax = figure.subplots()
    draw_depth(
        ax, series(recorded("dense"), "depth", "training error"), metric="training error", chance=90
    )


def factors(figure):
    """Factor for each layer going back: measured and, where it is known, predicted."""
    ax = figure.subplots()
    for place, name in enumerate(FACTORS):
        value, expected = round(factor(name), 3), predicted(name)
        colour, marker = STYLES[0 if abs(value - 1) < 0.05 else 1]
        ax.plot(value, place, marker, color=colour, ms=9)
        ax.text(1.34, place, f"×{value:.2f}", fontsize=11, va="center")
        if expected:
            ax.plot(expected.value, place, "|", color="black", ms=17, mew=1.8)
    ax.axvline(1, color="0.35", lw=1.2, ls="--")
    ax.text(0.97, -0.75, "← smaller", ha="right", va="center", fontsize=11)
    ax.text(1.03, -0.75, "larger →", ha="left", va="center", fontsize=11)
    ax.plot([], [], "|", color="black", ms=17, mew=1.8, ls="", label="theory")
    ax.plot([], [], "o", color=STYLES[0][0], ms=9, ls="", label="measured, about 1")
    ax.plot([], [], "s", color=STYLES[1][0], ms=9, ls="", label="measured, not 1")
    ax.legend(loc="lower left", fontsize=SMALL, frameon=False)
    ax.set_yticks(range(len(FACTORS)), FACTORS, fontsize=11)
    ax.set_ylim(len(FACTORS) - 0.5, -1.2)
    ax.set_xlim(0, 1.5)
    ax.set_xticks((0, 0.25, 0.5, 0.75, 1, 1.25))
    ax.tick_params(axis="x", labelsize=11)
    ax.set_xlabel("factor of the gradient's norm for each layer going back", fontsize=11)
    ax.grid(axis="x", alpha=0.25)


def diagnosis(figure):
    """Four networks: gradient norms above, outputs of the activation functions beneath."""
    axes = figure.subplots(2, 4, height_ratios=(3, 2))
    for (name, case), (top, bottom) in zip(
        draw_cases("lecture", *batch()).items(), axes.T, strict=True
    ):
        values = np.array([float(f"{v:.3g}") for v in case.trace.outputs.values()])
        colour, marker = STYLES[0]
        top.plot(range(1, len(values) + 1), values, marker, color=colour, ms=4)
        top.set_yscale("log")
        top.set_ylim(1e-11, 1e6)
        _powers(top, (-9, -6, -3, 0, 3))
        top.set_title(name, fontsize=13, weight="bold")
        top.set_xlabel("layer", fontsize=SMALL)
        top.grid(alpha=0.3)
        outputs = np.concatenate([a.ravel() for a in case.trace.activations.values()])
        counts, edges = np.histogram(np.clip(outputs, -2, 2), np.linspace(-2, 2, 33))
        bottom.stairs(100 * counts / counts.sum(), edges, color=STYLES[1][0], lw=1.8, fill=True)
        bottom.set_xlim(-2.1, 2.1)
        bottom.set_xticks((-1, 0, 1))
        bottom.set_yticks(())
        bottom.set_xlabel("output", fontsize=SMALL)
        for ax in (top, bottom):
            ax.tick_params(labelsize=SMALL)
    for ax in axes[0, 1:]:
        ax.set_yticklabels(())
    axes[0, 0].set_ylabel("gradient norm", fontsize=SMALL)
    axes[1, 0].set_ylabel("share", fontsize=SMALL)


def _rounded(found):
    """Norms to three digits, so that the picture is the same on every processor."""
    return {
        name: {layer: float(f"{value:.3g}") for layer, value in measured.items()}
        for name, measured in found.items()
    }


def _powers(ax, exponents):
    """Ticks at these powers of ten, written without mathtext."""
    ax.yaxis.set_major_locator(FixedLocator([10.0**exponent for exponent in exponents]))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _power(value)))


def _power(value):
    exponent = round(np.log10(value))
    return "1" if exponent == 0 else f"10{str(exponent).translate(SUPERSCRIPT)}"


PICTURES = {
    "products": (products, (4.5, 3.7)),
    "slopes": (slopes, (7.6, 3.1)),
    "saturation": (saturation, (7.6, 3.1)),
    "norms": (norms, (7.6, 3.1)),
    "weights": (weights, (7.6, 2.7)),
    "depth": (depth, (7.6, 3.1)),
    "factors": (factors, (7.6, 2.8)),
    "diagnosis": (diagnosis, (7.6, 3.1)),
}
