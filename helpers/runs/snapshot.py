"""What a store says of its sweeps at one moment. Reads only: it may be somebody else's store."""

import contextlib
import dataclasses

from helpers.locks import is_held

from . import announced, attempt
from .store import Store


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """records: Runs. running, interrupted: Progress of the living and of the dead. failures:
    Failure of each training with tries that ended without a record. sweeps: Announcements.
    """

    records: tuple
    running: tuple
    interrupted: tuple
    failures: tuple
    sweeps: tuple


class SnapshotReader:
    """Reads a store again and again; what has not changed is read once, a record in any case."""

    def __init__(self, store):
        self.store = store if isinstance(store, Store) else Store(store)
        self._known = {}  # file: (its time and size, what it holds)

    def read(self):
        """The Snapshot. Torn files and those that vanish meanwhile are passed over."""
        files = []
        with contextlib.suppress(OSError):
            files = [file for file in self.store.path.iterdir() if file.suffix == ".json"]
        found = {"records": [], "running": [], "interrupted": [], "failures": [], "sweeps": []}
        for file in sorted(files):
            kind, load = _kind(file.name)
            with contextlib.suppress(OSError, ValueError):
                content = self._load(file, load, kind == "records")
                if kind == "running" and not _is_alive(content, file):
                    kind = "interrupted"
                found[kind].append(content)
        here = set(files)
        self._known = {file: known for file, known in self._known.items() if file in here}
        found["records"] = [run for run in found["records"] if run.ended != "stopped"]
        found["sweeps"].sort(key=lambda one: -one.called)
        return Snapshot(**{kind: tuple(content) for kind, content in found.items()})

    def _load(self, file, load, is_record):
        if is_record and file in self._known:  # thousands of them; asking for their times is slow
            return self._known[file][1]
        status = file.stat()
        stamp = status.st_mtime_ns, status.st_size
        if file not in self._known or self._known[file][0] != stamp:
            self._known[file] = stamp, load(file)
        return self._known[file][1]


def _kind(name):
    """(part of the Snapshot, function that loads the file) by a file's name."""
    if not name.startswith("."):
        return "records", Store.load
    if name.startswith(".sweep-"):
        return "sweeps", announced.load
    if name.endswith(".running.json"):
        return "running", lambda file: attempt.load(attempt.Progress, file)
    if name.endswith(".failed.json"):
        return "failures", lambda file: attempt.load(attempt.Failure, file)
    return "records", _none


def _none(file):
    raise ValueError(f"{file} is none of a store's files.")


def _is_alive(progress, file):
    """Whether the process of the Progress in this file still holds the lock of its training."""
    held = is_held(file.with_name(file.name.replace(".running.json", ".lock")))
    return attempt.silence(progress) < attempt.SILENT if held is None else held
