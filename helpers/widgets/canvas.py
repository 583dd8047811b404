"""A picture that is redrawn in place and tells where it was clicked or drawn upon."""

import io
import pathlib

import anywidget
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


class ClickablePicture(anywidget.AnyWidget):
    """A PNG; `stroke` is set by the page to the points of a click or a drag, then to [] here."""

    _esm = pathlib.Path(__file__).parent / "static" / "picture.js"
    png = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    drawing = traitlets.Bool(False).tag(sync=True)
    stroke = traitlets.List().tag(sync=True)


class Canvas:
    """One matplotlib Figure with one Axes or more, cleared and drawn again; no global state.

    size: pixels. margins: left, bottom, right, top of the axes as fractions.
    """

    def __init__(self, size=(820, 420), margins=(0.085, 0.125, 0.7, 0.95), dpi=100):
        self.figure = Figure(figsize=(size[0] / dpi, size[1] / dpi), dpi=dpi)
        FigureCanvasAgg(self.figure)
        left, bottom, right, top = margins
        self.ax = self.figure.add_axes((left, bottom, right - left, top - bottom))

    def clear(self):
        """Take everything drawn off the axes; ticks stay, whose making takes half of clear()."""
        for ax in self.figure.axes:
            for artist in (*ax.lines, *ax.patches, *ax.collections, *ax.texts):
                artist.remove()
            if ax.get_legend() is not None:
                ax.get_legend().remove()
            ax.relim()
            ax.autoscale(True)

    def png(self):
        """The figure as it stands, as the bytes of a PNG."""
        file = io.BytesIO()
        # Level 1 of zlib takes a third of the default's time for a file a little larger.
        self.figure.savefig(file, format="png", pil_kwargs={"compress_level": 1})
        return file.getvalue()

    def data(self, fractions):
        """(x, y) in the axes' units of a point given as fractions of the picture."""
        width, height = self.figure.bbox.size
        return self.ax.transData.inverted().transform((fractions[0] * width, fractions[1] * height))

    def pixels(self, point):
        """(x, y) in pixels from the lower left of a point in the axes' units."""
        return self.ax.transData.transform(point)
