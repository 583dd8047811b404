"""How wide a text will be, without drawing it."""

import functools

from matplotlib.textpath import TextPath


@functools.lru_cache(4096)
def ems(text):
    """Width of one line in ems, so in points for a font of one point."""
    return TextPath((0, 0), text, size=10).get_extents().width / 10 if text.strip() else 0.0
