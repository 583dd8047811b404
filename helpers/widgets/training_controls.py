"""Train one network now: controls, a live curve, time left and Stop. The record is kept."""

import dataclasses
import html
import time

import ipywidgets

from helpers import gpu_share
from helpers.figures.depth import draw_learning_curves
from helpers.networks.limits import GpuFull
from helpers.runs import Job
from helpers.runs.grid import RECIPES
from helpers.runs.status_tables import clock

from .background import Background
from .canvas import Canvas
from .release_gpu import ReleaseGpu

DEPTHS = tuple(range(8, 57, 6))
INTERVAL = 0.2  # seconds between two messages about progress


class TrainingControls(ipywidgets.VBox):
    """Trains in the Background, keeps the record in `store`, then calls on_run(run).

    A training that was stopped is not kept and not handed on. If the GPU is full, the training is
    made on the CPU instead, with the same images.
    """

    def __init__(self, store, on_run):
        self.family = ipywidgets.Dropdown(options=("plain", "resnet"), description="network")
        self.depth = ipywidgets.Dropdown(options=DEPTHS, value=8, description="depth")
        self.width = ipywidgets.Dropdown(options=(4, 8, 16), value=8, description="width")
        self.seed = ipywidgets.BoundedIntText(value=0, min=0, max=999, description="seed")
        self.epochs = ipywidgets.BoundedIntText(
            value=RECIPES["depth"].epochs, min=1, max=100, description="epochs"
        )
        self.images = ipywidgets.Dropdown(
            options=(128, 500, 1000, 2000, 4000, 10000),
            value=RECIPES["depth"].images,
            description="images",
        )
        self.start = ipywidgets.Button(description="Train this one now", button_style="primary")
        self.stop = ipywidgets.Button(description="Stop", disabled=True)
        self.progress = ipywidgets.FloatProgress(value=0, min=0, max=1, layout={"width": "320px"})
        self.status = ipywidgets.HTML()
        self.curve = ipywidgets.Image(layout={"display": "none", "width": "520px"})
        self.background = Background("A training", self._finish, self._fail, self._freed)
        self.release = ReleaseGpu(self._in_the_way)
        self._note = ""  # on the device, for the end of the training
        self._store, self._on_run = store, on_run
        self._canvas = Canvas((520, 260), (0.13, 0.2, 0.97, 0.95))
        self.start.on_click(self._start)
        self.stop.on_click(self._stop)
        controls = (self.family, self.depth, self.width, self.seed, self.epochs, self.images)
        for control in controls:
            control.style.description_width = "60px"
            control.layout.width = "160px"
        fields = ipywidgets.HBox(controls, layout={"flex_flow": "row wrap"})
        buttons = ipywidgets.HBox([self.start, self.stop, self.progress])
        super().__init__([fields, buttons, self.status, self.curve, self.release])

    def job(self):
        """The training that the controls describe, by the recipe of the course's depth sweep."""
        numbers = {name: getattr(self, name).value for name in ("epochs", "images", "seed")}
        options = {name: getattr(self, name).value for name in ("depth", "width", "seed")}
        recipe = dataclasses.replace(RECIPES["depth"], **numbers)
        return Job(self.family.value, options, "cifar10", "small", recipe)

    def _start(self, _button):
        if self.background.running:
            return
        obstacle = self.background.start(self._train, self.job())
        # Stop is for what is in the way, too: its own panel may be gone.
        self.stop.disabled = not self.background.can_stop()
        if obstacle:
            self.report(obstacle)
            return
        self.start.disabled, self.progress.value, self._note = True, 0, ""
        self.report("Loading Keras and the images …")

    def _stop(self, _button):
        self.background.stop()
        self.stop.disabled = True
        self.report("Stopping …")

    def _train(self, job):
        """In the thread: train, and send messages about progress."""
        # Only here, and not at the top: a panel that only draws must not wait for Keras.
        from helpers.runs.launch import perform

        begun = []  # when, at which step, and when the last message was sent

        def on_step(done, steps):
            now = time.monotonic()
            if not begun:
                begun.extend((now, done, now))
            elif now - begun[2] > INTERVAL or done == steps:
                begun[2] = now
                left = (now - begun[0]) / max(1, done - begun[1]) * (steps - done)
                self.background.send(self._show_progress, done, steps, left)

        def on_epoch(run):
            self.background.send(self._show_curve, run)

        hooks = {
            "stop": self.background.stopping,
            "on_step": on_step,
            "on_epoch": on_epoch,
        }
        try:
            return perform(job, self._store, **hooks)
        except GpuFull as error:
            self.background.send(self._go_on_without_gpu, str(error))
        begun.clear()
        return perform(job, self._store, cpu=True, **hooks)

    def _go_on_without_gpu(self, reason):
        self.progress.value, self._note = 0, " It was made on the CPU, because the GPU is full."
        self.report(f"{reason} This training starts again on the CPU …")

    def _in_the_way(self):
        """What must end before the kernel may."""
        current = self.background.current
        return f"{current.work} is running: stop it, or wait for its end." if current else ""

    def report(self, message):
        self.status.value = html.escape(message)

    def _show_progress(self, done, steps, left):
        self.progress.value = done / steps
        if not self.background.stopping():
            self.report(f"Step {done:,} of {steps:,}, about {clock(left)} left.")

    def _show_curve(self, run):
        self._canvas.clear()
        draw_learning_curves(self._canvas.ax, run, "test error")
        self.curve.value = self._canvas.png()
        self.curve.layout.display = None

    def _freed(self, message):
        self.stop.disabled = True
        self.report(f"{message} You can start yours now.")

    def _rest(self):
        self.start.disabled, self.stop.disabled = False, True
        self.release.refresh()

    def _finish(self, run):
        self._rest()
        if run.ended == "stopped":
            self.report(
                f"Stopped after {len(run.test_accuracy)} of {run.recipe.epochs} epochs. It is not "
                "kept, because it cannot be compared with complete trainings."
            )
            return
        self.progress.value = 1
        if run.ended == "finished":
            self.report(
                f"Done in {clock(run.seconds)}: "
                f"training error {100 * (1 - run.train_accuracy[-1]):.1f} %, "
                f"test error {100 * (1 - run.test_accuracy[-1]):.1f} %."
                + (self._note or (gpu_share.notice and f" {gpu_share.notice}"))
            )
        else:
            self.report(f"Ended: {run.ended}.")
        self._on_run(run)

    def _fail(self, error):
        self._rest()
        sentence = str(error).strip().split("\n")[0]
        if not (isinstance(error, OSError | ValueError | MemoryError) and sentence):
            sentence = f"The training failed with {type(error).__name__}: {sentence}"
        self.report(sentence)
