"""A training under way as one file, so that it goes on after it was killed."""

import io
import json
import time
import warnings
import zipfile
from pathlib import Path

import numpy as np

from helpers.atomic import write_bytes

from .record import Run

EVERY = 30  # seconds of training between two checkpoints
SAME = (
    "network", "options", "dataset", "size", "recipe", "seed", "parameters", "device", "backend",
    "versions", "commit", "precision",
)  # fmt: skip
# What NumPy, zipfile and json raise for a file that was cut or altered.
DAMAGED = (
    OSError, EOFError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RuntimeError,
    MemoryError, zipfile.BadZipFile,
)  # fmt: skip


class Checkpoint:
    """The file at `path`; None for none, and then nothing is written or found.

    It holds the values that a training changes, the record so far, and how far the epoch is: the
    plan of an epoch follows from the recipe and need not be kept.
    """

    def __init__(self, path):
        self.path = None if path is None else Path(path)
        self.written = time.monotonic()

    def exists(self):
        return self.path is not None and self.path.exists()

    def due(self):
        """Whether EVERY seconds have gone by since the last one."""
        return self.path is not None and time.monotonic() - self.written > EVERY

    def write(self, values, record, progress):
        """Replace the file. values: arrays; progress: numbers by name. One warning if it fails."""
        content, head = io.BytesIO(), {"record": record.to_json(), "progress": progress}
        arrays = {f"value{number}": value for number, value in enumerate(values)}
        np.savez(content, head=json.dumps(head), **arrays)
        self.written = time.monotonic()
        try:
            write_bytes(self.path, content.getvalue())
        except OSError as error:
            warnings.warn(
                f"No checkpoint could be written to {self.path} ({error.strerror or error}): the "
                "training goes on, but if it is ended it begins anew.",
                stacklevel=2,
            )

    def read(self, record, values):
        """(values, the record so far, progress), None where there is nothing to go on from.

        That is so for a torn file, and for one of another training than `record`, or whose values
        have other shapes than `values`.
        """
        try:
            with np.load(io.BytesIO(self.path.read_bytes()), allow_pickle=False) as file:
                head = json.loads(str(file["head"]))
                found = [file[f"value{number}"] for number in range(len(file.files) - 1)]
            kept = Run.from_json(head["record"])
            progress = {name: float(value) for name, value in head["progress"].items()}
        except DAMAGED:
            return None
        same = all(getattr(kept, name) == getattr(record, name) for name in SAME)
        fits = [(v.shape, v.dtype) for v in found] == [(v.shape, v.dtype) for v in values]
        return (found, kept, progress) if same and fits else None
