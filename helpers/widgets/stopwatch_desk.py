"""A button that measures both Inception modules on this machine, in a thread."""

import html

import ipywidgets

from . import stopwatch
from .errand import Errand
from .training_desk import TrainingDesk


class StopwatchDesk(ipywidgets.HBox):
    """Keeps the Timing of each module measured. on_timing() is called when there is a new one.

    Nothing of Keras is loaded before the button is pressed.
    """

    def __init__(self, on_timing):
        self._on_timing, self._times = on_timing, {}
        self.button = ipywidgets.Button(description="Measure time", icon="clock-o")
        self.status = ipywidgets.HTML()
        self.errand = Errand(self._measured, self._failed)
        self._what = None
        self.button.on_click(self._start)
        super().__init__([self.button, self.status], layout={"align_items": "center"})

    def look(self, module, biases):
        """The Timing of a module, or None; the button will measure this one."""
        self._what = module, biases
        return self._times.get(self._what)

    def _start(self, _button):
        if self.button.disabled:
            return
        if TrainingDesk.busy.locked():
            self.status.value = "A training is under way: times would be wrong. Wait, or stop it."
            return
        self.button.disabled = True
        self.status.value = "Loading Keras and measuring …"
        self.errand.start(self._work, *self._what)

    @staticmethod
    def _work(module, biases):
        return (module, biases), stopwatch.measure(module, biases)

    def _measured(self, answer):
        what, timing = answer
        self._times[what] = timing
        self._rest("" if what == self._what else "Measured what was set before: press again.")
        self._on_timing()

    def _failed(self, error):
        self._rest(html.escape(f"It could not be measured: {str(error).strip()[:300]}"))

    def _rest(self, said):
        self.button.disabled, self.status.value = False, said
