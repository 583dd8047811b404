"""Questions whose answers are checked on the spot, with feedback on the usual mistakes."""

import importlib

KINDS = {"Diagnosis": "diagnosis", "Number": "number"}
__all__ = ["Diagnosis", "Number"]


def __getattr__(name):
    if name not in KINDS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{KINDS[name]}", __name__), name)
