"""A guess, drawn or set by sliders, and a sentence on how far off it was."""

from itertools import pairwise

import ipywidgets

LEVEL = 2.0  # a change of so many points or less from the first to the last depth counts as level


def along(stroke, depths):
    """{depth: y} where a stroke, a list of (x, y), passes a depth; between its points in a line."""
    stroke = sorted(stroke)
    guess = {}
    for depth in depths:
        for (x0, y0), (x1, y1) in pairwise(stroke):
            if x0 <= depth <= x1:
                share = (depth - x0) / (x1 - x0) if x1 > x0 else 0.5
                guess[depth] = y0 + share * (y1 - y0)
                break
    return {depth: min(100.0, max(0.0, y)) for depth, y in guess.items()}


def trend(values, error):
    """'better', 'worse' or 'about the same': what becomes of {depth: %} as depth grows."""
    change = values[max(values)] - values[min(values)]
    if abs(change) <= LEVEL:
        return "about the same"
    return "better" if (change < 0) == error else "worse"


def verdict(label, guess, truth, metric):
    """One sentence on a guess {depth: %} against the measured means {depth: %} of one family."""
    depths = sorted(set(guess) & set(truth))
    if len(depths) < 2:
        return f"{label}: too few of the depths that you guessed were measured."
    off = {d: guess[d] - truth[d] for d in depths}
    worst = max(depths, key=lambda d: abs(off[d]))
    mean = sum(map(abs, off.values())) / len(off)
    error = metric.endswith("error")
    expected = trend({d: guess[d] for d in depths}, error)
    found = trend({d: truth[d] for d in depths}, error)
    images = "training" if metric.startswith("training") else "test"
    first, last = depths[0], depths[-1]
    ends = f"{truth[first]:.0f} % at depth {first}, {truth[last]:.0f} % at {last}"
    said = f"you expected deeper nets to do {expected} on {images} images"
    agree = f"and they do ({ends})" if expected == found else f"but they do {found} ({ends})"
    return (
        f"{label}: on average {mean:.1f} percentage points off, most at depth {worst} "
        f"({abs(off[worst]):.0f} too {'high' if off[worst] > 0 else 'low'}); {said}, {agree}."
    )


class GuessSliders(ipywidgets.HBox):
    """One upright slider a depth. `values` holds what was set, never where a slider only rests."""

    def __init__(self, on_change):
        super().__init__()
        self.values, self._on_change, self._quiet = {}, on_change, False
        self.sliders = {}

    def offer(self, depths, values):
        """Show sliders for `depths`, those in `values` at their place and the others at 50 %."""
        self.values, self._quiet = dict(values), True
        try:
            if list(self.sliders) != list(depths):
                self.sliders = {depth: self._slider(depth) for depth in depths}
                self.children = tuple(self.sliders.values())
            for depth, slider in self.sliders.items():
                slider.value = round(self.values.get(depth, 50))
        finally:
            self._quiet = False

    def _slider(self, depth):
        slider = ipywidgets.IntSlider(
            value=50, min=0, max=100, description=f"{depth}", orientation="vertical",
            layout={"height": "130px", "width": "58px"},
        )  # fmt: skip

        def moved(change):
            if not self._quiet:
                self.values[depth] = float(change["new"])
                self._on_change(dict(self.values))

        slider.observe(moved, names="value")
        return slider
