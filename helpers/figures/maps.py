"""A picture or a single map of a layer, as an image."""

import numpy as np

CUT = 1  # per cent of the pixels at either end that may be all white or all black


def draw_map(ax, image, title=""):
    """Draw an image (height, width, 3) with values 0 … 1 in its colours, or a map (height, width)
    in grey, white at its largest values. Raises ValueError for another shape, and for values that
    are not finite.
    """
    image = np.asarray(image)
    if 0 in image.shape or not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)):
        raise ValueError(
            f"the image has the shape {image.shape}; expected (height, width) or "
            "(height, width, 3)."
        )
    if not np.isfinite(image).all():
        raise ValueError("some values of the image are not finite: there is nothing to draw.")
    if image.ndim == 3:
        ax.imshow(np.clip(image, 0, 1))
    else:
        low, high = np.percentile(image, (CUT, 100 - CUT))
        ax.imshow(image, cmap="gray", vmin=low, vmax=high)
    ax.set_title(title)
    ax.set_axis_off()
