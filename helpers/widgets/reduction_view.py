"""One 1×1 convolution before one layer: from which number of outputs on does it pay?"""

import ipywidgets

from helpers import counting
from helpers.figures.budget import draw_break_even
from helpers.tables import html_table

from .canvas import Canvas
from .module_costs import describe_reduction, reduction
from .panel import Hold, change, prose

MOST, OWN = 1024, "own"
PRESETS = {  # height, width, inputs, reduced, kernel, outputs
    "the lecture's: 24×24×20 to 10, then 3×3": (24, 24, 20, 10, 3, 40),
    "the same, then 1×1": (24, 24, 20, 10, 1, 10),
    "3×3 of GoogLeNet (3a)": (28, 28, 192, 96, 3, 128),
    "5×5 of GoogLeNet (3a)": (28, 28, 192, 16, 5, 32),
}


class ReductionView(ipywidgets.VBox):
    """Controls, and what they mean: `draw()` gives the picture, `text()` and `alt()` its reading.

    on_change() is called after each change. Opens on the lecture's example: 24×24×20 to 24×24×10.
    """

    def __init__(self, on_change):
        self.controls = {
            "height": ipywidgets.BoundedIntText(24, 1, 512, description="height"),
            "width": ipywidgets.BoundedIntText(24, 1, 512, description="width"),
            "inputs": ipywidgets.BoundedIntText(20, 1, MOST, description="inputs"),
            "reduced": ipywidgets.BoundedIntText(10, 1, MOST, description="1×1 keeps"),
            "kernel": ipywidgets.Dropdown(
                options={f"{k}×{k}": k for k in (1, 2, 3, 5, 7, 11)}, value=3, description="then"
            ),
            "outputs": ipywidgets.BoundedIntText(40, 1, MOST, description="outputs N"),
        }
        self._on_change, self._hold = on_change, Hold()
        self.preset = ipywidgets.Dropdown(
            options=[("as set below", OWN), *PRESETS.items()],
            value=tuple(self.values.values()),
            description="preset",
            layout={"width": "400px"},
            style={"description_width": "70px"},
        )
        for control in self.controls.values():
            control.layout.width, control.style.description_width = "134px", "70px"
            control.observe(self._moved, names="value")
        self.preset.observe(self._choose, names="value")
        self.canvas = Canvas((1000, 400), (0.075, 0.135, 0.72, 0.97))
        super().__init__(
            [
                self.preset,
                ipywidgets.HBox(list(self.controls.values()), layout={"flex_flow": "row wrap"}),
            ]
        )

    def _choose(self, change):
        if self._hold or change["new"] == OWN:
            return
        with self._hold:
            for control, value in zip(self.controls.values(), change["new"], strict=True):
                control.value = value
        self._on_change()

    def _moved(self, _change):
        if self._hold:
            return
        with self._hold:
            now = tuple(self.values.values())
            self.preset.value = now if now in PRESETS.values() else OWN
        self._on_change()

    @property
    def values(self):
        """The arguments of `reduction`, by name."""
        return {name: control.value for name, control in self.controls.items()}

    def __repr__(self):
        v = self.values
        return (
            f"{v['height']}×{v['width']}×{v['inputs']} to {v['reduced']} channels before "
            f"{v['kernel']}×{v['kernel']} to {v['outputs']}"
        )

    @property
    def break_even(self):
        """Outputs from which it pays, not rounded; None if it reduces nothing."""
        v = self.values
        if v["reduced"] >= v["inputs"]:
            return None
        return counting.break_even_outputs(v["kernel"], v["inputs"], v["reduced"])

    def click(self, point):
        """Take over the outputs at a point of the picture, in fractions of it."""
        x, left, right = float(self.canvas.data(point)[0]), *self.canvas.ax.get_xlim()
        if left <= x <= right:
            self.controls["outputs"].value = min(MOST, max(1, round(x)))

    def draw(self):
        """The PNG of MACs against outputs."""
        v, here, even = self.values, reduction(**self.values), self.break_even
        top = max(8, round(1.25 * v["outputs"]), *([round(2.2 * even)] if even else []))
        # Straight lines through what they cost at 0 outputs, where only the 1×1 is left.
        ends = [0, top]
        direct = [n * here.direct / v["outputs"] / 1e6 for n in ends]
        both = [(here.itself + n * here.after / v["outputs"]) / 1e6 for n in ends]
        k = v["kernel"]
        names = (f"{k}×{k} on all {v['inputs']} channels", f"1×1 to {v['reduced']}, then {k}×{k}")
        self.canvas.clear()
        chosen = v["outputs"], here.direct / 1e6, (here.itself + here.after) / 1e6
        draw_break_even(self.canvas.ax, ends, direct, both, even, chosen, names)
        return self.canvas.png()

    def alt(self):
        even = (
            "never pays"
            if self.break_even is None
            else (f"pays above {self.break_even:.3g} outputs")
        )
        return f"MACs against outputs, with and without a 1×1 before the layer: {self!r}; it {even}"

    def text(self):
        """The formulas with their numbers, and whether the 1×1 pays, as HTML."""
        r = reduction(**self.values)
        k, both = f"{r.kernel}×{r.kernel}", r.itself + r.after
        rows = [
            (f"{k} without a 1×1", r.direct.formula),
            ("the 1×1 itself", r.itself.formula),
            (f"{k} after it", f"{r.after.formula}, {change(r.direct, r.after, 'fewer')}"),
            ("both", f"{int(r.itself):,} + {int(r.after):,} = {both:,}"),
        ]
        head = ("MACs for one image", "")
        sentences = [*self._rule(r), f"At N = {r.outputs:,}, {describe_reduction(r)}"]
        return html_table(head, rows, left=2) + prose(*sentences)

    def _rule(self, r):
        if self.break_even is None:
            return []
        first = int(self.break_even) + 1
        under = f"({r.inputs} − {r.reduced})"
        if r.kernel > 1:
            under = f"(({r.kernel}·{r.kernel})·{under})"
        return [
            f"Break-even at N = {r.inputs}·{r.reduced} / {under} = "
            f"{self.break_even:.4g}: a reduction to {r.reduced} channels pays from {first:,} "
            "outputs on."
        ]
