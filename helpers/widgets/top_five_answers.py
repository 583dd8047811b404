"""What networks answer to pictures, recorded or computed here; who was right, and how often."""

from helpers import pretrained
from helpers.pretrained import how_to_get, photographs
from helpers.pretrained.contest import people, score
from helpers.tables import html_table

from .background import Background

KEPT = 10  # classes of each picture
GUESSES = 5  # that a student has
ORDINALS = {1: "first", 2: "second", 3: "third"}


class PredictionSource:
    """Predictions of each (network, convention, picture), from records or from a run here.

    on_end(message) is called when a run has ended, well ("") or not; on_freed(message) when other
    work, which was in its way, has. A picture is known by any hashable value; those of recorded
    photographs are their file names.
    """

    def __init__(self, networks, on_end, on_freed):
        self._on_end = on_end
        self._recorded, self._computed = {}, {}
        for name in networks:
            pretrained.catalog.entry(name)  # ValueError names the networks there are
            try:
                self._recorded[name] = pretrained.recorded(name)
            except ValueError:  # nothing is recorded: it has to be run
                self._recorded[name] = None
        self.background = Background(
            "A run of a network", self._done, self._failed, on_freed, stops=False
        )

    def of(self, network, convention, picture):
        """The ten likeliest classes, or None if it is neither recorded nor computed."""
        here = self._computed.get((network, convention, picture))
        if here is not None:
            return here
        record = self._recorded[network]
        if record is None:
            return None
        return record.predictions.get(convention, {}).get(picture)

    def source(self, network, convention, picture):
        """Where they come from, in a sentence."""
        if (network, convention, picture) in self._computed:
            return f"Computed here by {title(network)}, with its real ImageNet weights."
        return f"{self._recorded[network]}."

    def run(self, network, convention, picture, image):
        """Have the network look at an image. Returns what is in the way, if anything is, or ""."""
        return self.background.start(self._predict, network, convention, picture, image)

    @staticmethod
    def _predict(network, convention, picture, image):
        # Only looked for: a panel must not begin to fetch a hundred megabytes by itself.
        pretrained.weights(network, fetch=False)
        (found,) = pretrained.top_k(network, [image], KEPT, convention=convention)
        return (network, convention, picture), found

    def _done(self, result):
        key, found = result
        self._computed[key] = found
        self._on_end("")

    def _failed(self, error):
        self._on_end(f"{str(error).strip()[:400]}.".replace("..", "."))


def title(network):
    """Keras's name of a network."""
    return pretrained.PRETRAINED[network].keras


def missing(network):
    """What to do if a network's weights are not on this machine; None if they are."""
    if pretrained.locate(network) is not None:
        return None
    return f"The weights of {title(network)} are not on this machine: {how_to_get(network)}."


def describe_place(found, k):
    """A sentence's end for the place, 1 …, of the true class among the answers; None: not there."""
    if found == 1:
        return "right: the true class is in first place."
    if found is not None and found <= k:
        where = ORDINALS.get(found, f"{found}th")
        return f"wrong by top-1, right by top-{k}: the true class is in {where} place."
    by = "top-1" if k == 1 else f"top-1 and by top-{k}"
    if found is not None:
        return f"wrong by {by}: the true class is only in place {found}."
    return f"wrong by {by}: the true class is not among them."


def errors(name, answers, k, own=None):
    """An HTML table of top-1 and top-k errors, with those of people below.

    name: of the network, in words. answers: {photograph's file: its likeliest classes, or None}.
    own: {file: Labels guessed}.
    """
    truths = {photograph.file: photograph.truth for photograph in photographs()}
    rows = []
    if own is not None:
        # Too few guesses are wrong guesses.
        filled = {file: (*guesses, *(None,) * GUESSES)[:GUESSES] for file, guesses in own.items()}
        rows.append(_row("you", filled, truths, GUESSES))
    rows.append(_row(name, {file: best for file, best in answers.items() if best}, truths, k))
    rows += [
        (
            f"person {p.who}, Russakovsky et al. 2015, §6.4",
            f"{p.images:,}",
            "",
            f"{p.error:.1f} % (k = 5)",
        )
        for p in people()
    ]
    return html_table(("error", "images", "top-1", "top-k"), rows)


def _row(who, answers, truths, k):
    """Images, top-1 and top-k error, each with what is compatible with it at 95 %."""
    if not answers:
        return who, 0, "", ""
    named = [truths[file] for file in answers]
    cells = []
    for among in (1, k):
        found = score(list(answers.values()), named, among)
        low, high = found.interval
        cells.append(f"{found.error:.0f} % ({low:.0f} to {high:.0f} %)")
    return who, len(answers), cells[0], f"{cells[1]} (k = {k})"
