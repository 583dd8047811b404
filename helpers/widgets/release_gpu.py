"""Give the GPU back, which a backend does only when its process ends: restart the kernel."""

import asyncio
import os

import ipywidgets

from helpers import gpu_memory

WHAT = (
    "TensorFlow keeps the GPU's memory until the kernel ends, so this restarts the kernel. Kept "
    "are the notebook, your trainings, predictions and right answers. Lost are the variables: run "
    "the cells again afterwards. JupyterLab will say that the kernel restarts."
)
PAUSE = 0.5  # seconds, for the last message to reach the page


class ReleaseGpu(ipywidgets.VBox):
    """A button that is there once this kernel has opened a GPU. Asks before it restarts.

    obstacle(): a sentence on what must end first, "" if nothing must.
    """

    def __init__(self, obstacle):
        self._obstacle = obstacle
        self.button = ipywidgets.Button(description="Release the GPU")
        self.confirm = ipywidgets.Button(description="Restart the kernel", button_style="warning")
        self.cancel = ipywidgets.Button(description="Cancel")
        self.status = ipywidgets.HTML()
        self._choice = ipywidgets.HBox([self.confirm, self.cancel])
        self.button.on_click(self._ask)
        self.confirm.on_click(self._restart)
        self.cancel.on_click(self._close)
        super().__init__([self.button, self.status, self._choice])
        self._close()
        self.refresh()

    def refresh(self):
        """Show the button if there is something to release."""
        self.layout.display = None if gpu_memory.is_open() else "none"

    def _ask(self, _button):
        obstacle = self._obstacle()
        self.status.value = obstacle or WHAT
        self._choice.layout.display = "none" if obstacle else None

    def _close(self, _button=None):
        self.status.value, self._choice.layout.display = "", "none"

    def _restart(self, _button):
        obstacle = self._obstacle()  # something may have begun meanwhile
        self._close()
        self.status.value = obstacle or "The kernel restarts …"
        if not obstacle:
            end_kernel()


def end_kernel():
    """End this process soon; Jupyter starts a kernel that ends without being asked to anew.

    At once and not by Python's usual way, which would wait for threads, and for a backend that may
    hang when its GPU is full.
    """
    asyncio.get_running_loop().call_later(PAUSE, os._exit, 0)
