"""Pure drawing: `draw_*(ax, data)` shows, saves and loads nothing.

`python -m helpers.figures` draws the recorded series with it, into data/pictures.
"""
