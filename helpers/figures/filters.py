"""Pictures of convolution kernels that see an image: first layers, or one channel of any layer."""

import math

import numpy as np

GAP = 1  # pixels of white between two kernels
ZERO = 0.5  # grey
FONT = 12


def draw_filters(ax, kernels, columns=16):
    """Draw kernels (height, width, channels, N), row by row in their order, as small pictures.

    channels: 3 for colours, 1 for grey. Each kernel is scaled by its own largest weight: zero is
    grey, so positive weights are lighter, negative ones darker. Raises ValueError for other shapes
    and for weights that are not finite.
    """
    kernels = np.asarray(kernels)
    if kernels.ndim != 4 or kernels.shape[2] not in (1, 3) or 0 in kernels.shape:
        raise ValueError(
            f"kernels have the shape {kernels.shape}; expected (height, width, 1 or 3 channels, N)."
        )
    if not np.isfinite(kernels).all():
        raise ValueError("some weights are not finite numbers: there is nothing to draw for them.")
    if columns < 1:
        raise ValueError(f"columns is {columns!r}; take a whole number from 1 on.")
    ax.imshow(sheet(kernels, columns), interpolation="nearest")
    ax.set_axis_off()


def draw_responses(axes, image, kernels, maps):
    """An image and, in a column for each kernel, the kernel above its map.

    axes: (2, N + 1). image: (height, width, 3). kernels: (height, width, 1 or 3, N). maps: (height,
    width, N), of which what is positive is drawn, as a ReLU passes it on: the brighter, the larger.
    """
    axes[0, 0].imshow(image)
    axes[0, 0].set_title("image", fontsize=FONT)
    for number, column in enumerate(axes[:, 1:].T):
        draw_filters(column[0], kernels[..., [number]])
        column[0].set_title(f"kernel {number + 1}", fontsize=FONT)
        positive = np.maximum(maps[..., number], 0)
        # A few largest values would leave all others dark.
        column[1].imshow(positive, cmap="gray", vmin=0, vmax=np.percentile(positive, 99.5) or 1)
        column[1].set_title(f"map {number + 1}", fontsize=FONT)
    for ax in axes.flat:
        ax.set_axis_off()


def sheet(kernels, columns):
    """The picture (rows, columns, 3), values 0 … 1, of kernels side by side on white."""
    height, width, _, count = kernels.shape
    columns = min(columns, count)
    rows = math.ceil(count / columns)
    picture = np.ones((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP, 3))
    for number in range(count):
        row, column = divmod(number, columns)
        top, left = row * (height + GAP), column * (width + GAP)
        kernel = kernels[..., number]
        largest = np.abs(kernel).max() or 1
        # A single channel is broadcast to all three.
        picture[top : top + height, left : left + width] = ZERO + kernel / (2 * largest)
    return picture
