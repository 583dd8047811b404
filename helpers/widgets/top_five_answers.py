"""What networks say of pictures: recorded answers, and those that are computed when asked for."""

from helpers import pretrained
from helpers.pretrained import how_to_get

from .errand import Errand

KEPT = 10  # classes of each picture


class Answers:
    """Predictions of each (network, convention, picture), from records or from a run here.

    on_change(sentence) is called when a run has ended, well or not. A picture is known by any
    hashable value; those of recorded photographs are their file names.
    """

    def __init__(self, networks, on_change):
        self._on_change = on_change
        self._recorded, self._computed = {}, {}
        for name in networks:
            pretrained.catalog.entry(name)  # ValueError names the networks there are
            try:
                self._recorded[name] = pretrained.recorded(name)
            except ValueError:  # nothing is recorded: it has to be run
                self._recorded[name] = None
        self.errand = Errand(self._done, self._failed)

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
        """Where they come from, in words."""
        if (network, convention, picture) in self._computed:
            return "Computed here, with the network's real weights."
        return f"{self._recorded[network]}."

    def run(self, network, convention, picture, image):
        """Have the network look at an image, in a thread."""
        self.errand.start(self._work, network, convention, picture, image)

    @staticmethod
    def _work(network, convention, picture, image):
        # Only looked for: a panel must not begin to fetch a hundred megabytes by itself.
        pretrained.weights(network, fetch=False)
        (found,) = pretrained.top_k(network, [image], KEPT, convention=convention)
        return (network, convention, picture), found

    def _done(self, answer):
        key, found = answer
        self._computed[key] = found
        self._on_change("")

    def _failed(self, error):
        self._on_change(f"{str(error).strip()[:400]}.".replace("..", "."))


def missing(network):
    """What to do if a network's weights are not on this machine; None if they are."""
    if pretrained.locate(network) is not None:
        return None
    title = pretrained.PRETRAINED[network].keras
    return f"The weights of {title} are not on this machine: {how_to_get(network)}."
