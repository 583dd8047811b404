"""How far a sweep is: done, running, failed and left, and about how long it still takes.

Jobs are found by what defines them but the device, so that a login node sees what the cluster does.
"""

import dataclasses
import json
import statistics

from helpers.networks import CATALOG, options_of

from .analysis import failed
from .attempt import TRIES, Attempt
from .snapshot import SnapshotReader

STATES = ("done", "running", "failed", "left")


@dataclasses.dataclass(frozen=True)
class Entry:
    """One job of a sweep. run: its record, or its Run so far. progress, failure: or None."""

    job: object
    state: str
    run: object = None
    progress: object = None
    failure: object = None


@dataclasses.dataclass(frozen=True)
class SweepStatus:
    """entries: one a job. seconds_left: None where nothing is known. device: judged on which."""

    title: str
    entries: tuple
    seconds_left: float | None
    device: str

    def of(self, state):
        """The entries of one of STATES."""
        return [entry for entry in self.entries if entry.state == state]

    @property
    def counts(self):
        """{state: number of jobs}."""
        return {state: len(self.of(state)) for state in STATES}


def sweep_status(store, jobs=None, title=""):
    """The SweepStatus of `jobs` in `store`, a Store or folder, which is only read.

    jobs: by default those of the sweep that was called there last.
    """
    return status_of(SnapshotReader(store).read(), jobs, title)


def status_of(snapshot, jobs=None, title=""):
    """The SweepStatus of `jobs` in a Snapshot; by default those of the sweep called last."""
    if jobs is None and snapshot.sweeps:
        jobs, title = snapshot.sweeps[0].jobs, snapshot.sweeps[0].title
    jobs = jobs or ()
    defined = {definition(job): job for job in jobs}
    records, running, dead, failures = (
        {definition(_run(found)): found for found in part}
        for part in (
            snapshot.records, snapshot.running, snapshot.interrupted, snapshot.failures
        )
    )  # fmt: skip
    entries = []
    for name, job in defined.items():
        failure, progress = failures.get(name), running.get(name) or dead.get(name)
        if name in records:
            state, run = "done", records[name]
        elif name in running:
            state, run = "running", running[name].run
        else:
            state = "failed" if failure and failure.tries >= TRIES else "left"
            run = progress and progress.run
        entries.append(Entry(job, state, run, progress, failure))
    return SweepStatus(title, tuple(entries), *_time_left(entries))


def _run(found):
    return getattr(found, "run", found)


def definition(work):
    """What a Job or a Run trains, whatever it runs on: a text that is equal for equal ones."""
    usual = options_of(work.network) if work.network in CATALOG else {}
    return json.dumps(
        [
            work.network,
            {**usual, **work.options},
            work.dataset,
            work.size,
            dataclasses.asdict(work.recipe),
        ],
        sort_keys=True,
    )


def forget_failures(store, jobs):
    """Have what was given up of `jobs` tried again: three times from now on. Raises OSError."""
    names = {definition(job) for job in jobs}
    for failure in SnapshotReader(store).read().failures:
        if definition(failure.run) in names:
            Attempt(store, failure.run).remove(["failed.json"])


def _time_left(entries):
    """(seconds, device): by the finished ones on the device where the sweep runs, or ran last.

    Each kind of network is judged by itself where one of it has finished: the costs of different
    networks are only roughly comparable.
    """
    running = [e for e in entries if e.state == "running"]
    done = [e for e in entries if e.state == "done" and not failed(e.run) and e.run.seconds]
    devices = [e.run.device for e in running] or [e.run.device for e in done]
    known = [e for e in done if e.run.device in devices]
    if not known:
        return None, ""
    device = statistics.mode([e.run.device for e in known])
    speeds = {}
    for e in known:
        if e.run.device == device:
            speeds.setdefault(e.job.network, []).append(e.run.seconds / e.job.cost)
    usual = statistics.median([speed for group in speeds.values() for speed in group])
    seconds = 0.0
    for e in entries:
        if e.state in ("running", "left"):
            speed = statistics.median(speeds.get(e.job.network, [usual]))
            seconds += e.job.cost * speed * (1 - fraction(e))
    return seconds / max(1, len(running)), device


def fraction(entry):
    """How much of a job is done, from 0 to 1."""
    if entry.state == "done":
        return 1.0
    progress = entry.progress
    return progress.step / progress.steps if progress and progress.steps else 0.0
