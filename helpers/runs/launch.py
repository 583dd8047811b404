"""Run the jobs of a grid, one after the other, and keep each record as soon as it is there."""

import math
import tempfile
import time

from filelock import Timeout
from tqdm.auto import tqdm

from helpers import paths
from helpers.locks import lock
from helpers.training.record import Run

from .store import Store, key

JUDGED_AFTER = 3  # seconds of steps; fewer would judge a training by one hiccup of the machine


def pending(job, device, backend):
    """The Run that `job` would become: enough to find its record in a store."""
    from helpers.networks import options_of

    options = {**options_of(job.network), **job.options}
    return Run(
        job.network,
        options,
        job.dataset,
        job.size,
        job.recipe,
        job.recipe.seed,
        device=device,
        backend=backend,
    )


def perform(job, store, *, stop=None, on_step=None, on_epoch=None):
    """Train one job, keep its record in `store`, a Store, and return the Run.

    stop, on_step, on_epoch: as `helpers.training.train` takes them. A training that was stopped is
    returned and not kept. Raises what `build` and `train` raise, and OSError if the record cannot
    be kept: before the training, or after it with the place where the record is instead.
    """
    store.check()  # before Keras is loaded, which takes seconds
    from helpers import datasets
    from helpers.networks import build
    from helpers.training import train

    dataset = datasets.load(job.dataset, job.size)
    shape = dataset.train.images.shape[1:]
    model = build(job.network, len(dataset.classes), shape, **job.options)
    run = train(model, dataset, job.recipe, on_epoch=on_epoch, stop=stop, on_step=on_step)
    if run.ended != "stopped":
        keep(run, store)
    return run


def keep(run, store):
    """Add the Run to the Store; if that fails, to another folder, and OSError says where."""
    try:
        store.add(run)
    except OSError as error:
        file = _keep_elsewhere(run)
        raise OSError(f"{error} The record of this training is in {file}.") from error


def _keep_elsewhere(run):
    try:
        return Store(paths.cache_folder() / "runs").add(run)
    except OSError:
        return Store(tempfile.mkdtemp(prefix="run-")).add(run)


class Budget:
    """So many seconds from now on, None for no limit. `spent`: something would end after them."""

    def __init__(self, seconds):
        self.end = math.inf if seconds is None else time.monotonic() + seconds
        self.spent = False

    def exceeded(self, seconds=0):
        """Whether work that takes so long from now would end too late; remembered as `spent`."""
        self.spent = self.spent or time.monotonic() + seconds > self.end
        return self.spent

    def watch(self, bar):
        """The on_step of one training: shows it in `bar` and judges its end by its own speed."""
        show, first = progress(bar), []

        def on_step(done, steps):
            show(done, steps)
            now = time.monotonic()
            if not first:  # until here it compiled
                first.extend((now, done))
            elif now - first[0] > JUDGED_AFTER:
                self.exceeded((now - first[0]) / (done - first[1]) * (steps - done))

        return on_step


def progress(bar):
    """The on_step that shows a training in a tqdm bar."""

    def on_step(done, steps):
        bar.total = steps
        bar.update(done - bar.n)

    return on_step


def sweep(jobs, store=None, budget=None, stop=None, report=print):
    """Perform the jobs that `store` does not hold yet; returns the Runs made in this call.

    store: a folder. budget: seconds from the call on. No job is started that would end after them,
    judged by the speed of the last one, and one that turns out to end later is stopped and not
    kept. stop: an Event or a function; once it is set or true, the job in flight ends likewise.
    Several processes may work on one store: each takes a job under a lock of its own, and passes
    over those of the others.
    """
    budget, store = Budget(budget), Store(store or paths.runs_folder())
    stopped = getattr(stop, "is_set", stop) or (lambda: False)
    store.check()
    from helpers.training import engine

    device, backend = engine.devices()[0].name, engine.BACKEND
    speed, made = 0, []
    left = [(job, pending(job, device, backend)) for job in jobs]
    left = [(job, record) for job, record in left if record not in store]
    report(f"{len(left)} of {len(jobs)} trainings to do; records go to {store.path}")
    for number, (job, record) in enumerate(left):
        if budget.exceeded(job.cost * speed):
            break
        start = time.monotonic()
        try:
            with lock(store.path / f".{key(record)}.lock"):
                if record in store:
                    continue
                with tqdm(desc=str(job), unit=" steps", leave=False) as bar:
                    result = perform(
                        job,
                        store,
                        stop=lambda: stopped() or budget.exceeded(),
                        on_step=budget.watch(bar),
                    )
        except Timeout:  # another worker is at it
            continue
        if result.ended == "stopped":
            break
        made.append(result)
        speed = (time.monotonic() - start) / job.cost
        rest = sum(job.cost for job, _ in left[number + 1 :]) * speed
        report(f"{job}: {outcome(result)}; about {rest / 60:.0f} min left")
    else:
        return made
    if budget.spent:
        report(f"Budget spent: {len(left) - number} left. The same command goes on from here.")
    return made


def outcome(run):
    """One line for a log."""
    if not run.test_accuracy:
        return run.ended
    text = (
        f"training {run.train_accuracy[-1]:.1%}, test {run.test_accuracy[-1]:.1%}, "
        f"{run.seconds:.0f} s"
    )
    return f"{text}, {run.ended}" if run.ended else text
