"""Pure drawing: `draw_*(ax, data)` shows, saves and loads nothing."""
