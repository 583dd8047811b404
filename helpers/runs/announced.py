"""A sweep tells in its store which jobs it is made of, so that others see what is left of it.

The file .sweep-HASH.json holds them; its time is that of the last call.
"""

import contextlib
import dataclasses
import hashlib
import json
from pathlib import Path

from helpers.atomic import write_text
from helpers.training.record import Recipe

from .job import Job

PATTERN = ".sweep-*.json"
FIELDS = {field.name for field in dataclasses.fields(Job)}


@dataclasses.dataclass(frozen=True)
class Announcement:
    """The jobs of a sweep. title: its grid's name. called: when last, in seconds of the epoch."""

    title: str
    jobs: tuple
    file: Path
    called: float


def place(jobs, store, title):
    """The file in which a store has these jobs, or would have them."""
    name = hashlib.sha256(_text(jobs, title).encode()).hexdigest()[:12]
    return store.path / PATTERN.replace("*", name)


def _text(jobs, title):
    listed = [dataclasses.asdict(job) for job in jobs]
    return json.dumps({"title": title, "jobs": listed}, sort_keys=True)


def announce(jobs, store, title):
    """Write the jobs into the store, unless they are there, and return the file.

    Raises OSError with one sentence.
    """
    file, text = place(jobs, store, title), _text(jobs, title)
    with store.opened():
        if not file.exists():
            write_text(file, text + "\n")
    with contextlib.suppress(OSError):
        file.touch()
    return file


def load(file):
    """The Announcement in a file. Raises OSError, and ValueError for a file that is none."""
    try:
        record, called = json.loads(file.read_text()), file.stat().st_mtime
        jobs = tuple(job_from_json(job) for job in record["jobs"])
        return Announcement(str(record["title"]), jobs, file, called)
    except (TypeError, KeyError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"{file} holds no list of jobs ({error}).") from error


def job_from_json(record):
    """The Job of a dict. Raises ValueError, KeyError and TypeError for what is none."""
    odd = sorted(FIELDS ^ set(record))
    if odd:
        raise ValueError(f"This is no job: {odd[0]!r} is missing or unknown.")
    return Job(**{**record, "recipe": Recipe(**record["recipe"])})


def announcements(store):
    """All that can be read in a store, the one called last first."""
    found = []
    for file in store.path.glob(PATTERN):
        with contextlib.suppress(OSError, ValueError):
            found.append(load(file))
    return sorted(found, key=lambda one: (-one.called, one.file.name))
