"""Why residual networks train: errors over depth beside doing nothing, and slopes along a line."""

from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

# Okabe & Ito's palette: colour, marker, dash
LOOKS = (("#D55E00", "s", "--"), ("#CC79A7", "^", "-."), ("#0072B2", "o", "-"))
FONT = 11


def draw_near_identity(ax, errors, nothing):
    """Mean squared error against depth, both on log axes.

    errors: {label: {depth: error}}. nothing: the error of handing the input on unchanged.
    """
    for (label, found), (colour, marker, dash) in zip(errors.items(), LOOKS, strict=False):
        look = {"color": colour, "marker": marker, "ls": dash, "lw": 2.2, "ms": 8}
        ax.plot(list(found), list(found.values()), label=label, **look)
    ax.axhline(nothing, color="black", lw=1.8, ls=":")
    depths = sorted({depth for found in errors.values() for depth in found})
    ax.text(depths[-1], nothing * 1.12, "changing nothing", ha="right", va="bottom", fontsize=FONT)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.xaxis.set_major_locator(FixedLocator(depths))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticklabels(depths)
    ax.set_xlabel("layers", fontsize=FONT)
    ax.set_ylabel("mean squared error, new examples", fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    ax.grid(alpha=0.25)
    ax.legend(fontsize=FONT, frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))


def draw_slopes(ax, x, slopes, title):
    """The slope of a network from number to number against its input; largest slope 1."""
    ax.plot(x, slopes / abs(slopes).max(), color="#0072B2", lw=1.2)
    ax.axhline(0, color="0.6", lw=0.8)
    ax.set_title(title, fontsize=FONT + 1)
    ax.set_xlabel("input", fontsize=FONT)
    ax.set_ylabel("slope, largest = 1", fontsize=FONT)
    ax.set_ylim(-1.08, 1.08)
    ax.tick_params(labelsize=FONT)


def draw_autocorrelation(ax, found):
    """Correlation of slopes against the distance of their inputs; found: {label: values}."""
    for (label, values), (colour, marker, dash) in zip(found.items(), LOOKS, strict=False):
        look = {"color": colour, "marker": marker, "ls": dash, "lw": 2, "ms": 5}
        ax.plot(range(len(values)), values, label=label, **look)
    ax.axhline(0, color="0.6", lw=0.8)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set_ylim(-0.1, 1.05)
    ax.set_xlabel("distance of the inputs, steps", fontsize=FONT)
    ax.set_ylabel("correlation of the slopes", fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    ax.grid(alpha=0.25)
    ax.legend(fontsize=FONT, frameon=False)
