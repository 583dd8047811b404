"""What is in this photograph? Networks name it, the student names it, and both are counted."""

import html

import ipywidgets

from helpers import pretrained
from helpers.figures.top_k import draw_top_k
from helpers.pretrained.contest import place

from .canvas import Canvas, ClickablePicture
from .label_guesses import LabelGuesses
from .panel import Hold, Panel, prose
from .top_five_answers import KEPT, PredictionSource, describe_place, errors, missing, title
from .uploaded_picture import FORMATS, pixels

SIZE = 1000, 430  # pixels
FRAME, BESIDE = (0.01, 0.02, 0.375, 0.93), (0.645, 0.17, 0.985, 0.93)  # left, bottom, right, top
OWN = "your own picture"


class TopFiveDesk(Panel):
    """A photograph, the k likeliest classes of a network, and who was right.

    networks: names in PRETRAINED; recorded answers are shown where there are any, otherwise the
    network is run, in a thread, if its weights are here. photograph: 1 … 22. k: 1 … 10.
    convention: of preprocessing, by default that of the network. guess: whether to ask first.
    """

    def __init__(
        self, networks=("resnet50", "mobilenet"), photograph=1, k=5, convention=None, guess=False
    ):
        if not networks:
            raise ValueError("There is no network: name at least one of helpers.pretrained.")
        self._source, self._own = PredictionSource(networks, self._ended, self._freed), []
        self._hold = Hold()
        with self._hold:
            self._make_controls(networks, guess)
            self._fit_convention()
            for control, value, what in (
                (self.photograph, photograph, "photograph"),
                (self.k, k, "k"),
                (self.convention, convention or self.convention.value, "convention"),
            ):
                _preset(control, value, what)
            super().__init__(
                [
                    ipywidgets.HBox([self.photograph, self.next, self.upload, self.guess]),
                    ipywidgets.HBox([self.network, self.convention, self.k]),
                    self.guesses,
                    self.picture,
                    self.reading,
                    ipywidgets.HBox([self.run, self.status], layout={"align_items": "center"}),
                    self.count,
                ]
            )
        self._redraw()

    def _make_controls(self, networks, guess):
        photographs = pretrained.photographs()
        numbers = [
            (f"photograph {n} of {len(photographs)}", n) for n in range(1, len(photographs) + 1)
        ]
        self.photograph = ipywidgets.Dropdown(options=numbers, layout={"width": "200px"})
        self.next = ipywidgets.Button(description="Next", icon="arrow-right")
        self.upload = ipywidgets.FileUpload(
            accept=",".join(f".{kind.lower()}" for kind in (*FORMATS, "jpg")),
            description="Your own picture",
            layout={"width": "180px"},
        )
        self.guess = ipywidgets.ToggleButton(guess, description="Guess first", icon="pencil")
        titles = [(title(name), name) for name in networks]
        self.network = ipywidgets.Dropdown(options=titles, description="network")
        self.convention = ipywidgets.Dropdown(description="pixels as", layout={"width": "400px"})
        self.k = ipywidgets.Dropdown(
            options=range(1, KEPT + 1), description="k", layout={"width": "120px"}
        )
        self.k.style.description_width = "20px"
        self.guesses = LabelGuesses(self._redraw)
        self.picture = ClickablePicture()
        self.run = ipywidgets.Button(
            description="Run the network now", icon="play", layout={"width": "200px"}
        )
        self.reading, self.status, self.count = (ipywidgets.HTML() for _ in range(3))
        self.network.observe(self._fit_convention, names="value")
        for control in (self.photograph, self.guess, self.network, self.convention, self.k):
            control.observe(self._redraw, names="value")
        self.upload.observe(self._uploaded, names="value")
        self.next.on_click(self._step)
        self.run.on_click(self._run)
        self.picture.observe(self._step, names="stroke")

    def __repr__(self):
        return (
            f"TopFiveDesk({self.network.value!r}, {self._title}, k={self.k.value}, "
            f"{self.convention.value!r})"
        )

    @property
    def _title(self):
        number, most = self.photograph.value, len(pretrained.photographs())
        return f"photograph {number} of {most}" if number <= most else OWN

    @property
    def _subject(self):
        """(what the picture is known by, its pixels, its true Label or None)."""
        number, photographs = self.photograph.value, pretrained.photographs()
        if number <= len(photographs):
            shown = photographs[number - 1]
            return shown.file, shown.image, shown.truth
        return (OWN, len(self._own)), self._own[-1], None

    def _fit_convention(self, _change=None):
        """Offer the conventions, with the one that the network was trained with."""
        trained = pretrained.PRETRAINED[self.network.value].convention
        with self._hold:
            self.convention.options = [
                (f"{name}: {'' if name == trained else 'NOT '}as it was trained", name)
                for name in pretrained.CONVENTIONS
            ]
            self.convention.value = trained

    def _step(self, change=None):
        """The next photograph; a click on the picture does the same."""
        if isinstance(change, dict):
            if not change["new"]:
                return
            self.picture.stroke = []
        number = self.photograph.value + 1
        self.photograph.value = number if number <= len(pretrained.photographs()) else 1

    def _uploaded(self, change):
        if not change["new"]:
            return
        file = change["new"][0]
        self.upload.value = ()  # so that the same file can be taken again
        try:
            self._own.append(pixels(bytes(file["content"]), file["name"]))
        except ValueError as error:
            self.status.value = html.escape(str(error))
            return
        number = len(pretrained.photographs()) + 1
        with self._hold:
            self._take_one_with_weights()
            self.photograph.options = [*self.photograph.options[: number - 1], (OWN, number)]
            self.photograph.value = number
        self._redraw()
        self._run()

    def _take_one_with_weights(self):
        """Only a network whose weights are here can look at a new picture: choose such a one."""
        names = [self.network.value, *(name for _, name in self.network.options)]
        self.network.value = next((name for name in names if not missing(name)), names[0])

    def _run(self, _button=None):
        """Have the chosen network look at the chosen picture."""
        if self._source.background.running:
            return
        network, convention = self.network.value, self.convention.value
        key, image, _ = self._subject
        known = missing(network)
        if known:
            # Where nothing is recorded, the reading has said it.
            told = self._source.of(network, convention, key) is None
            self.status.value = "" if told else html.escape(known)
            return
        obstacle = self._source.run(network, convention, key, image)
        self.run.disabled = not obstacle
        self.status.value = obstacle or "Loading the network and looking …"

    def _ended(self, message):
        self.run.disabled = False
        self._redraw()
        self.status.value = html.escape(message)

    def _freed(self, message):
        self.status.value = f"{message} You can run the network now."

    def wait(self, timeout=None):
        """Wait so many seconds for a run under way; raise what it raised."""
        return self._source.background.wait(timeout)

    def _redraw(self, _change=None):
        if self._hold:
            return
        key, image, truth = self._subject
        asking = self.guess.value and truth is not None
        self.guesses.layout.display = None if asking else "none"
        self.guesses.ask(key if asking else None)
        hidden = asking and not self.guesses.shown(key)
        best = self._source.of(self.network.value, self.convention.value, key)
        shown = None if hidden or best is None else best[: self.k.value]
        self._draw(image, shown, truth)
        self.status.value = ""
        self.run.layout.display = "none" if hidden else None
        self.reading.value = self._question() if hidden else self._read(key, best, truth, asking)
        self.count.value = self._count(asking)

    def _draw(self, image, shown, truth):
        canvas = Canvas(SIZE, FRAME)
        canvas.ax.imshow(image)
        canvas.ax.set_axis_off()
        canvas.ax.set_title(self._title, fontsize=12)
        if shown is None:
            text = "The network's classes are not shown yet."
        else:
            left, bottom, right, top = BESIDE
            ax = canvas.figure.add_axes((left, bottom, right - left, top - bottom))
            draw_top_k(ax, shown, truth)
            named = "; ".join(f"{p.label.name} {100 * p.probability:.1f} %" for p in shown)
            text = f"The network names: {named}."
        self.picture.alt = f"{self._title}. {text}"
        self.picture.png = canvas.png()

    def _question(self):
        return prose(
            "What does it show? Name up to five classes of ImageNet, then press "
            "<b>Show the network's</b>."
        )

    def _read(self, key, best, truth, asking):
        """Who was right, in sentences."""
        network, convention = self.network.value, self.convention.value
        if best is None:
            known = missing(network)
            todo = html.escape(known) if known else "Press <b>Run the network now</b>."
            what = "your own picture" if truth is None else "these pixels"
            return prose(f"There is no recorded answer for {what}. {todo}")
        lines = []
        if truth is None:
            lines.append("This picture has no label: decide yourself whether the network is right.")
        else:
            lines.append(
                f"It shows: <b>{html.escape(truth.name)}</b>. "
                f"The network is {describe_place(place(best, truth), self.k.value)}"
            )
            if asking:
                own = self.guesses.of(key)
                end = describe_place(place(own, truth), 5) if own else "have not guessed."
                lines.append(f"You {'are ' if own else ''}{end}")
        lines.append(html.escape(self._source.source(network, convention, key)))
        return prose(*lines)

    def _count(self, asking):
        """The errors so far, over the photographs that there are answers for."""
        network, convention = self.network.value, self.convention.value
        answers = {
            p.file: self._source.of(network, convention, p.file)
            for p in pretrained.photographs()
            if not asking or self.guesses.shown(p.file)  # only what the student has seen as well
        }
        own = {file: self.guesses.of(file) for file in answers} if asking else None
        return errors(f"{title(network)}, {convention}", answers, self.k.value, own)


def _preset(control, value, what):
    """Set a Dropdown. Raises ValueError naming the values that there are."""
    known = [option[1] if isinstance(option, tuple) else option for option in control.options]
    if isinstance(value, bool) or value not in known:
        raise ValueError(f"{what} is {value!r}; choose one of {', '.join(map(repr, known))}.")
    control.value = value
