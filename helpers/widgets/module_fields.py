"""The sliders of an Inception module, in the order of its branches."""

import dataclasses

import ipywidgets

from .module_costs import PRESETS, Module
from .panel import Hold

SIZES = {"height": ("height", 64), "width": ("width", 64), "inputs": ("channels in", 1024)}
CHANNELS = 512  # the most that a convolution puts out
COLUMNS = (  # {field: what stands before its slider}
    {"one": "1×1 outputs", "pool": "1×1 after pool"},
    {"three_reduce": "1×1 before 3×3", "three": "3×3 outputs"},
    {"five_reduce": "1×1 before 5×5", "five": "5×5 outputs"},
)
OWN = "own"


class ModuleFields(ipywidgets.VBox):
    """Sliders that stand at a Module, and presets. on_change() is called once after a change.

    Raises ValueError for a Module that the sliders do not reach.
    """

    def __init__(self, module, on_change):
        self._on_change, self._hold = on_change, Hold()
        start = dataclasses.asdict(module)
        style = {"description_width": "75px"}
        self.controls = {}
        for name, (text, most) in SIZES.items():
            self.controls[name] = ipywidgets.BoundedIntText(
                checked(name, start[name], most),
                1,
                most,
                description=text,
                layout={"width": "150px"},
                style=style,
            )
        columns = []
        for sliders in COLUMNS:
            for name, text in sliders.items():
                self.controls[name] = ipywidgets.IntSlider(
                    checked(name, start[name], CHANNELS),
                    1,
                    CHANNELS,
                    description=text,
                    continuous_update=False,
                    layout={"width": "275px"},
                    style={"description_width": "112px"},
                )
            columns.append(ipywidgets.VBox([self.controls[name] for name in sliders]))
        self.preset = ipywidgets.Dropdown(
            options=[("as set below", OWN), *PRESETS.items()],
            description="preset",
            layout={"width": "340px"},
            style=style,
        )
        for control in self.controls.values():
            control.observe(self._moved, names="value")
        self.preset.observe(self._choose, names="value")
        self._name()
        sizes = ipywidgets.HBox([self.preset, *(self.controls[name] for name in SIZES)])
        super().__init__([sizes, ipywidgets.HBox(columns, layout={"flex_flow": "row wrap"})])

    @property
    def module(self):
        return Module(**{name: self.controls[name].value for name in Module.__dataclass_fields__})

    def take(self, module):
        """Stand at another Module."""
        with self._hold:
            for name, value in dataclasses.asdict(module).items():
                self.controls[name].value = value
        self._moved()

    def lock(self, locked):
        """Fix the input, as the game does, or set it free."""
        self.preset.layout.display = "none" if locked else None
        for name in SIZES:
            self.controls[name].disabled = locked

    def _choose(self, change):
        if not self._hold and change["new"] != OWN:
            self.take(change["new"])

    def _moved(self, _change=None):
        if not self._hold:
            self._name()
            self._on_change()

    def _name(self):
        """Show which preset this is, if any."""
        with self._hold:
            self.preset.value = next((m for m in PRESETS.values() if m == self.module), OWN)


def checked(name, value, most):
    """`value`, if it is a whole number from 1 to `most`; ValueError if not."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ValueError(f"{name} is {value!r}; expected a whole number from 1 to {most}.")
    return value
