"""Run a network with its real weights on the sample photographs, and write down what it says.

python -m helpers.pretrained.record resnet50 [folder]     (a minute or less on two cores)
"""

import argparse
import datetime
import json
from pathlib import Path

from helpers.atomic import write_text
from helpers.pretrained.catalog import PRETRAINED, entry
from helpers.pretrained.fetching import weights
from helpers.pretrained.network import network
from helpers.pretrained.photographs import photographs
from helpers.pretrained.prediction import top_k
from helpers.pretrained.preprocessing import CROP
from helpers.pretrained.recorded import FOLDER

KEPT = 10  # classes of each photograph
DIGITS = 6  # of each probability
SCALINGS = ("caffe", "tf", "torch")


def record(name, conventions=SCALINGS):
    """What the file holds: the run's circumstances, and {convention: {photograph: best classes}}.

    Raises what `weights` raises.
    """
    from helpers.training import engine  # here, as it loads Keras

    found, model = weights(name), network(name)
    images = [photograph.image for photograph in photographs()]
    said = {
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
            for convention, rows in said.items()
        },
    }


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m helpers.pretrained.record",
        description="Record what a pretrained network says of the sample photographs.",
    )
    parser.add_argument("name", choices=PRETRAINED)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / f"{options.name}.json"
    made = record(options.name)
    # One photograph a line, so that two records can be compared by eye.
    text = json.dumps(made, indent=1, ensure_ascii=False)
    for rows in made["predictions"].values():
        for best in rows.values():
            text = text.replace(json.dumps(best, indent=1).replace("\n", "\n   "), json.dumps(best))
    write_text(path, text + "\n")
    right = [photograph.truth.index for photograph in photographs()]
    for convention, rows in made["predictions"].items():
        best = [[index for index, _ in row] for row in rows.values()]
        first = sum(row[0] == truth for row, truth in zip(best, right, strict=True))
        five = sum(truth in row[:5] for row, truth in zip(best, right, strict=True))
        mark = " (as trained)" if convention == entry(options.name).convention else ""
        print(f"{convention}{mark}: top-1 {first}, top-5 {five} of {len(right)}")
    print(path)


if __name__ == "__main__":
    main()
