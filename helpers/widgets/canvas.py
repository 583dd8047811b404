"""A picture that is redrawn in place and tells where it was clicked or drawn upon."""

import io

import anywidget
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Fractions of the picture's width and height, y upwards; a stroke of one point is a click.
SCRIPT = """
export default { render({ model, el }) {
  const box = document.createElement("div"), img = document.createElement("img");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  box.style.cssText = "position:relative;display:inline-block;max-width:100%";
  img.style.cssText = "display:block;max-width:100%";
  img.draggable = false;
  svg.style.cssText = "position:absolute;inset:0;width:100%;height:100%;touch-action:none";
  svg.setAttribute("viewBox", "0 0 1 1"); svg.setAttribute("preserveAspectRatio", "none");
  line.setAttribute("style", "fill:none;stroke:#888;stroke-width:3;vector-effect:non-scaling-stroke");
  svg.append(line); box.append(img, svg); el.append(box);
  const show = () => {
    const url = URL.createObjectURL(new Blob([model.get("png")], { type: "image/png" }));
    img.onload = () => { URL.revokeObjectURL(url); line.setAttribute("points", ""); };
    img.src = url;
  };
  const look = () => {
    img.alt = model.get("alt"); svg.style.cursor = model.get("drawing") ? "crosshair" : "pointer";
  };
  let points = null;
  const at = (e) => {
    const r = svg.getBoundingClientRect();
    return [(e.clientX - r.left) / r.width, 1 - (e.clientY - r.top) / r.height];
  };
  svg.onpointerdown = (e) => { svg.setPointerCapture(e.pointerId); points = [at(e)]; };
  svg.onpointermove = (e) => {
    if (!points || !model.get("drawing")) return;
    points.push(at(e));
    line.setAttribute("points", points.map(([x, y]) => `${x},${1 - y}`).join(" "));
  };
  svg.onpointerup = () => { if (points) { model.set("stroke", points); model.save_changes(); } points = null; };
  model.on("change:png", show); model.on("change:alt", look); model.on("change:drawing", look);
  show(); look();
} };
"""  # noqa: E501


class ClickablePicture(anywidget.AnyWidget):
    """A PNG; `stroke` is set by the page to the points of a click or a drag, then to [] here."""

    _esm = SCRIPT
    png = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    drawing = traitlets.Bool(False).tag(sync=True)
    stroke = traitlets.List().tag(sync=True)


class Canvas:
    """One matplotlib Figure with one Axes or more, wiped and drawn again; no global state.

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
