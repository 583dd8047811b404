"""Name classes of ImageNet yourself, before a network does."""

import collections
import html

import ipywidgets

from helpers.pretrained import labels

from .panel import Hold

MOST = 5


def choices():
    """{text: Label} of the 1000 classes in alphabetical order; names that occur twice say which."""
    count = collections.Counter(label.name for label in labels())
    named = {
        label.name if count[label.name] == 1 else f"{label.name} ({label.wordnet})": label
        for label in labels()
    }
    return dict(sorted(named.items(), key=lambda pair: pair[0].lower()))


class LabelGuesses(ipywidgets.VBox):
    """A field that searches the classes, the guesses so far, and Show.

    `of(question)` are the Labels guessed for a question, any hashable value; `shown(question)`
    whether the answer was asked for, after which guesses stay as they are. on_change() is called
    when either changes.
    """

    def __init__(self, on_change):
        self._choices, self._on_change = choices(), on_change
        self._guesses, self._shown, self._question, self._hold = {}, set(), None, Hold()
        self.field = ipywidgets.Combobox(
            options=list(self._choices),
            placeholder="type a part of a name, then choose",
            description="it may be",
            ensure_option=True,
            layout={"width": "420px"},
        )
        self.undo = ipywidgets.Button(description="Take back", icon="undo")
        self.show = ipywidgets.Button(description="Show the network's", button_style="primary")
        self.list = ipywidgets.HTML()
        self.field.observe(self._named, names="value")
        self.undo.on_click(self._undo)
        self.show.on_click(self._show)
        super().__init__([ipywidgets.HBox([self.field, self.undo, self.show]), self.list])

    def of(self, question):
        return tuple(self._guesses.get(question, ()))

    def shown(self, question):
        return question in self._shown

    def ask(self, question):
        """Take guesses for this question from now on."""
        self._question = question
        self._refresh()

    def _named(self, change):
        label = self._choices.get(change["new"])
        if self._hold or label is None:
            return
        with self._hold:
            self.field.value = ""
        found = self._guesses.setdefault(self._question, [])
        if self._open and label not in found and len(found) < MOST:
            found.append(label)
            self._refresh()
            self._on_change()

    def _undo(self, _button):
        if self._open and self.of(self._question):
            self._guesses[self._question].pop()
            self._refresh()
            self._on_change()

    def _show(self, _button):
        if self._open:
            self._shown.add(self._question)
            self._refresh()
            self._on_change()

    @property
    def _open(self):
        return self._question is not None and not self.shown(self._question)

    def _refresh(self):
        found = self.of(self._question)
        full = len(found) == MOST
        self.field.disabled = not self._open or full
        self.undo.disabled = not self._open or not found
        self.show.disabled = not self._open
        names = "; ".join(
            f"{place}. {html.escape(label.name)}" for place, label in enumerate(found, 1)
        )
        text = "Your guesses: " + (names or "none yet, up to five.")
        self.list.value = text if full or not names or not self._open else f"{text} …"
