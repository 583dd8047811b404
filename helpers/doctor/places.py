"""Where data are found, where results are kept, and whether there is room."""

import shutil
import tempfile
import time

from helpers import datasets, paths
from helpers.datasets.lookup import shared_problem
from helpers.doctor.report import FAIL, OK, WARN, Finding

ROOM = 1e9  # bytes: the whole of CIFAR-10 while it is fetched, and some runs


def check():
    yield small_set()
    yield full_set()
    if paths.shared_folder():
        yield shared(paths.shared_folder())
    yield writable("cache", paths.cache_folder(), "COURSE_CACHE", "data sets cannot be fetched")
    yield writable("your runs", paths.runs_folder(), "COURSE_RUNS", "trainings cannot be kept")


def small_set(name="cifar10"):
    """Loads it, because a file that is there may still be damaged."""
    started = time.perf_counter()
    try:
        data = datasets.load(name) if datasets.locate(name) else None
    except (OSError, ValueError) as error:
        advice = "restore the course's data/ folder, for example with git checkout"
        return Finding(FAIL, "images", str(error), advice)
    if data is None:
        advice = f"restore the course's data/ folder, or run `python -m helpers fetch {name}`"
        return Finding(FAIL, "images", f"{name} (small) was not found", advice)
    images = len(data.train.labels) + len(data.test.labels)
    took = time.perf_counter() - started
    return Finding(OK, "images", f"{images:,} of {name} read in {took:.1f} s; {data.source}")


def full_set(name="cifar10"):
    found = datasets.locate(name, "full")
    if found is None:
        return Finding(
            OK,
            "all images",
            f"{name} (full) is not here; only full-size trainings need it",
            f"`python -m helpers fetch {name}` downloads it",
        )
    return Finding(OK, "all images", f"{name} (full) is in {found}")


def shared(folder):
    problem = shared_problem(folder)
    if problem:
        advice = "correct or unset COURSE_DATA, or ask its owner for permission to read it"
        return Finding(WARN, "COURSE_DATA", f"{problem}; it is not used", advice)
    return Finding(OK, "COURSE_DATA", f"{folder} can be read")


def writable(subject, folder, variable, consequence):
    """Writes a file to `folder` or, where that does not exist yet, to what would hold it."""
    advice = f"set {variable} to a folder that you can write to and that has free space"
    try:
        parent = next((place for place in (folder, *folder.parents) if place.exists()), folder)
        with tempfile.TemporaryFile(dir=parent) as file:
            file.write(b"can this be written?")
        free = shutil.disk_usage(parent).free
    except OSError as error:
        reason = error.strerror or str(error)
        return Finding(WARN, subject, f"{folder}: {reason}; {consequence}", advice)
    if free < ROOM:
        return Finding(WARN, subject, f"{folder} has only {free / 1e6:,.0f} MB free", advice)
    return Finding(OK, subject, f"you can write to {folder}; {free / 1e9:,.0f} GB free")
