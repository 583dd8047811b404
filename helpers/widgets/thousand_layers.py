"""The paper's deepest network, built while the class watches, with its gradient and a few steps."""

import dataclasses
import math
import threading
import time

import ipywidgets

DEPTH, BATCH, STEPS = 1202, 4, 3


class ThousandLayers(ipywidgets.VBox):
    """A button that builds ResNet-1202, estimates its memory, probes it and trains a few steps.

    Nothing happens and no Keras is loaded before the button is pressed. `depth` (6n + 2), `width`:
    smaller ones answer sooner. `result` holds what was measured, by name, once it is there.
    """

    def __init__(self, depth=DEPTH, width=16):
        self.depth, self.width, self.result, self.error = depth, width, {}, None
        self.button = ipywidgets.Button(description=f"Build {depth} layers", icon="play")
        self.bar = ipywidgets.IntProgress(value=0, max=1, layout={"width": "320px"})
        self.status = ipywidgets.Label("Takes about three minutes on two cores.")
        self.report = ipywidgets.HTML()
        self.thread = None
        self.button.on_click(lambda _: self.start())
        super().__init__([ipywidgets.HBox([self.button, self.bar, self.status]), self.report])

    def __repr__(self):
        return f"ThousandLayers(depth={self.depth}, width={self.width})"

    def start(self):
        """Begin, unless it is under way; the work is done in a thread of its own."""
        if self.thread and self.thread.is_alive():
            return
        self.button.disabled, self.result, self.error, self.report.value = True, {}, None, ""
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self):
        try:
            self._measure()
            self.status.value = "Done."
        except Exception as error:
            self.error = error
            self.status.value = f"It ended early: {error}"
        finally:
            self.button.disabled = False

    def _step(self, done, total):
        self.bar.max, self.bar.value = total, done

    def _tell(self, name, value, text):
        self.result[name] = value
        self.report.value += f"{text}<br>"

    def _measure(self):
        self.status.value = "Loading Keras and the images …"
        from helpers import counting, datasets
        from helpers.networks import build
        from helpers.probes import gradient_norms
        from helpers.training import Recipe, engine, train

        data = datasets.load("cifar10")
        self.status.value, start = "Building: each block is a step.", time.perf_counter()
        model = build("resnet", depth=self.depth, width=self.width, on_block=self._step)
        seconds = time.perf_counter() - start
        parameters = sum(math.prod(v.shape) for v in model.trainable_variables)
        self._tell("parameters", parameters, f"Built in {seconds:.0f} s: {parameters:,} trainable "
                   f"parameters in {len(model.layers):,} Keras layers.")  # fmt: skip
        needed, free = counting.training_bytes(model, BATCH), engine.devices()[0].memory_free
        text = f"A step on {BATCH} images needs about {needed / 2**30:.1f} GiB"
        self._tell("bytes", needed, text + (f"; {free / 2**30:.1f} GiB are free." if free else "."))
        if free and needed > free:
            raise MemoryError("that is more than is free, so it is not tried.")
        self.status.value, start = "Passing a gradient through all of it …", time.perf_counter()
        with engine.one_by_one():
            norms = gradient_norms(model, data.train.images[:BATCH], data.train.labels[:BATCH])
            kernels = [v for name, v in norms.items() if name.endswith("_conv")]
            seconds, ratio = time.perf_counter() - start, kernels[0] / kernels[-1]
            text = f"at the first convolution {ratio:.2g} times that at the last."
            self._tell("ratio", ratio, f"Gradient in {seconds:.0f} s: {text}")
            self.status.value, start = f"Training {STEPS} steps …", time.perf_counter()
            recipe = Recipe(epochs=1, batch=BATCH, images=STEPS * BATCH, rate=0.01)
            few = datasets.Split(data.test.images[:BATCH], data.test.labels[:BATCH])
            data = dataclasses.replace(data, test=few)
            run = train(model, data, recipe, on_step=self._step)
        seconds = time.perf_counter() - start
        loss = f"mean loss {run.train_loss[0]:.2f} nats (chance: {math.log(10):.2f})"
        self._tell("run", run, f"{STEPS} steps in {seconds:.0f} s, {loss}.")
