"""How long forward passes through both kinds of Inception module take on this machine."""

import dataclasses
import html
import statistics
import time

import ipywidgets

from . import module_costs
from .background import Background

WORK = 4e9  # MACs of the larger module in one pass; with more the batch is made smaller
LARGEST_BATCH, FEWEST, MOST, SECONDS = 8, 5, 50, 2.0


@dataclasses.dataclass(frozen=True)
class Timing:
    """Medians of `passes` forward passes in ms per image, and on what they were taken."""

    naive: float
    reduced: float
    batch: int
    passes: int
    device: str
    backend: str


def batch_for(module):
    """Images of one pass: 8, or fewer for modules that have much to multiply."""
    macs = module_costs.total(module, False, "MACs")
    return int(min(LARGEST_BATCH, max(1, WORK // macs)))


def measure(module, biases=False):
    """The Timing of a module_costs.Module. Builds both with Keras, with random weights.

    Naive and reduced take turns, after one pass each that is not counted, so that what else the
    machine does meets both alike.
    """
    # Only here, and not at the top: a panel that only draws must not wait for Keras.
    import keras
    import numpy as np

    from helpers.networks import build_block as build
    from helpers.training import engine

    batch, shape = batch_for(module), (module.height, module.width, module.inputs)
    images = np.random.default_rng(0).random((batch, *shape), dtype="float32")
    x = keras.ops.convert_to_tensor(images)
    passes = {}
    for kind in ("naive", "reduced"):
        model = build(f"inception_{kind}", shape, widths=module.widths, bias=biases)
        passes[kind] = engine.compile(lambda x, model=model: model(x, training=False))
    seconds = {kind: [] for kind in passes}
    for run in passes.values():
        _finish(run(x))
    began = time.perf_counter()
    while (n := len(seconds["reduced"])) < MOST:
        if n >= FEWEST and time.perf_counter() - began > SECONDS:
            break
        for kind, run in passes.items():
            start = time.perf_counter()
            _finish(run(x))
            seconds[kind].append(time.perf_counter() - start)
    naive, reduced = (1000 * statistics.median(s) / batch for s in seconds.values())
    device = engine.devices()[0].name
    return Timing(naive, reduced, batch, n, device, engine.BACKEND)


def _finish(outputs):
    """Wait until the outputs are there: a GPU answers before it has done its work."""
    import keras

    keras.ops.convert_to_numpy(outputs[0, 0, 0])


class TimingControls(ipywidgets.HBox):
    """A button that measures a module; keeps the Timing of each. on_timing(): there is a new one.

    Nothing of Keras is loaded before the button is pressed.
    """

    def __init__(self, on_timing):
        self._on_timing, self._times = on_timing, {}
        self.button = ipywidgets.Button(description="Measure time", icon="clock-o")
        self.status = ipywidgets.HTML()
        self.background = Background(
            "A measurement of time", self._measured, self._failed, self._freed, stops=False
        )
        self._what = None
        self.button.on_click(self._start)
        super().__init__([self.button, self.status], layout={"align_items": "center"})

    def look(self, module, biases):
        """The Timing of a module, or None; the button will measure this one."""
        self._what = module, biases
        return self._times.get(self._what)

    def _start(self, _button):
        if self.background.running:
            return
        obstacle = self.background.start(self._measure, *self._what)
        self.button.disabled = not obstacle
        self.status.value = obstacle or "Loading Keras and measuring …"

    @staticmethod
    def _measure(module, biases):
        return (module, biases), measure(module, biases)

    def _measured(self, result):
        what, timing = result
        self._times[what] = timing
        self._rest(
            ""
            if what == self._what
            else "The settings changed during the measurement: press again."
        )
        self._on_timing()

    def _failed(self, error):
        self._rest(html.escape(f"The measurement failed: {str(error).strip()[:300]}"))

    def _freed(self, message):
        self.status.value = f"{message} You can measure now."

    def _rest(self, message):
        self.button.disabled, self.status.value = False, message
