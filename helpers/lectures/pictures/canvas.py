"""Empty axes for drawings that have no scale."""


def full_axes(figure):
    """Axes that fill the figure."""
    figure.set_layout_engine("none")
    return figure.add_axes((0, 0, 1, 1))


def frame(ax, width, height):
    """Hide the axes, and give them units that are equal in both directions."""
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    ax.set_aspect("equal")
    ax.set_axis_off()
