"""Train one network now: controls, a live curve, time left and Stop; the record is handed on."""

import asyncio
import dataclasses
import html
import queue
import threading
import time

import ipywidgets

from helpers.figures.depth import draw_learning_curves
from helpers.sweeps import GRIDS, Job

from .canvas import Canvas

DEPTHS = tuple(range(8, 57, 6))
LOOK = 0.2  # seconds between two messages about progress


class TrainingControls(ipywidgets.VBox):
    """Runs one training at a time in a thread; calls on_run(run) for each that gave a result.

    The thread touches no widget: what it has to say waits in a queue that the kernel's own loop
    empties, so controls may move at any time. Without a running loop, `wait` empties it.
    """

    busy = threading.Lock()  # one training a kernel: two would only slow each other
    end = threading.Event()  # ends the one that is under way, whichever panel started it

    def __init__(self, on_run):
        self.family = ipywidgets.Dropdown(options=("plain", "resnet"), description="network")
        self.depth = ipywidgets.Dropdown(options=DEPTHS, value=8, description="depth")
        self.width = ipywidgets.Dropdown(options=(4, 8, 16), value=8, description="width")
        self.seed = ipywidgets.BoundedIntText(value=0, min=0, max=999, description="seed")
        self.epochs = ipywidgets.BoundedIntText(value=5, min=1, max=100, description="epochs")
        self.images = ipywidgets.Dropdown(
            options=(128, 500, 1000, 2000, 4000, 10000), value=4000, description="images"
        )
        self.start = ipywidgets.Button(description="Train this one now", button_style="primary")
        self.stop = ipywidgets.Button(description="Stop", disabled=True)
        self.progress = ipywidgets.FloatProgress(value=0, min=0, max=1, layout={"width": "320px"})
        self.status = ipywidgets.HTML()
        self.curve = ipywidgets.Image(layout={"display": "none", "width": "520px"})
        self.error, self.thread = None, None
        self._on_run, self._canvas = on_run, Canvas((520, 260), (0.13, 0.2, 0.97, 0.95))
        self._messages, self._loop = queue.SimpleQueue(), None
        self.start.on_click(self._start)
        self.stop.on_click(self._stop)
        controls = (self.family, self.depth, self.width, self.seed, self.epochs, self.images)
        for control in controls:
            control.style.description_width = "60px"
            control.layout.width = "160px"
        fields = ipywidgets.HBox(controls, layout={"flex_flow": "row wrap"})
        buttons = ipywidgets.HBox([self.start, self.stop, self.progress])
        super().__init__([fields, buttons, self.status, self.curve])

    def job(self):
        """The training that the controls describe, by the recipe of the course's depth sweep."""
        recipe = dataclasses.replace(
            GRIDS["depth"]()[0].recipe,
            epochs=self.epochs.value, images=self.images.value, seed=self.seed.value,
        )  # fmt: skip
        options = {n: getattr(self, n).value for n in ("depth", "width", "seed")}
        return Job(self.family.value, options, "cifar10", "small", recipe)

    def _start(self, _button):
        if self.start.disabled:  # its own training has not reported yet
            return
        if not TrainingControls.busy.acquire(blocking=False):
            self.stop.disabled = False
            self.say("A training is under way in this notebook already: wait, or press Stop.")
            return
        TrainingControls.end.clear()
        self.error, self.start.disabled, self.stop.disabled = None, True, False
        self.progress.value = 0
        self.say("Loading Keras and the images …")
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self.thread = threading.Thread(target=self._work, args=(self.job(),), daemon=True)
        self.thread.start()

    def _stop(self, _button):
        TrainingControls.end.set()
        self.stop.disabled = True
        self.say("Stopping …")

    def _work(self, job):
        """In the thread: train, and send word of it."""
        begun = []

        def on_step(done, steps):
            now = time.monotonic()
            if not begun:
                begun.extend((now, done, now))
            elif now - begun[2] > LOOK or done == steps:
                begun[2] = now
                left = (now - begun[0]) / max(1, done - begun[1]) * (steps - done)
                self._send(self._show_progress, done, steps, left)

        try:
            # Only here, and not at the top: a panel that only draws must not wait for Keras.
            from helpers.sweeps.sweep import perform

            run = perform(
                job, on_step=on_step, stop=TrainingControls.end,
                on_epoch=lambda run: self._send(self._show_curve, run),
            )  # fmt: skip
            outcome = (self._finish, run)
        except Exception as error:
            outcome = (self._fail, error)
        finally:
            TrainingControls.busy.release()
        self._send(*outcome)

    def _send(self, function, *values):
        self._messages.put((function, values))
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.listen)

    def listen(self):
        """Show what the thread has sent so far."""
        while True:
            try:
                function, values = self._messages.get_nowait()
            except queue.Empty:
                return
            function(*values)

    def wait(self, timeout=None):
        """Wait for the training's end, showing its progress; raise what it raised, if it did.

        timeout: seconds, None for no limit; returns whether the training has ended.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while self.thread is not None and self.thread.is_alive():
            self.thread.join(0.05)
            self.listen()
            if until is not None and time.monotonic() > until:
                return False
        self.listen()
        if self.error is not None:
            raise self.error
        return True

    def say(self, sentence):
        self.status.value = html.escape(sentence)

    def _show_progress(self, done, steps, left):
        self.progress.value = done / steps
        if not TrainingControls.end.is_set():
            self.say(f"Step {done:,} of {steps:,}, about {_time(left)} left.")

    def _show_curve(self, run):
        self._canvas.clear()
        draw_learning_curves(self._canvas.ax, run, "test error")
        self.curve.value = self._canvas.png()
        self.curve.layout.display = None

    def _rest(self):
        self.start.disabled, self.stop.disabled = False, True

    def _finish(self, run):
        self._rest()
        epochs = len(run.test_accuracy)
        if run.ended == "stopped":
            self.say(
                f"Stopped after {epochs} of {run.recipe.epochs} epochs: not kept, as it cannot be "
                "compared with whole trainings."
            )
            return
        self.progress.value = 1
        if run.ended == "finished":
            self.say(
                f"Done in {_time(run.seconds)}: training error "
                f"{100 * (1 - run.train_accuracy[-1]):.1f} %, "
                f"test error {100 * (1 - run.test_accuracy[-1]):.1f} %."
            )
        else:
            self.say(f"Ended: {run.ended}.")
        try:
            self._on_run(run)
        except OSError as error:
            self._fail(error)

    def _fail(self, error):
        self._rest()
        self.error = error
        sentence = str(error).strip().split("\n")[0]
        self.say(sentence if isinstance(error, OSError | ValueError | MemoryError) and sentence
                 else f"The training failed with {type(error).__name__}: {sentence}")  # fmt: skip


def _time(seconds):
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
