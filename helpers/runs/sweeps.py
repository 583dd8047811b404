"""Run the jobs of a grid, one after the other, and keep each record as soon as it is there."""

import sys
import time
from collections import deque

from filelock import Timeout
from tqdm.auto import tqdm

from helpers import paths
from helpers.locks import lock

from .announced import announce
from .attempt import TRIES, Attempt
from .budget import Budget
from .launch import outcome, pending, perform, progress
from .signals import caught_signals
from .status import forget_failures
from .store import Store

NO_BAR = False if "ipykernel" in sys.modules else None  # None: where there is no terminal
GO_ON = "The same command goes on from here."


def sweep(
    jobs, store=None, budget=None, stop=None, report=print, *, shard=None, title="", retry=False
):
    """Perform the jobs that `store` does not hold yet; returns the Runs made in this call.

    store: a folder. budget: seconds from the call on, or a time like "20m". No job is started that
    would end after it, judged by the speed of the last one, and one that turns out to end later is
    stopped. stop: an Event or a function; once it is set or true, the job in flight is stopped. So
    it is by Ctrl-C and the other signals of `signals.NAMES`, which take effect when the store is in
    order. What was stopped or killed goes on from its checkpoint in the next call. A training that
    raises an exception is tried again after the others; after three tries it is given up.

    Several processes may work on one store: each takes a job under a lock of its own, and passes
    over those of the others. shard: a Shard, the part of the jobs that this process looks at.
    title: of the jobs, for those who watch (`sweep_status`). retry: also what was given up.

    Raises OSError where no record can be kept.
    """
    store = Store(store or paths.runs_folder())
    if retry:
        forget_failures(store, jobs)
    return run_sweep(jobs, store, budget, stop, report, shard, title).made


def run_sweep(jobs, store, budget, stop, report, shard, title):
    """As `sweep`, in a Store; returns the Sweep, with its `made` and `failed`."""
    budget = Budget(budget)
    store.check()  # before Keras is loaded
    announce(jobs, store, title)
    with caught_signals() as caught:
        work = Sweep(shard.of(jobs) if shard else jobs, store, budget, report)
        work.run(caught, getattr(stop, "is_set", stop) or (lambda: False))
    return work


class Sweep:
    """A sweep under way in this process. left: (job, pending Run) of what is to be done. made:
    Runs. failed: jobs that were given up.
    """

    def __init__(self, jobs, store, budget, report):
        from helpers.training import engine

        device, backend = engine.devices()[0].name, engine.BACKEND
        self.store, self.budget, self.report = store, budget, report
        self.made, self.failed, self.speed = [], [], 0
        names = {file.name for file in store.path.iterdir()}
        self.left = deque()
        for job in jobs:
            record = pending(job, device, backend)
            if store.file(record).name in names and record in store:
                continue
            self.left.append((job, record))
        report(f"{len(self.left)} of {len(jobs)} trainings to do; records go to {store.path}")

    def run(self, caught, stopped):
        """Until nothing is left that this process may do, or until it is to stop."""

        def stop():
            return caught.is_set() or stopped() or self.budget.exceeded()

        while self.left:
            job, record = self.left[0]
            # The speed is 0 until one has ended: then only a budget that is spent is in the way.
            if self.budget.exceeded(job.cost * self.speed) or stop():
                break
            attempt = Attempt(self.store, record)
            try:
                with lock(attempt.lock) as held:
                    passed_over = not held and attempt.is_another_s()
                    ended = passed_over or self._perform(job, record, attempt, stop)
            except Timeout:  # another worker is at it
                ended = True
            if not ended:
                break
            self.left.popleft()
        self._report_end(caught)

    def _perform(self, job, record, attempt, stop):
        """One try at the job; False if it was stopped."""
        if record in self.store:
            attempt.remove()  # of a process that was killed after it had kept the record
            return True
        attempt.begin()
        if attempt.failed():
            self._give_up(job, attempt)
            return True
        start = time.monotonic()
        try:
            with tqdm(desc=str(job), unit=" steps", leave=False, disable=NO_BAR) as bar:
                watch = self.budget.watch(progress(bar))

                def on_step(done, steps):
                    watch(done, steps)
                    attempt.on_step(done, steps)

                run = perform(
                    job,
                    self.store,
                    stop=stop,
                    on_step=on_step,
                    on_epoch=attempt.on_epoch,
                    checkpoint=attempt.checkpoint,
                )
        except Exception as error:
            self._count(job, record, attempt, error)
            return True
        except BaseException:  # Ctrl-C twice
            attempt.pause()
            raise
        if run.ended == "stopped":
            attempt.pause()
            return False
        attempt.remove()
        self._report(job, run, time.monotonic() - start)
        return True

    def _count(self, job, record, attempt, error):
        """The training raised: again after the others, unless it was the last try."""
        if isinstance(error, OSError):
            try:
                self.store.check()
            except OSError:  # no fault of the training: nothing can be kept
                attempt.pause()
                raise error from None
        tries = attempt.fail(error)
        self.report(f"{job}: {type(error).__name__}: {error} (try {tries} of {TRIES})")
        if tries < TRIES:
            self.left.append((job, record))
        else:
            self._give_up(job, attempt)

    def _give_up(self, job, attempt):
        self.failed.append(job)
        self.report(f"{job}: given up after {TRIES} tries: {attempt.failure().message}")

    def _report(self, job, run, seconds):
        self.made.append(run)
        self.speed = seconds / job.cost
        rest = sum(job.cost for job, _ in self.left) - job.cost
        self.report(f"{job}: {outcome(run)}; about {rest * self.speed / 60:.0f} min left")

    def _report_end(self, caught):
        if self.budget.spent and self.left:
            self.report(f"Budget spent: {len(self.left)} left. {GO_ON}")
        elif caught.is_set():
            self.report(f"Stopped: {len(self.left)} left. {GO_ON}")
        if self.failed:
            self.report(f"{len(self.failed)} given up: --retry, or retry=True, tries them again.")
