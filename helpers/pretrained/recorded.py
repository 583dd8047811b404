"""What networks with real weights said of the sample photographs, for machines without weights.

Each file in data/predictions is one run of `python -m helpers.pretrained.record NAME`.
"""

import json
from dataclasses import dataclass

from helpers.paths import SHIPPED
from helpers.pretrained.catalog import entry
from helpers.pretrained.labels import labels
from helpers.pretrained.prediction import Prediction

FOLDER = SHIPPED / "predictions"


@dataclass(frozen=True)
class Recorded:
    """One run: when and on what, with whose weights, and its ten likeliest classes.

    weights: {"origin": in words, "digests": {file: hex}}. crop: as in `preprocess`.
    predictions: {convention: {photograph's file: [Prediction, …]}}, among them the convention
    that the network was trained with and two that it was not.
    """

    network: str
    when: str
    device: str
    backend: str
    versions: dict
    weights: dict
    crop: float
    predictions: dict

    def __str__(self):
        return (
            f"Recorded on {self.when[:10]} ({self.backend}, {self.device}): {self.network}, "
            f"{self.weights['origin']}"
        )

    def top_k(self, file, k=5, convention=None):
        """The k likeliest classes of a photograph, as `top_k` gives them for an image.

        Raises ValueError for a photograph or convention that was not recorded, and for a wrong k.
        """
        convention = convention or entry(self.network).convention
        if convention not in self.predictions:
            raise ValueError(
                f"nothing is recorded for preprocessing {convention!r}; choose one of "
                f"{', '.join(map(repr, self.predictions))}"
            )
        found = self.predictions[convention]
        if file not in found:
            raise ValueError(f"nothing is recorded for {file!r}; choose one of {', '.join(found)}")
        if not 1 <= k <= len(found[file]):
            raise ValueError(f"{len(found[file])} classes are recorded: k is 1 … that, not {k}")
        return found[file][:k]


def recorded(network):
    """The Recorded run of a network. Raises ValueError if there is none, naming those there are."""
    path = FOLDER / f"{network}.json"
    if not isinstance(network, str) or not path.is_file():
        there = ", ".join(sorted(file.stem for file in FOLDER.glob("*.json"))) or "none"
        raise ValueError(f"no predictions of {network!r} are recorded; there are: {there}")
    record = json.loads(path.read_text(encoding="utf-8"))
    names = labels()
    record["predictions"] = {
        convention: {
            file: [Prediction(names[index], probability) for index, probability in best]
            for file, best in photographs.items()
        }
        for convention, photographs in record["predictions"].items()
    }
    return Recorded(**record)
