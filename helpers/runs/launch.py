"""Train one job and keep its record as soon as it is there."""

import contextlib
import tempfile

from helpers import paths
from helpers.training.record import Run

from .store import Store


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


def perform(job, store, *, stop=None, on_step=None, on_epoch=None, checkpoint=None, cpu=False):
    """Train one job, keep its record in `store`, a Store, and return the Run.

    stop, on_step, on_epoch, checkpoint: as `helpers.training.train` takes them. A training that was
    stopped is returned and not kept. cpu: on the CPU, also where there is a GPU. Raises what
    `build` and `train` raise, and OSError if the record cannot be kept: before the training, or
    after it with the place where the record is instead.
    """
    store.check()  # before Keras is loaded, which takes seconds
    from helpers import datasets
    from helpers.networks import build
    from helpers.training import engine, train

    dataset = datasets.load(job.dataset, job.size)
    shape = dataset.train.images.shape[1:]
    with engine.on_cpu() if cpu else contextlib.nullcontext():
        model = build(job.network, len(dataset.classes), shape, **job.options)
        run = train(
            model,
            dataset,
            job.recipe,
            on_epoch=on_epoch,
            stop=stop,
            on_step=on_step,
            checkpoint=checkpoint,
        )
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


def progress(bar):
    """The on_step that shows a training in a tqdm bar."""

    def on_step(done, steps):
        bar.total = steps
        bar.update(done - bar.n)

    return on_step


def outcome(run):
    """One line for a log."""
    if not run.test_accuracy:
        return run.ended
    text = (
        f"training {run.train_accuracy[-1]:.1%}, test {run.test_accuracy[-1]:.1%}, "
        f"{run.seconds:.0f} s"
    )
    return f"{text}, {run.ended}" if run.ended else text
