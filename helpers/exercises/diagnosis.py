"""The panel of the four diagnoses: name what is the matter with each network from its probes."""

import base64
import html
import io

import ipywidgets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.figures.gradients import draw_norms, draw_saturation
from helpers.probes.diagnosis import KINDS
from helpers.probes.measures import MARGINS

from .diagnosed import feedback
from .notebook_exercises import Exercises


class Diagnosis(ipywidgets.VBox):
    """Vanishing, exploding, saturated or healthy? Four unlabelled networks, one of each kind.

    student: as for Exercises; it decides which networks are drawn. exercises: an Exercises that has
    the question `name`, to which the answers are given, by default that of notebook 03. Without the
    mouse: `check(A="healthy", B=…)`.
    """

    def __init__(self, student=None, exercises=None, name="diagnosis"):
        self.exercises = exercises = exercises or Exercises("03", student)
        self.name = name
        self.cases = exercises.questions[name].cases
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
        for answer in self.answers.values():
            answer.observe(self._edited, names="value")
        super().__init__(
            [self.picture, ipywidgets.HBox([*self.answers.values()]), self.button, self.feedback]
        )

    def __repr__(self):
        return f"{self.name}: {self.exercises.questions[self.name].text}"

    def _repr_mimebundle_(self, **kwargs):
        """The live panel, and its picture for readers that have no kernel."""
        bundle = super()._repr_mimebundle_(**kwargs)
        page = f"<p>{html.escape(self.exercises.questions[self.name].text)}</p>"
        png = base64.b64encode(self.picture.value).decode()
        return {**bundle, "text/html": page, "image/png": png}

    def _check(self, _):
        told = self.check(**{name: answer.value for name, answer in self.answers.items()})
        self.feedback.value = "<br>".join(
            f"<b>{name}</b> {html.escape(text)}" for name, text in told.items()
        )

    def _edited(self, _):
        self.feedback.value = ""

    def check(self, **answers):
        """{network: feedback} for answers such as A="vanishing", B="healthy".

        An answer for each of the four is a try, and is kept once all are right. Raises ValueError
        for a network or a diagnosis that does not exist.
        """
        for name, answer in answers.items():
            if name not in self.cases:
                raise ValueError(f"There is no network {name!r}; they are {', '.join(self.cases)}.")
            if answer not in (*KINDS, "?"):
                raise ValueError(f"{name} is {answer!r}; choose one of {', '.join(KINDS)}.")
        if set(answers) == set(self.cases):
            self.exercises.check(self.name, answers)
        return {name: feedback(self.cases[name], answer) for name, answer in answers.items()}


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
