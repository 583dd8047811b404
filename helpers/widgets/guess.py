"""A guess, drawn or set by sliders, and a sentence on how far off it was."""

from itertools import pairwise

import ipywidgets

from .panel import Hold

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


def compare_guess(label, guess, truth, metric):
    """One sentence on a guess {depth: %} against the measured means {depth: %} of one family."""
    depths = sorted(set(guess) & set(truth))
    if len(depths) < 2:
        return f"{label}: you guessed too few of the depths that were measured."
    off = {d: guess[d] - truth[d] for d in depths}
    worst = max(depths, key=lambda d: abs(off[d]))
    mean = sum(map(abs, off.values())) / len(off)
    error = metric.endswith("error")
    expected = trend({d: guess[d] for d in depths}, error)
    found = trend({d: truth[d] for d in depths}, error)
    images = "training" if metric.startswith("training") else "test"
    first, last = depths[0], depths[-1]
    ends = f"{truth[first]:.0f} % at depth {first}, {truth[last]:.0f} % at {last}"
    guessed = f"you expected that deeper networks do {expected} on {images} images"
    agree = f"and they do ({ends})" if expected == found else f"but they do {found} ({ends})"
    return (
        f"{label}: your guess is on average {mean:.1f} percentage points off, most at depth "
        f"{worst} ({abs(off[worst]):.0f} too {'high' if off[worst] > 0 else 'low'}); "
        f"{guessed}, {agree}."
    )


class GuessControls(ipywidgets.VBox):
    """The network that is guessed, one upright slider a depth, Reveal, and Show me without a guess.

    Guesses are kept for each question, any hashable value; a slider that only rests is no guess.
    on_change() is called when a guess or the network changes, on_reveal() once a guess is revealed.
    """

    def __init__(self, on_change, on_reveal=lambda: None):
        self.family = ipywidgets.Dropdown(description="guess for")
        self.reveal = ipywidgets.Button(description="Reveal", button_style="primary")
        self.show = ipywidgets.Button(description="Show me", tooltip="without a guess")
        self.sliders, self._box = {}, ipywidgets.HBox(layout={"margin": "4px 0 4px 40px"})
        self._guesses, self._revealed, self._question = {}, set(), None
        self._on_change, self._on_reveal, self._hold = on_change, on_reveal, Hold()
        self.family.observe(self._changed, names="value")
        self.reveal.on_click(self._reveal)
        self.show.on_click(self._show)
        super().__init__([ipywidgets.HBox([self.family, self.reveal, self.show]), self._box])

    @property
    def guesses(self):
        """{family: {depth: %}} for the present question."""
        return self._guesses.setdefault(self._question, {})

    @property
    def revealed(self):
        return self._question in self._revealed

    def ask(self, question, lines, depths, kept=()):
        """Offer the families of `lines` (Series) and a slider for each of `depths`.

        kept: {family: {depth: %}}, guesses from before, for a question that is new.
        """
        self._question = question
        if question not in self._guesses:
            self._guesses[question] = {family: dict(guess) for family, guess in dict(kept).items()}
        with self._hold:
            names = tuple((line.label, line.family) for line in lines if line.points)
            if names != tuple(self.family.options):
                kept = self.family.value
                self.family.options = names
                known = list(dict(names).values())
                self.family.value = kept if kept in known else next(iter(known), None)
            if list(self.sliders) != list(depths):
                self.sliders = {depth: self._slider(depth) for depth in depths}
                self._box.children = tuple(self.sliders.values())
            guess = self.guesses.get(self.family.value, {})
            for depth, slider in self.sliders.items():
                slider.value = round(guess.get(depth, 50))
                slider.disabled = self.revealed  # afterwards it would be no guess
        # Two depths make a trend, the least that can be right or wrong.
        self.reveal.disabled = self.revealed or not self._ready()
        self.show.disabled = self.revealed

    def draw(self, stroke):
        """Take a drawn line, (depth, %) points, as the guess where it passes a depth."""
        self._set(along(stroke, self.sliders))

    def comparisons(self, lines, metric):
        """A sentence on each guess against the measured Series."""
        truth = {line.family: line for line in lines}
        return [
            compare_guess(
                truth[family].label, guess, {p.depth: p.mean for p in truth[family].points}, metric
            )
            for family, guess in self.guesses.items()
            if family in truth
        ]

    def _ready(self):
        return any(len(guess) > 1 for guess in self.guesses.values())

    def _set(self, values):
        if values and self.family.value is not None and not self.revealed:
            self.guesses.setdefault(self.family.value, {}).update(values)
            self._on_change()

    def _slider(self, depth):
        slider = ipywidgets.IntSlider(
            value=50,
            min=0,
            max=100,
            description=f"{depth}",
            orientation="vertical",
            layout={"height": "170px", "width": "64px", "overflow": "visible"},
        )

        def moved(change):
            if not self._hold:
                self._set({depth: float(change["new"])})

        slider.observe(moved, names="value")
        return slider

    def _changed(self, _change):
        if not self._hold:
            self._on_change()

    def _reveal(self, _button):
        if self._ready():
            self._revealed.add(self._question)
            self._on_reveal()
        self._on_change()

    def _show(self, _button):
        self._revealed.add(self._question)
        self._on_change()
