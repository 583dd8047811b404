"""The cost of a separable convolution as a part of a standard one's, against its outputs."""

from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

BLACK = "#000000"
# kernel: (colour, line style, marker); colours of Okabe & Ito 2008
KERNELS = {
    1: ("#D55E00", (0, (1, 1)), "X"),
    2: ("#CC79A7", (0, (5, 1, 1, 1)), "v"),
    3: ("#0072B2", "-", "o"),
    5: ("#009E73", "--", "s"),
    7: ("#E69F00", "-.", "D"),
}
OTHER = ("#56B4E9", (0, (8, 2)), "P")
FONT = 11


def look(kernel):
    """(colour, line style, marker) of a kernel, the same in every picture."""
    return KERNELS.get(kernel, OTHER)


def draw_ratio(ax, outputs, ratio, ideal, chosen, kernel):
    """Separable over standard against the outputs N, its limit, and the present choice.

    outputs: from 1 on. ratio: at each, as counted. ideal: without biases, or None if that is what
    is counted. chosen: (outputs, ratio).
    """
    (colour, _, marker), limit = look(kernel), 1 / kernel**2
    if ideal is not None:
        ax.plot(outputs, ratio, color=colour, ls="-", lw=2.6, label="with the chosen biases")
    plain = (
        {"color": colour, "ls": "-", "lw": 2.6}
        if ideal is None
        else {"color": "0.35", "ls": "--", "lw": 1.8}
    )
    ax.plot(outputs, ideal or ratio, label="without biases: 1/N + 1/k²", **plain)
    ax.axhline(limit, color=colour, lw=1.8, ls=":", label=f"its limit: 1/k² = {limit:.3g}")
    ax.plot(
        *chosen,
        marker,
        color=colour,
        ms=13,
        mec="black",
        mew=1.5,
        ls="",
        zorder=5,
        label=f"N = {chosen[0]:,}: {chosen[1]:.4f}",
    )
    _frame(ax, outputs, max(*ratio, *(ideal or ())), "parameters, separable / standard")


def draw_kernels(ax, outputs, ratios, chosen):
    """A line for each kernel of {kernel: [ratio without biases]}; chosen: (kernel, N, ratio)."""
    for kernel, values in ratios.items():
        colour, dash, marker = look(kernel)
        width = 3.2 if kernel == chosen[0] else 1.8
        ax.plot(
            outputs,
            values,
            color=colour,
            ls=dash,
            lw=width,
            marker=marker,
            ms=6,
            markevery=0.1,
            label=f"{kernel}×{kernel}: limit {1 / kernel**2:.3g}",
        )
    kernel, n, value = chosen
    colour, _, marker = look(kernel)
    ax.plot(
        n,
        value,
        marker,
        color=colour,
        ms=14,
        mec="black",
        mew=1.5,
        ls="",
        zorder=5,
        label=f"{kernel}×{kernel}, N = {n:,}: {value:.4f}",
    )
    most = max(max(values) for values in ratios.values())
    _frame(ax, outputs, most, "separable / standard, without biases")


def _frame(ax, outputs, most, name):
    """Logarithmic N, the line where nothing is saved, names and legend."""
    top = max(1.3, 1.06 * most)
    ax.axhspan(1, top, color="0.5", alpha=0.18, lw=0, label="costs as much or more")
    ax.axhline(1, color=BLACK, lw=1.2)
    if ax.get_xscale() != "log":  # it would make all ticks anew
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(FixedLocator([4**p for p in range(8)]))
        ax.xaxis.set_major_formatter("{x:,.0f}")
        ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlim(outputs[0] / 1.08, outputs[-1] * 1.08)
    ax.set_ylim(0, top)
    ax.yaxis.set_major_locator(MaxNLocator(6))
    ax.set_xlabel("output channels N (log)", fontsize=FONT)
    ax.set_ylabel(name, fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    ax.grid(alpha=0.25)
    ax.legend(
        loc="upper left",
        bbox_to_anchor=(1.01, 1.02),
        fontsize=FONT,
        frameon=False,
        borderaxespad=0,
        handlelength=2.6,
    )
