"""Jobs and what a sweep of them leaves in a store, made by hand."""

import dataclasses

from helpers.runs.attempt import Attempt
from helpers.runs.job import Job
from helpers.runs.launch import pending
from helpers.training.record import Recipe

DEVICE = "a processor, 2 cores"
CURVES = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")


def a_job(depth=8, seed=0, network="plain", **recipe):
    recipe = Recipe(epochs=4, images=100, seed=seed, **recipe)
    return Job(network, {"depth": depth, "width": 4, "seed": seed}, "cifar10", "small", recipe)


def so_far(job, epochs=0, device=DEVICE, **changes):
    """The Run of a job after so many epochs, with a quarter right in each."""
    curves = dict.fromkeys(CURVES, (0.25,) * epochs)
    return dataclasses.replace(pending(job, device, "tensorflow"), **curves, **changes)


def finished(job, seconds=10.0, **changes):
    return so_far(job, 4, **{"seconds": seconds, "ended": "finished", **changes})


def begin(store, job, epochs=0, step=0, steps=100, device=DEVICE):
    """The Attempt of a process that is at the job; its lock is not held."""
    store.check()
    attempt = Attempt(store, so_far(job, device=device))
    attempt.begin()
    attempt.on_epoch(so_far(job, epochs, device=device))
    attempt._step, attempt._steps = step, steps
    attempt._write()
    return attempt


def fail(store, job, message="there is no memory", tries=3):
    for _ in range(tries):
        begin(store, job).fail(MemoryError(message))
