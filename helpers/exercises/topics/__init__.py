"""The questions of each notebook: one module a topic, with {name: Randomized} as QUESTIONS.

PREDICTIONS, {name: Prediction}, are what the notebook asks before it measures.
"""

import importlib

from ..safe_text import short_repr

TOPICS = {
    "01": "classification",
    "02": "alexnet",
    "03": "gradients",
    "04": "residual",
    "05": "inception",
    "06": "separable",
    "07": "pretrained",
}
PREDICTING = {"00": "start", **TOPICS}  # the first notebook asks, but grades nothing


def questions(notebook):
    """{name: Randomized} of a notebook. Raises ValueError for one that has none."""
    if notebook not in TOPICS:
        known = ", ".join(TOPICS)
        raise ValueError(f"Notebook {short_repr(notebook)} has no exercises; choose {known}.")
    return importlib.import_module(f".{TOPICS[notebook]}", __package__).QUESTIONS


def predictions(notebook):
    """{name: Prediction} of a notebook. Raises ValueError for one that has none."""
    if notebook not in PREDICTING:
        known = ", ".join(PREDICTING)
        raise ValueError(f"Notebook {short_repr(notebook)} has no predictions; choose {known}.")
    module = importlib.import_module(f".{PREDICTING[notebook]}", __package__)
    return getattr(module, "PREDICTIONS", {})


def draw(notebook, student):
    """({name: numbers}, {name: Question}) of a notebook, with the numbers of a student."""
    found = questions(notebook)
    numbers = {
        name: randomized.numbers(student, f"{notebook}-{name}")
        for name, randomized in found.items()
    }
    return numbers, {name: found[name].make(**numbers[name]) for name in found}
