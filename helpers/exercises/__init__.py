"""Questions whose answers are checked on the spot, with feedback on the usual mistakes.

`exercises = Exercises("06")` draws a notebook's questions for a student; `exercises["keras"]`
shows one, `exercises.grade("keras")` checks the answer to hand in, `exercises.summary()` shows
all. Own questions: `Number`, `Choice` and `Code`, drawn by `Randomized`, listed in topics/.
"""

import importlib

HOME = {
    "Choice": "question",
    "Code": "code",
    "Diagnosis": "diagnosis",
    "Exercises": "notebook_exercises",
    "Magnitude": "number",
    "Number": "number",
    "Randomized": "randomized",
    "Table": "question",
    "Verdict": "question",
    "WrongAnswer": "notebook_exercises",
}
__all__ = sorted(HOME)


def __getattr__(name):
    if name not in HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{HOME[name]}", __name__), name)
