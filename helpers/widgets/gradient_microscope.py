"""Set up a dense network at initialisation and see its gradient, layer by layer, at once."""

import html
import math

import ipywidgets
import numpy as np

from helpers import datasets, probes
from helpers.figures.gradients import draw_norms, draw_saturation
from helpers.probes import numpy_backprop, theory
from helpers.probes.measures import MARGINS

from .canvas import Canvas
from .panel import Panel

IMAGES = 64  # more change no norm that can be seen
SPANS = {"sigmoid": (0, 1), "tanh": (-1, 1)}
INITS = {
    "N(0, 1): σ = 1": "normal_1",
    "N: σ = 1/√n": "normal_fan_in",
    "U(±1/√n)": "uniform_fan_in",
    "Glorot (Keras's default)": "glorot_uniform",
    "He: σ = √(2/n)": "he_normal",
    "orthogonal": "orthogonal",
}
MEANING = {
    "vanishing": "The gradient <b>vanishes</b> on its way back: the first layers cannot learn.",
    "exploding": "The gradient <b>explodes</b> on its way back: every step is far too large.",
    "saturated": "The neurons are <b>saturated</b>: at most outputs the slope is almost zero.",
    "healthy": "The gradient is <b>healthy</b>: it arrives at the input with a usable size.",
}


class GradientMicroscope(Panel):
    """Gradient norm at each layer's output or weights, measured and predicted, for a dense net.

    images (N, H, W, C) uint8 or float32 and labels (N,): by default the first 64 test images of
    CIFAR-10; the first 64 are used. The keywords preset the controls of the same name.
    """

    def __init__(self, images=None, labels=None, **presets):
        if images is None:
            cifar = datasets.load("cifar10")
            images = cifar.standardize(cifar.test.images[:IMAGES])
            labels = cifar.test.labels[:IMAGES]
        if labels is None or len(labels) != len(images):
            raise ValueError("Give as many labels as images, or neither.")
        self.images, self.labels = images[:IMAGES], np.asarray(labels[:IMAGES])
        self.classes = max(10, int(self.labels.max()) + 1)
        style = {"continuous_update": False, "layout": {"width": "300px"}}
        self.controls = {
            "depth": ipywidgets.IntSlider(20, 2, 100, description="depth", **style),
            "width": ipywidgets.SelectionSlider(
                options=[32, 64, 128, 256], value=64, description="width", **style
            ),
            "activation": ipywidgets.Dropdown(
                options=list(numpy_backprop.ACTIVATIONS), value="sigmoid", description="activation"
            ),
            "init": ipywidgets.Dropdown(
                options=INITS, value="glorot_uniform", description="weights"
            ),
            "batch_norm": ipywidgets.Checkbox(False, description="batch normalisation"),
            "shortcut": ipywidgets.Checkbox(False, description="shortcuts"),
            "wrt": ipywidgets.ToggleButtons(
                options=["outputs", "weights"], value="outputs", description="gradient at"
            ),
            "seed": ipywidgets.BoundedIntText(0, 0, 9999, description="seed"),
        }
        for name, value in presets.items():
            if name not in self.controls:
                raise ValueError(f"There is no {name!r}; preset {', '.join(self.controls)}.")
            self.controls[name].value = value
        self.redraw_button = ipywidgets.Button(description="Draw new weights", icon="refresh")
        self.picture = ipywidgets.Image(format="png", layout={"max_width": "100%"})
        self.reading = ipywidgets.HTML()
        self.canvas = Canvas((1000, 400), (0.075, 0.13, 0.6, 0.97))
        self.histogram = self.canvas.figure.add_axes((0.67, 0.13, 0.32, 0.84))
        for control in self.controls.values():
            control.observe(self._update, names="value")
        self.redraw_button.on_click(self._new_seed)
        column = ipywidgets.VBox
        c = self.controls
        super().__init__(
            [
                ipywidgets.HBox(
                    [
                        column([c["depth"], c["width"], c["seed"]]),
                        column([c["activation"], c["init"], c["wrt"]]),
                        column([c["batch_norm"], c["shortcut"], self.redraw_button]),
                    ]
                ),
                self.picture,
                self.reading,
            ]
        )
        self._update()

    @property
    def options(self):
        """The options of build("dense", …) that the controls stand at, with `seed`."""
        return {name: c.value for name, c in self.controls.items() if name != "wrt"}

    def __repr__(self):
        values = {name: c.value for name, c in self.controls.items()}
        shown = [f"{n}={v!r}" for n, v in values.items() if v not in (False, 0, "outputs")]
        return f"GradientMicroscope({', '.join(shown)})"

    def _new_seed(self, _):
        seed = self.controls["seed"]
        seed.value = (seed.value + 1) % (seed.max + 1)

    def _update(self, _=None):
        options, wrt = self.options, self.controls["wrt"].value
        trace = numpy_backprop.trace(self.images, self.labels, **options, classes=self.classes)
        predicted = theory.factor(
            "residual" if options["shortcut"] else "plain",
            options["activation"],
            options["init"],
            options["batch_norm"],
            options["width"],
        )
        self.norms = trace.outputs if wrt == "outputs" else trace.weights
        self.diagnosis = probes.diagnose(trace.outputs, trace.statistics())
        self._draw(trace, predicted, wrt)
        self.reading.value = self._read(predicted, wrt)

    def _draw(self, trace, predicted, wrt):
        self.canvas.clear()
        theirs = {"measured": predicted} if wrt == "outputs" else None
        where = "output" if wrt == "outputs" else "weights"
        draw_norms(self.canvas.ax, {"measured": self.norms}, theirs, where)
        names = list(trace.activations)
        shown = {n: trace.activations[n] for n in (names[0], names[len(names) // 2], names[-1])}
        kind = trace.activation
        gone = "at 0" if kind == "relu" else "saturated"
        draw_saturation(
            self.histogram, shown, SPANS.get(kind) or span(shown), MARGINS.get(kind), gone
        )
        self.picture.value = self.canvas.png()

    def _read(self, predicted, wrt):
        """What the picture says, as HTML."""
        text = [MEANING[self.diagnosis], html.escape(probes.summary(self.norms))]
        measured = probes.per_layer(self.norms)
        if wrt == "weights":
            text.append("The theory is about the gradient at the outputs: switch to it to compare.")
        elif predicted is None:
            text.append("No closed form is known for this combination.")
        else:
            bound = {"=": "", "≤": "at most ", "≈": "about "}[predicted.bound]
            beside = f"Theory for wide layers: {bound}×{predicted.value:.3f}"
            if math.isfinite(measured):
                off = 100 * (measured / predicted.value - 1)
                beside += f"; the measurement differs by {off:+.1f} %"
            text.append(html.escape(f"{beside} ({predicted.paper})."))
        return " ".join(text)


def span(activations):
    """A range (low, high) that shows nearly all values of unbounded activations."""
    values = np.concatenate([np.ravel(a) for a in activations.values()])
    values = values[np.isfinite(values)]
    low, high = np.quantile(values, (0.005, 0.995)) if len(values) else (0.0, 1.0)
    return (float(low), float(high)) if high - low > 1e-9 * abs(high) else (low - 1.0, high + 1.0)
