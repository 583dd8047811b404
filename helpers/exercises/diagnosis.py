"""Four networks, four diagnoses: name what is the matter with each from its probes."""

import base64
import dataclasses
import html
import io
import zlib

import ipywidgets
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers import datasets, probes
from helpers.figures.gradients import draw_norms, draw_saturation
from helpers.probes import numpy_backprop
from helpers.probes.diagnosis import KINDS
from helpers.probes.measures import MARGINS

from . import student as students

IMAGES = 64
BACKWARDS = (
    "The gradient starts at the output, on the right, and travels to the input, on the left: read "
    "the picture in that direction."
)

# For each kind: (options of a dense network, range of depths) that have it; measured before use.
POOL = {
    "vanishing": (
        ({"activation": "sigmoid", "init": "glorot_uniform"}, (8, 20)),
        ({"activation": "relu", "init": "glorot_uniform"}, (26, 40)),
        ({"activation": "tanh", "init": "uniform_fan_in"}, (18, 30)),
    ),
    "exploding": (
        ({"activation": "relu", "init": "he_normal", "batch_norm": True}, (45, 60)),
        ({"activation": "relu", "init": "he_normal", "shortcut": True}, (48, 60)),
        ({"activation": "relu", "init": "normal_1"}, (8, 14)),
    ),
    "saturated": (
        ({"activation": "tanh", "init": "normal_1"}, (10, 30)),
        ({"activation": "tanh", "init": "normal_1", "width": 128}, (10, 20)),
    ),
    "healthy": (
        ({"activation": "relu", "init": "he_normal"}, (15, 30)),
        ({"activation": "tanh", "init": "normal_fan_in"}, (15, 30)),
        ({"activation": "tanh", "init": "orthogonal"}, (15, 40)),
    ),
}


@dataclasses.dataclass(frozen=True)
class Case:
    """A network, what is the matter with it by measurement, and what was measured."""

    kind: str
    options: dict
    trace: numpy_backprop.Trace

    @property
    def factor(self):
        """Of the gradient norm at the outputs, per layer going back."""
        return probes.per_layer(self.trace.outputs)

    @property
    def saturated(self):
        """Fraction of the hidden layers' outputs where the slope is gone."""
        return float(np.mean([s["saturated"] for s in self.trace.statistics().values()]))


def draw_cases(student, images, labels):
    """{"A": Case, … "D": Case}; the same name gives the same networks."""
    rng = np.random.default_rng(zlib.crc32(str(student).encode(errors="backslashreplace")))
    cases = [_find(kind, rng, images, labels) for kind in KINDS]
    return dict(zip("ABCD", (cases[i] for i in rng.permutation(4)), strict=True))


def _find(kind, rng, images, labels):
    """Draw from the pool until the measurement agrees with the kind that was meant."""
    while True:
        options, depths = POOL[kind][rng.integers(len(POOL[kind]))]
        options = {**options, "depth": int(rng.integers(*depths)), "seed": int(rng.integers(1000))}
        trace = numpy_backprop.trace(images, labels, **options)
        if probes.diagnose(trace.outputs, trace.statistics()) == kind:
            return Case(kind, options, trace)


class Diagnosis(ipywidgets.VBox):
    """Vanishing, exploding, saturated or healthy? Four unlabelled networks, one of each kind.

    student: any text, by default as for Exercises; it decides which networks are drawn. images
    (N, H, W, C), labels (N,): what they are probed with, by default test images of CIFAR-10.
    """

    def __init__(self, student=None, images=None, labels=None):
        if images is None:
            cifar = datasets.load("cifar10")
            images = cifar.standardize(cifar.test.images[:IMAGES])
            labels = cifar.test.labels[:IMAGES]
        self.student = student = students.name() if student is None else student
        self.cases = draw_cases(student, images[:IMAGES], labels[:IMAGES])
        self.picture = ipywidgets.Image(
            value=picture(self.cases), format="png", layout={"max_width": "100%"}
        )
        self.answers = {
            name: ipywidgets.Dropdown(
                options=["?", *KINDS], description=name, layout={"width": "230px"}
            )
            for name in self.cases
        }
        self.button = ipywidgets.Button(description="Check", button_style="primary")
        self.feedback = ipywidgets.HTML()
        self.button.on_click(self._check)
        super().__init__(
            [self.picture, ipywidgets.HBox([*self.answers.values()]), self.button, self.feedback]
        )

    def __repr__(self):
        return f"Diagnosis(student={self.student!r})"

    def _repr_mimebundle_(self, **kwargs):
        """The live panel, and its picture for readers that have no kernel."""
        bundle = super()._repr_mimebundle_(**kwargs)
        return {**bundle, "image/png": base64.b64encode(self.picture.value).decode()}

    def _check(self, _):
        told = self.check(**{name: answer.value for name, answer in self.answers.items()})
        self.feedback.value = "<br>".join(
            f"<b>{name}</b> {html.escape(text)}" for name, text in told.items()
        )

    def check(self, **answers):
        """{network: feedback} for answers such as A="vanishing", B="healthy".

        Raises ValueError for a network or a diagnosis that does not exist.
        """
        for name, answer in answers.items():
            if name not in self.cases:
                raise ValueError(f"There is no network {name!r}; they are {', '.join(self.cases)}.")
            if answer not in (*KINDS, "?"):
                raise ValueError(f"{name} is {answer!r}; choose one of {', '.join(KINDS)}.")
        return {name: feedback(self.cases[name], answer) for name, answer in answers.items()}


def feedback(case, answer):
    """What to say to `answer` for a Case: right, or what was probably overlooked."""
    layers, factor, share = len(case.trace.outputs), case.factor, case.saturated
    if answer == "?":
        return "Choose a diagnosis first."
    if answer == case.kind:
        return f"Right: {case.kind}, ×{factor:.2f} a layer going back, {story(case)}."
    if {answer, case.kind} == {"vanishing", "exploding"}:
        return f"Not yet. {BACKWARDS}"
    if case.kind == "saturated":
        return (
            f"Not yet: look at the histogram. {share:.0%} of the outputs lie where the slope is "
            "gone; whatever the large weights then do to the norm, this is the cause."
        )
    if answer == "saturated":
        return (
            "Not yet. Saturation would show in the histogram as outputs piled up at both ends of "
            "the activation function; a ReLU's zeros are its normal state. Look at the norms."
        )
    if answer == "healthy" and case.kind == "vanishing":
        return (
            "Not yet. Did you read the gradient at the weights? At the outputs it changes by "
            f"×{factor:.2f} a layer, and there are {layers} layers. What is lost going back can be "
            "hidden at the weights, as the signal has shrunk going forward."
        )
    if answer == "healthy":
        return (
            f"Not yet. ×{factor:.2f} a layer may look harmless, but it is taken to the power of "
            f"{layers} layers: read the first and the last norm off the axis."
        )
    return (
        f"Not yet: mind the axis. From the last layer to the first the norm changes by "
        f"×{factor:.2f} a layer, less than a thousandfold over all {layers}."
    )


def story(case):
    """The network behind the letter, in words."""
    options = case.options
    extras = [
        text
        for key, text in (("batch_norm", "batch normalisation"), ("shortcut", "shortcuts"))
        if options.get(key)
    ]
    return " with ".join(
        [f"{options['depth']} layers of {options['activation']} from {options['init']}", *extras]
    )


def picture(networks):
    """A PNG with a column a network: norms at outputs and weights, and the activations."""
    figure = Figure(figsize=(15, 6.4), dpi=80)
    FigureCanvasAgg(figure)
    figure.subplots_adjust(0.045, 0.08, 0.995, 0.95, wspace=0.25, hspace=0.28)
    axes = figure.subplots(2, len(networks))
    for (name, case), (above, below) in zip(networks.items(), axes.T, strict=True):
        draw_norms(above, {"at outputs": case.trace.outputs, "at weights": case.trace.weights})
        above.set_title(f"network {name}", fontweight="bold")
        above.set_ylabel("gradient norm")
        values = list(case.trace.activations.values())
        shown = {"first layer": values[0], "middle": values[len(values) // 2], "last": values[-1]}
        kind = case.trace.activation
        ends = {"sigmoid": (0, 1), "tanh": (-1, 1)}.get(kind) or (0, 3 * max(1e-6, values[0].std()))
        draw_saturation(
            below, shown, ends, MARGINS[kind], "at 0" if kind == "relu" else "saturated"
        )
    file = io.BytesIO()
    figure.canvas.print_png(file)
    return file.getvalue()
