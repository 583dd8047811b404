"""A folder of records, one JSON file a Run, that many processes may write to at once.

A file is written whole or not at all, so that nobody reads half a record. Its name is a hash of
what defines the run, so that the same training done twice is one record, and so that a sweep that
is started again finds what it has.
"""

import contextlib
import hashlib
import json
import tempfile
import warnings
from pathlib import Path

from helpers import paths
from helpers.atomic import write_text
from helpers.training.record import Run

SHIPPED = paths.SHIPPED / "runs"
DEFINING = ("network", "options", "dataset", "size", "recipe", "seed", "backend", "device")
TRIAL = 2**16  # bytes, more than a record takes


def key(run):
    """What names the record: a hash of what defines a training, not of its results."""
    record = run.to_json()
    if record["recipe"]["precision"] == "float32":  # older recipes have none, and keep their key
        del record["recipe"]["precision"]
    text = json.dumps({name: record[name] for name in DEFINING}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Store:
    """The records in one folder, which need not exist yet."""

    def __init__(self, path):
        self.path = Path(path)

    def __repr__(self):
        return f"Store({str(self.path)!r})"

    def file(self, run):
        return self.path / f"{run.network}-{key(run)}.json"

    def __contains__(self, run):
        """Whether a training defined like `run` is here and finished."""
        try:
            return self.load(self.file(run)).ended != "stopped"
        except (OSError, ValueError):
            return False

    def check(self):
        """Raise the OSError of `add` unless records can be written, before time is spent on one."""
        with self.opened(), tempfile.TemporaryFile(dir=self.path) as trial:
            trial.write(bytes(TRIAL))

    def add(self, run):
        """Write the record and return its path. Raises OSError naming the folder if that fails."""
        file = self.file(run)
        text = json.dumps(run.to_json(), indent=1, sort_keys=True, allow_nan=True) + "\n"
        with self.opened():
            write_text(file, text)
        return file

    @contextlib.contextmanager
    def opened(self):
        """The folder is there; what goes wrong in it is one sentence."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            yield
        except OSError as error:
            raise OSError(
                f"No run can be kept in {self.path} ({error.strerror or error}): "
                "set COURSE_RUNS to a folder that you can write to."
            ) from error

    @staticmethod
    def load(file):
        """The Run in one file. Raises ValueError for a file that holds none."""
        try:
            return Run.from_json(json.loads(file.read_text()))
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"{file.name} is torn or no JSON ({error}).") from error

    def read(self):
        """All Runs, in the order of their file names; what is torn is reported and passed over."""
        runs = []
        for file in sorted(self.path.glob("[!.]*.json")):  # hidden: trainings under way
            try:
                runs.append(self.load(file))
            except (OSError, ValueError) as error:
                warnings.warn(f"Passed over {file}: {error}", stacklevel=2)
        return runs


def read(path=None):
    """The Runs in `path`; by default what ships with the course, then the user's own."""
    if path is not None:
        return Store(path).read()
    return [run for folder in (SHIPPED, paths.runs_folder()) for run in Store(folder).read()]
