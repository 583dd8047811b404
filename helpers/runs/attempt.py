"""A training of a sweep while it is under way: hidden files beside the records.

.KEY.lock           held by the process that is at it
.KEY.checkpoint     the state of the training (helpers.training)
.KEY.running.json   the Run so far, its step, host and process; one that was killed leaves it, and
                    so does one that was stopped, with a Run that ended as "stopped"
.KEY.failed.json    how often it ended without a record, and why

Once there is a record they are removed.
"""

import contextlib
import dataclasses
import datetime
import json
import os
import socket
import time

from helpers.atomic import write_text
from helpers.training.record import Run

from .store import key

TRIES = 3  # of a configuration, none of which got further by an epoch than those before
EVERY = 5  # seconds between two words on a training, which a shared file system has to write
SILENT = 120  # seconds without a word after which a process is dead, where no lock can tell
KINDS = ("running.json", "failed.json", "checkpoint", "lock")  # the lock last: it guards the others


@dataclasses.dataclass(frozen=True)
class Progress:
    """A training that is, or was, under way; `when` was heard of it last, in ISO 8601."""

    run: Run
    step: int
    steps: int
    host: str
    process: int
    when: str


@dataclasses.dataclass(frozen=True)
class Failure:
    """Tries that ended without a record. epochs: the most that one of them came through."""

    run: Run
    tries: int
    epochs: int
    message: str
    host: str
    when: str


def now():
    """The time as the files have it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def silence(progress):
    """Seconds since a Progress was written."""
    then = datetime.datetime.fromisoformat(progress.when)
    return (datetime.datetime.now(datetime.UTC) - then).total_seconds()


def load(kind, file):
    """The Progress or Failure in a file. Raises OSError and ValueError."""
    try:
        record = json.loads(file.read_text())
        found = kind(**{**record, "run": Run.from_json(record["run"])})
    except (TypeError, KeyError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{file.name} is torn or of another kind ({error}).") from error
    return found


class Attempt:
    """One try at the training that `record`, a Run without results, defines, by this process.

    Its methods are for the holder of the lock at `lock`, where it does not say otherwise.
    """

    def __init__(self, store, record):
        self.run, self._key = record, key(record)
        self._folder, self._store = store.path, store
        self.lock, self.checkpoint = self._file("lock"), self._file("checkpoint")
        self._step, self._steps, self._written = 0, 0, 0.0

    def _file(self, kind):
        return self._folder / f".{self._key}.{kind}"

    def failure(self):
        """The Failure of the tries so far, None if there is none. Needs no lock."""
        with contextlib.suppress(OSError, ValueError):
            return load(Failure, self._file("failed.json"))
        return None

    def failed(self):
        """Whether there were TRIES. Needs no lock."""
        failure = self.failure()
        return failure is not None and failure.tries >= TRIES

    def is_another_s(self):
        """Whether a process seems to be at it, for a file system where no lock can tell."""
        with contextlib.suppress(OSError, ValueError):
            word = load(Progress, self._file("running.json"))
            here = (word.host, word.process) == (socket.gethostname(), os.getpid())
            return not here and not word.run.ended and silence(word) < SILENT
        return False

    def begin(self):
        """Count a process that was killed here, and say that it is now this one's, unless failed().

        Raises OSError if that cannot be written.
        """
        before = None
        with contextlib.suppress(OSError, ValueError):
            before = load(Progress, self._file("running.json"))
        if before is not None and not before.run.ended:
            self._count(
                f"the process was killed at step {before.step:,} of {before.steps:,}",
                len(before.run.train_loss),
                before.host,
            )
            self._remove_parts()
        if self.failed():
            self._file("running.json").unlink(missing_ok=True)
            return
        if before is not None:
            self.run = dataclasses.replace(before.run, ended="")
            self._step, self._steps = before.step, before.steps
        self._write()

    def on_step(self, done, steps):
        """For `train`: remember the step, and tell of it if the last word is old."""
        self._step, self._steps = done, steps
        self._tell()

    def on_epoch(self, run):
        """For `train`: remember the Run so far, and tell of it if the last word is old."""
        self.run = run
        self._tell()

    def _tell(self):
        if time.monotonic() - self._written > EVERY:
            # What a watcher would miss must not end the training.
            with contextlib.suppress(OSError):
                self._write()

    def _write(self):
        self._written = time.monotonic()
        word = Progress(self.run, self._step, self._steps, socket.gethostname(), os.getpid(), now())
        _write(self._file("running.json"), word)

    def fail(self, error):
        """The try ended with this exception: count it. Returns how many there were.

        Raises OSError if that cannot be written.
        """
        message = " ".join(str(error).split()) or type(error).__name__
        tries = self._count(message, len(self.run.train_loss), socket.gethostname())
        self._file("running.json").unlink(missing_ok=True)
        return tries

    def _count(self, message, epochs, host):
        before = self.failure()
        further = before is not None and epochs > before.epochs
        tries = 1 if before is None or further else before.tries + 1
        epochs = max(epochs, before.epochs if before else 0)
        _write(
            self._file("failed.json"), Failure(self.run, tries, epochs, message[:500], host, now())
        )
        return tries

    def pause(self):
        """It was stopped: no failed try, and the next call goes on from its checkpoint."""
        self.run = dataclasses.replace(self.run, ended="stopped")
        with contextlib.suppress(OSError):
            self._write()

    def remove(self, kinds=KINDS):
        """Remove files of it: all, when there is a record."""
        for kind in kinds:
            with contextlib.suppress(OSError):
                self._file(kind).unlink(missing_ok=True)

    def _remove_parts(self):
        """Remove what a process was writing when it was killed (helpers.atomic)."""
        for part in self._folder.glob(f".*{self._key}*.part"):
            part.unlink(missing_ok=True)


def _write(file, content):
    text = json.dumps({**vars(content), "run": content.run.to_json()}, allow_nan=True)
    write_text(file, text + "\n")
