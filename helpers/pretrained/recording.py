"""What networks with real weights see in the sample photographs, for machines without weights.

Each file in data/predictions is one run of `python -m helpers.pretrained predictions NAME`.
"""

import datetime
import json
from dataclasses import dataclass

from helpers.atomic import write_text
from helpers.paths import SHIPPED
from helpers.pretrained.catalog import entry
from helpers.pretrained.imagenet import labels, photographs
from helpers.pretrained.keras_networks import network as pretrained_network
from helpers.pretrained.prediction import Prediction, top_k
from helpers.pretrained.preprocessing import CROP
from helpers.pretrained.weight_files import weights

FOLDER = SHIPPED / "predictions"
KEPT = 10  # classes of each photograph
DIGITS = 6  # of each probability
SCALINGS = ("caffe", "tf", "torch")


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
    found = json.loads(path.read_text(encoding="utf-8"))
    names = labels()
    found["predictions"] = {
        convention: {
            file: [Prediction(names[index], probability) for index, probability in best]
            for file, best in rows.items()
        }
        for convention, rows in found["predictions"].items()
    }
    return Recorded(**found)


def record(name, conventions=SCALINGS):
    """What the file holds: the run's circumstances, and {convention: {photograph: best classes}}.

    Raises what `weights` raises.
    """
    from helpers.training import engine  # here, as it loads Keras

    found, model = weights(name, full=True), pretrained_network(name)
    images = [photograph.image for photograph in photographs()]
    answers = {
        convention: top_k(model, images, KEPT, convention=convention) for convention in conventions
    }
    return {
        "network": name,
        "when": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "device": engine.devices()[0].name,
        "backend": engine.BACKEND,
        "versions": engine.versions(),
        "weights": {"origin": found.form.origin, "digests": found.digests},
        "crop": CROP,
        "predictions": {
            convention: {
                photograph.file: [[p.label.index, round(p.probability, DIGITS)] for p in best]
                for photograph, best in zip(photographs(), rows, strict=True)
            }
            for convention, rows in answers.items()
        },
    }


def write(name, folder=FOLDER):
    """Record the network into `folder`; its right answers under each convention, one a line."""
    made = record(name)
    # One photograph a line, so that two records can be compared by eye.
    text = json.dumps(made, indent=1, ensure_ascii=False)
    for rows in made["predictions"].values():
        for best in rows.values():
            text = text.replace(json.dumps(best, indent=1).replace("\n", "\n   "), json.dumps(best))
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / f"{name}.json", text + "\n")
    return "\n".join(_right_answers(name, *row) for row in made["predictions"].items())


def _right_answers(name, convention, rows):
    truths = [photograph.truth.index for photograph in photographs()]
    best = [[index for index, _ in row] for row in rows.values()]
    first = sum(row[0] == truth for row, truth in zip(best, truths, strict=True))
    five = sum(truth in row[:5] for row, truth in zip(best, truths, strict=True))
    mark = " (as trained)" if convention == entry(name).convention else ""
    return f"{convention}{mark}: top-1 {first}, top-5 {five} of {len(truths)}"
