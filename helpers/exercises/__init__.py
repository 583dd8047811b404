"""Questions whose answers are checked on the spot, with feedback on the usual mistakes.

`exercises = Exercises("06")` draws a notebook's questions for a student; `exercises["keras"]`
shows one, `exercises.grade("keras")` checks the answer to hand in, `exercises.summary()` shows
all. `Predict("06-saving")` takes a guess without a grade, and `compare("06-saving", value)` shows
it beside the result. Own questions: `Number`, `Choice`, `Code` and `Build`, drawn by `Randomized`,
listed in topics/, with the predictions.
"""

import importlib

HOME = {
    "Build": "build",
    "Choice": "question",
    "Code": "code",
    "Diagnosis": "diagnosis",
    "Exercises": "notebook_exercises",
    "Magnitude": "number",
    "Number": "number",
    "Predict": "predict",
    "Prediction": "prediction",
    "Randomized": "randomized",
    "Table": "question",
    "Verdict": "question",
    "WrongAnswer": "notebook_exercises",
    "compare": "predict",
}
__all__ = sorted(HOME)


def __getattr__(name):
    if name not in HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{HOME[name]}", __name__), name)
