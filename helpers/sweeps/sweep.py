"""Run the jobs of a grid, one after the other, and keep each record as soon as it is there."""

import time

from filelock import FileLock, Timeout
from tqdm.auto import tqdm

from helpers import paths
from helpers.training.record import Run

from .store import Store, key


def pending(job, device, backend):
    """The Run that `job` would become: enough to find its record in a store."""
    from helpers.networks import options_of

    options = {**options_of(job.network), **job.options}
    return Run(job.network, options, job.dataset, job.size, job.recipe, job.recipe.seed,
               device=device, backend=backend)  # fmt: skip


def perform(job, **callbacks):
    """Build, train and return the Run of one job."""
    from helpers import datasets
    from helpers.networks import build
    from helpers.training import train

    dataset = datasets.load(job.dataset, job.size)
    shape = dataset.train.images.shape[1:]
    model = build(job.network, len(dataset.classes), shape, **job.options)
    return train(model, dataset, job.recipe, **callbacks)


def run(jobs, store=None, budget=None, stop=None, say=print):
    """Perform the jobs that `store` does not hold yet; returns the Runs made in this call.

    budget: seconds; no job is started that would end after them, judged by the speed so far.
    stop: a function; once true, the job in flight ends and is not kept. Several processes may work
    on one store: each takes a job under a lock of its own, and passes over those of the others.
    """
    from helpers.training import engine

    store = Store(store or paths.runs_folder())
    device, backend = engine.devices()[0].name, engine.BACKEND
    begun, speed, made = time.monotonic(), None, []
    left = [(job, pending(job, device, backend)) for job in jobs]
    left = [(job, record) for job, record in left if record not in store]
    say(f"{len(left)} of {len(jobs)} trainings to do; records go to {store.path}")
    while left:
        job, record = left.pop(0)
        ahead = job.cost * speed if speed else 0
        if budget and time.monotonic() - begun + ahead > budget:
            say(f"Budget spent: {len(left) + 1} left. The same command goes on from here.")
            break
        store.path.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(store.path / f".{key(record)}.lock", timeout=0):
                if record in store:
                    continue
                start = time.monotonic()
                with tqdm(desc=str(job), unit=" steps", leave=False) as bar:
                    result = perform(job, stop=stop, on_step=_progress(bar))
                if result.ended == "stopped":
                    break
                store.add(result)
        except Timeout:  # another worker is at it
            continue
        made.append(result)
        speed = (time.monotonic() - start) / job.cost
        rest = sum(j.cost for j, _ in left) * speed
        say(f"{job}: {outcome(result)}; about {rest / 60:.0f} min left")
    return made


def _progress(bar):
    def on_step(done, steps):
        bar.total = steps
        bar.update(done - bar.n)

    return on_step


def outcome(run):
    """One line for a log."""
    if not run.test_accuracy:
        return run.ended
    return (
        f"training {run.train_accuracy[-1]:.1%}, test {run.test_accuracy[-1]:.1%}, "
        f"{run.seconds:.0f} s, {run.ended}"
    )
