"""Gradient norms layer by layer, and how far activations are driven into saturation."""

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

# Okabe & Ito's palette, told apart with all common kinds of colour vision, each with its marker.
STYLES = (("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#CC79A7", "D"), ("#000000", "v"))
LINES = ("-", "--", "-.", ":")
FONT = 11
LOWEST, HIGHEST = 1e-45, 1e39  # beyond what float32 can hold
ZERO, TOO_LARGE = "exactly 0 in float32", "too large for float32"


def draw_norms(ax, series, predictions=None, where="output"):
    """Gradient norm against layer number, on a log axis.

    series: {label: {layer name: norm}}, input to output. predictions: {label: theory.Prediction
    or None}, drawn through the measured norm of the last hidden layer. Norms of exactly 0 are
    marked at the floor, those that are not finite at the ceiling. where: "output" or "weights".
    """
    marked, drawn = set(), []
    for number, (label, norms) in enumerate(series.items()):
        colour, marker = STYLES[number % len(STYLES)]
        values = np.array(list(norms.values()), "float64")
        layers = np.arange(1, len(values) + 1)
        fine = np.isfinite(values) & (values > 0)
        ax.plot(
            layers[fine],
            values[fine],
            marker,
            color=colour,
            label=label,
            markersize=5 if len(values) <= 40 else 3,
        )
        drawn.append(values[fine])
        prediction = (predictions or {}).get(label)
        if prediction and len(values) > 2 and fine[-2]:
            line = values[-2] * np.float64(prediction.value) ** (layers[-2] - layers)
            text = f"theory {prediction.bound} ×{prediction.value:.3g} a layer"
            paper = prediction.paper.split(",")[0]
            ax.plot(layers, line, "--", color=colour, linewidth=1.5, label=f"{text} ({paper})")
            drawn.append(line)
        lost = ((values == 0, 0.02, "x", ZERO), (~np.isfinite(values), 0.98, "+", TOO_LARGE))
        for found, height, sign, text in lost:
            if found.any():
                ax.plot(
                    layers[found],
                    np.full(found.sum(), height),
                    sign,
                    color=colour,
                    transform=ax.get_xaxis_transform(),
                    clip_on=False,
                    markersize=7,
                    label=None if text in marked else text,
                )
                marked.add(text)
    if ax.get_yscale() != "log":  # setting it again would make all ticks anew
        ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(numticks=8))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    ax.set_ylim(*limits(np.concatenate(drawn) if drawn else np.ones(1)))
    ax.set_xlabel("layer, from input to output")
    ax.set_ylabel(f"gradient norm at the layer's {where}")
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small", loc="best")


def limits(values):
    """The range of a log axis: all of `values`, at least three decades, within float32's reach."""
    values = values[np.isfinite(values) & (values > 0)]
    low, high = np.log10(np.array([values.min(), values.max()]) if len(values) else np.ones(2))
    missing = max(0, 3 - (high - low)) / 2
    margin = 0.06 * (high - low) + 0.1
    low, high = low - missing - margin, high + missing + margin
    return max(10.0**low, LOWEST), min(10.0**high, HIGHEST)


def draw_saturation(ax, activations, span, margins=None, gone="saturated"):
    """What activation functions give out: one outline a layer, the saturated range shaded.

    activations: {layer name: array}. span (low, high): range of the x axis, which takes in what
    lies beyond. margins (low, high): where the function is as good as flat, None for nowhere.
    gone: the word for it.
    """
    low, high = margins or (-np.inf, np.inf)
    edges = np.linspace(*span, 41)
    for number, (name, values) in enumerate(activations.items()):
        values = np.asarray(values, "float64").ravel()
        counts, _ = np.histogram(np.clip(values[np.isfinite(values)], *span), edges)
        share = 100 * np.mean((values <= low) | (values >= high))
        label = f"{name}: {share:.0f} % {gone}" if margins else name
        ax.stairs(
            100 * counts / max(1, len(values)),
            edges,
            label=label,
            color=STYLES[number % len(STYLES)][0],
            linestyle=LINES[number % len(LINES)],
            linewidth=1.8,
        )
    if low >= span[0]:
        ax.axvspan(span[0], max(low, edges[1]), color="0.85", zorder=0, linewidth=0)
    if high <= span[1]:
        ax.axvspan(min(high, edges[-2]), span[1], color="0.85", zorder=0, linewidth=0)
    ax.set_xlim(*span)
    ax.set_ylim(0, 1.35 * ax.get_ylim()[1])  # room for the legend
    ax.set_xlabel("output of the activation function")
    ax.set_ylabel("share of outputs (%)")
    ax.legend(fontsize="small")


def draw_ratios(axes, rows):
    """Gradient at the first convolution over that at the last, on a log axis, a panel a depth.

    axes: as many as there are depths. rows: dicts with depth, init, batch_norm, network and ratios,
    one for each seed. Dots are seeds; a row for each initialisation with and without normalisation.
    """
    looks = {"plain": (STYLES[1], -0.14), "resnet": (STYLES[0], 0.14)}
    kinds = list(dict.fromkeys((row["batch_norm"], row["init"]) for row in rows))
    labels = [
        f"{init.split('_')[0].replace('he', 'He').replace('glorot', 'Glorot')}, "
        f"{'BN' if batch_norm else 'no BN'}"
        for batch_norm, init in kinds
    ]
    for ax, depth in zip(axes, sorted({row["depth"] for row in rows}), strict=True):
        for row in (row for row in rows if row["depth"] == depth):
            (colour, marker), shift = looks[row["network"]]
            place = kinds.index((row["batch_norm"], row["init"])) + shift
            ax.plot(
                row["ratios"], [place] * len(row["ratios"]), marker, color=colour, ms=9, alpha=0.85
            )
        for network, label in (("plain", "plain"), ("resnet", "residual")):
            (colour, marker), _ = looks[network]
            ax.plot([], [], marker, color=colour, ms=9, label=label)
        ax.axvline(1, color="0.35", lw=1.2, ls="--")
        ax.set_xscale("log")
        ax.set_xlim(1e-11, 1e6)
        ax.set_xticks(
            [1e-9, 1e-6, 1e-3, 1, 1e3], ["10⁻⁹", "10⁻⁶", "10⁻³", "1", "10³"], fontsize=FONT
        )
        ax.xaxis.set_minor_locator(NullLocator())
        ax.set_yticks(range(len(kinds)), labels, fontsize=FONT)
        ax.set_ylim(len(kinds) - 0.5, -0.5)
        ax.set_title(f"{depth} layers", fontsize=FONT + 1)
        ax.set_xlabel("gradient, first / last convolution", fontsize=FONT)
        ax.grid(axis="x", alpha=0.25)
    axes[0].legend(loc="upper left", fontsize=FONT, frameon=False)
