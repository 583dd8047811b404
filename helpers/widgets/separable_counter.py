"""A standard against a depthwise separable convolution, counted in front of the class."""

import ipywidgets

from helpers import counting
from helpers.figures.separable import KERNELS, draw_kernels, draw_ratio
from helpers.tables import html_table

from .canvas import Canvas, ClickablePicture
from .module_fields import checked
from .panel import Panel, change, prose

MOST = 2048
BIASES = {"both steps (the lecture)": "both", "pointwise only (Keras)": "pointwise", "none": "none"}
VIEWS = {"this kernel": "kernel", "where the saving stops": "kernels"}
# Powers of the square root of two, and all small numbers, where the curves bend.
OUTPUTS = sorted({*range(1, 17), *(round(2 ** (n / 2)) for n in range(8, 23))})


class SeparableCounter(Panel):
    """Parameters and MACs of both convolutions, in formulas; their ratio against the outputs.

    The keywords preset the controls: kernel, inputs, outputs, bias ("both", "pointwise", "none"),
    height, width and view ("kernel", "kernels"). Opens on the lecture's 3×3 from 20 to 40 maps.
    """

    def __init__(self, **presets):
        self._make_controls()
        for name, value in presets.items():
            if name not in self.controls:
                raise ValueError(f"There is no {name!r}; preset {', '.join(self.controls)}.")
            self._preset(name, value)
        self._canvas = Canvas((1000, 400), (0.07, 0.135, 0.7, 0.97))
        self.picture, self.formulas, self.reading = (
            ClickablePicture(),
            ipywidgets.HTML(),
            ipywidgets.HTML(),
        )
        for control in self.controls.values():
            control.observe(self._redraw, names="value")
        self.picture.observe(self._click, names="stroke")
        c = self.controls
        super().__init__(
            [
                ipywidgets.HBox(
                    [c[name] for name in ("kernel", "inputs", "outputs", "height", "width")]
                ),
                ipywidgets.HBox([ipywidgets.Label("biases:"), c["bias"]]),
                self.formulas,
                c["view"],
                self.picture,
                self.reading,
            ]
        )
        self._redraw()

    def _make_controls(self):
        style = {"continuous_update": False, "layout": {"width": "240px"}}
        narrow = {"layout": {"width": "140px"}, "style": {"description_width": "65px"}}
        number = ipywidgets.BoundedIntText
        self.controls = {
            "kernel": ipywidgets.IntSlider(3, 1, 11, description="kernel k", **style),
            "inputs": number(20, 1, MOST, description="inputs M", **narrow),
            "outputs": number(40, 1, MOST, description="outputs N", **narrow),
            "bias": ipywidgets.ToggleButtons(
                options=BIASES,
                value="both",
                style={"button_width": "175px"},
            ),
            "height": number(24, 1, 512, description="height", **narrow),
            "width": number(24, 1, 512, description="width", **narrow),
            "view": ipywidgets.ToggleButtons(options=VIEWS, style={"button_width": "175px"}),
        }

    def _preset(self, name, value):
        control = self.controls[name]
        if not hasattr(control, "options"):
            control.value = checked(name, value, control.max)
            return
        known = list(control.options.values())
        if value not in known:
            raise ValueError(f"{name} is {value!r}; choose one of {', '.join(map(repr, known))}.")
        control.value = value

    @property
    def values(self):
        """(kernel, inputs, outputs, bias)."""
        return tuple(self.controls[n].value for n in ("kernel", "inputs", "outputs", "bias"))

    def __repr__(self):
        kernel, inputs, outputs, bias = self.values
        return f"SeparableCounter({kernel}×{kernel}, {inputs} to {outputs}, bias={bias!r})"

    def counts(self, outputs=None):
        """(standard, separable) parameters as Counts; `outputs` by default those chosen."""
        kernel, inputs, chosen, bias = self.values
        outputs = chosen if outputs is None else outputs
        return (
            counting.convolution(kernel, inputs, outputs, bias != "none"),
            counting.separable(kernel, inputs, outputs, bias),
        )

    def macs(self):
        """(standard, separable) MACs as Counts, for one image."""
        size = (*self.values[:3], self.controls["height"].value, self.controls["width"].value)
        return counting.convolution_macs(*size), counting.separable_macs(*size)

    def limit(self):
        """What the ratio of parameters comes to for many outputs; 1/kernel² without biases.

        Each further output costs inputs + 1 weights against kernel² · inputs + 1, or without biases
        1 against kernel².
        """
        more, here = self.counts(self.values[2] + 1), self.counts()
        standard, separable = (int(m) - int(h) for m, h in zip(more, here, strict=True))
        return separable / standard

    def first_saving(self):
        """The fewest outputs with which the separable one has fewer parameters; None if none."""
        # With k > 1 it is 2: a second output costs the standard one k² - 1 weights an input more.
        return next((n for n in range(1, 9) if self.counts(n)[1] < self.counts(n)[0]), None)

    def _redraw(self, _change=None):
        self._canvas.clear()
        if self.controls["view"].value == "kernel":
            self._draw_kernel()
        else:
            self._draw_kernels()
        self.picture.png = self._canvas.png()
        self.formulas.value, self.reading.value = self._formulas(), prose(*self._read())

    def _draw_kernel(self):
        kernel, _, n, bias = self.values
        xs = sorted({*OUTPUTS, n})
        ratios = [separable / standard for standard, separable in map(self.counts, xs)]
        ideal = None if bias == "none" else [counting.separable_ratio(kernel, x) for x in xs]
        here = ratios[xs.index(n)]
        draw_ratio(self._canvas.ax, xs, ratios, ideal, (n, here), kernel)
        self.picture.alt = (
            f"Ratio of parameters, separable to standard, against outputs: {here:.4f} at {n}, "
            f"falling to {self.limit():.4f}."
        )

    def _draw_kernels(self):
        kernel, _, n, _ = self.values
        xs = sorted({*OUTPUTS, n})
        ratios = {
            k: [counting.separable_ratio(k, x) for x in xs] for k in sorted({*KERNELS, kernel})
        }
        here = counting.separable_ratio(kernel, n)
        draw_kernels(self._canvas.ax, xs, ratios, (kernel, n, here))
        self.picture.alt = (
            f"Ratio 1/N + 1/k² against outputs for kernels {', '.join(map(str, ratios))}: "
            f"{here:.4f} at {n} outputs for kernel {kernel}; 1 or more is no saving."
        )

    def _formulas(self):
        rows = []
        for name, both in (("parameters", self.counts()), ("MACs", self.macs())):
            rows += [
                (f"{name}, {kind}", count.formula)
                for kind, count in zip(("standard", "separable"), both, strict=True)
            ]
            standard, separable = both
            ratio = f"separable / standard = {separable / standard:.4f}"
            rows.append(("", f"{ratio}, {change(standard, separable, 'fewer')}"))
        return html_table(("", "with the numbers filled in"), rows, left=2)

    def _read(self):
        """What the numbers mean, in sentences of HTML."""
        kernel, inputs, n, bias = self.values
        ideal = counting.separable_ratio(kernel, n)
        yield (
            f"Without biases the ratio is that of the MACs, for every M, height and width: "
            f"1/N + 1/k² = 1/{n:,} + 1/{kernel**2} = <b>{ideal:.4f}</b>."
        )
        if bias != "none":
            standard, separable = self.counts()
            yield (
                f"With these biases the ratio of the parameters is {separable / standard:.4f}. "
                f"For many outputs it goes to {self.limit():.4f}."
            )
        if bias == "pointwise":
            yield (
                "Keras has no bias in the depthwise step: "
                f"{inputs:,} parameters fewer than with both biases."
            )
        if kernel == 1:
            yield (
                "<b>With k = 1 nothing is saved:</b> there is no space to separate. The "
                "depthwise step only scales each channel."
            )
        elif n == 1:
            yield (
                "<b>With one output nothing is saved:</b> the standard convolution needs only "
                f"one filter. The separation pays from N = {self.first_saving()} on."
            )
        elif n < kernel**2:
            yield (
                f"N is below k² = {kernel**2}: the depthwise step, 1/N, is most of the "
                "cost. With more outputs the saving grows."
            )
        else:
            yield (
                f"N is not below k² = {kernel**2}: the 1×1 step costs as much or more. No "
                f"number of outputs saves more than {kernel**2}×."
            )

    def _click(self, change):
        """Take over the outputs where the picture was clicked."""
        if not change["new"]:
            return
        x, left, right = float(self._canvas.data(change["new"][-1])[0]), *self._canvas.ax.get_xlim()
        self.picture.stroke = []
        if left <= x <= right:
            self.controls["outputs"].value = min(MOST, max(1, round(x)))
