"""How wide a text will be, without drawing it."""

import functools

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

SIZE = 10


@functools.lru_cache(4096)
def ems(text):
    """Width of one line in ems, so in points for a font of one point."""
    font = FontProperties(size=SIZE)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / SIZE
