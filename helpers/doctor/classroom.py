"""What a class on a hub needs beside the rest: `python -m helpers doctor --hub`.

Run it as a student, best in a terminal of a student's server: limits, folders and rights are then
the student's. Run by root it looks at the rights that others have.
"""

import dataclasses
import json
import os
import stat
from pathlib import Path

import psutil
from jupyter_core.paths import jupyter_path

from helpers import datasets, gpu_memory, paths
from helpers.doctor import home, places
from helpers.doctor.report import FAIL, OK, WARN, Finding

GIB = 2**30  # bytes
NEEDED = 0.9 * GIB  # of one student alone, server and kernel: 892 MB measured (hub/README.md)
SETTINGS = paths.REPOSITORY / "helpers/widgets/lab_settings.json"
INSTALLED = "lab/settings/overrides.d/deep-image-classification.json"
MOST = 20_000  # files whose rights are looked at


def check():
    yield from home.check()
    yield data(paths.shared_folder())
    yield answers()
    yield memory()
    yield from gpus()
    yield lab_settings(jupyter_path(), SETTINGS)
    yield package(paths.REPOSITORY / "helpers")


def data(folder, name="cifar10"):
    """Is the class's folder there and complete, and can students only read it?"""
    subject = "data of the class"
    if folder is None:
        advice = "set COURSE_DATA ([course] data in the hub's settings) to one folder for all"
        return Finding(WARN, subject, "there is none: everybody fetches sets of their own", advice)
    problem = places.shared(folder)
    if problem.state != OK:
        return dataclasses.replace(problem, state=FAIL, subject=subject)
    changeable = writable_by_students(folder)
    if changeable:
        found = f"students can change {changeable}, which all others then read"
        advice = f"chown -R root {folder}; chmod -R a+rX,go-w {folder}"
        return Finding(FAIL, subject, found, advice)
    location = datasets.locate(name, "full")
    if location is None or folder not in location.path.parents:
        advice = (
            f"python -m helpers fetch {name} --cache {folder}, then take away the right to write"
        )
        return Finding(WARN, subject, f"{folder} lacks {name} at full size", advice)
    try:
        data = datasets.load(name, "full")
    except (OSError, ValueError) as error:
        advice = f"python -m helpers fetch {name} --cache {folder}"
        return Finding(FAIL, subject, str(error), advice)
    images = len(data.train.labels) + len(data.test.labels)
    found = f"{images:,} images of {name} in {folder}, which students only read"
    return Finding(OK, subject, found)


def writable_by_students(folder):
    """The first file or folder, `folder` itself included, that a student could change, or None.

    For root, who may change all: what others than its owner may change.
    """
    for count, path in enumerate(_below(folder)):
        if count == MOST:
            return None
        if _is_open(path):
            return path
    return None


def _below(folder):
    yield folder
    for here, folders, names in os.walk(folder):
        yield from (Path(here, name) for name in (*folders, *names))


def _is_open(path):
    try:
        told = path.lstat()
    except OSError:
        return False
    if stat.S_ISLNK(told.st_mode):
        return False
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return bool(told.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
    return os.access(path, os.W_OK)


def answers():
    """What is handed in is kept there; the folder of runs has its line among the `places`."""
    folder, consequence = paths.answers_folder(), "right answers are lost with the kernel"
    finding = places.writable("your answers", folder, "COURSE_ANSWERS", consequence)
    return finding if finding.state == OK else dataclasses.replace(finding, state=FAIL)


def memory():
    """The limit that really holds for this server, against what a kernel with TensorFlow takes."""
    promised, limit = paths.promised_memory(), memory_limit()
    found = f"{limit / GIB:.1f} GiB are allowed" if limit else "no limit holds"
    if limit and limit < NEEDED:
        advice = "raise memory in [limits] or in the Slurm profile"
        return Finding(FAIL, "memory limit", f"{found}; a kernel needs {NEEDED / GIB:.1f}", advice)
    if promised and (not limit or limit > 1.1 * promised):
        found += f", though the hub promises {promised / GIB:.1f} GiB"
        advice = "one kernel can take all memory: see that the spawner can use control groups"
        return Finding(WARN, "memory limit", found, advice)
    if not limit:
        total = psutil.virtual_memory().total
        found += (
            f"; the machine has {total / GIB:.0f} GiB, enough for {total // NEEDED:,.0f} kernels"
        )
    else:
        found += f", enough for {limit // NEEDED:,.0f} kernels with TensorFlow"
    return Finding(OK, "memory limit", found)


def memory_limit(groups="/proc/self/cgroup", root="/sys/fs/cgroup"):
    """The smallest memory limit of this process's control groups, in bytes; None if there is none.

    Version 2 has one tree; version 1 has one for memory, and says "no limit" as a huge number.
    """
    try:
        lines = Path(groups).read_text().splitlines()
    except OSError:
        return None
    found = []
    for line in lines:
        _, kinds, path = line.split(":", 2)
        if kinds == "":
            top, name = Path(root), "memory.max"
        elif "memory" in kinds.split(","):
            top, name = Path(root, "memory"), "memory.limit_in_bytes"
        else:
            continue
        here = top / path.lstrip("/")
        # In a container the path may be one of outside; the top is then the container's own group.
        for folder in (here, *here.parents):
            if folder == top.parent:
                break
            found += _number(folder / name)
    return min(found, default=None)


def _number(file):
    try:
        text = file.read_text().strip()
    except OSError:
        return []
    return [int(text)] if text.isdecimal() and int(text) < 2**60 else []


def gpus():
    """A line for each GPU of this process, by its driver, and one on how they are shared."""
    rows = gpu_memory.process_rows()
    if not rows:
        yield Finding(OK, "GPU", "none here; the small data set and recorded runs need none")
        return
    for number, row in enumerate(rows):
        if row is None or row.free is None:
            found = f"number {number}; its memory is not known (an instance, or GPUs of two kinds)"
            yield Finding(OK, "GPU", found)
            continue
        free, total = row.free / GIB, row.total / GIB
        found = f"{row.name}; {free:.1f} of {total:.1f} GiB free"
        if row.free < GIB:
            advice = "end kernels that are not used: Release the GPU in the training panel"
            yield Finding(WARN, "GPU", f"{found}: it is full", advice)
        else:
            yield Finding(OK, "GPU", found)
    yield share(rows)


def share(rows):
    try:
        fraction = paths.gpu_fraction()
    except ValueError as error:
        return Finding(FAIL, "share of a GPU", str(error), "correct gpu_fraction in [limits]")
    if not fraction:
        found = "each kernel takes what it comes to need, and one can take all"
        return Finding(OK, "share of a GPU", found, "for equal parts set gpu_fraction in [limits]")
    known = [row.total for row in rows if row and row.total]
    most = min(known, default=0) * fraction
    found = f"each kernel takes at most {fraction:g} of a GPU" + (
        f", {most / GIB:.1f} GiB" if known else ""
    )
    if known and most < 1.5 * GIB:
        advice = "raise gpu_fraction in [limits]: CUDA alone takes about half a GiB"
        return Finding(WARN, "share of a GPU", found, advice)
    return Finding(OK, "share of a GPU", found)


def lab_settings(folders, wanted):
    """Are the course's settings of JupyterLab where it looks for them, and the course's own?"""
    places_ = [Path(folder) / INSTALLED for folder in folders]
    there = next((place for place in places_ if place.exists()), None)
    advice = "install the course into the environment that the servers run: make setup"
    if there is None:
        found = "the course's are not installed: panels are blank when a notebook is opened again"
        return Finding(WARN, "JupyterLab settings", found, advice)
    try:
        same = json.loads(there.read_text("utf-8")) == json.loads(wanted.read_text("utf-8"))
    except (OSError, ValueError):
        same = False
    if not same:
        return Finding(WARN, "JupyterLab settings", f"{there} is of another version", advice)
    return Finding(OK, "JupyterLab settings", "panels are saved with the notebook; no news prompt")


def package(folder):
    """Nothing of the class writes there, so students need not be able to."""
    changeable = writable_by_students(folder)
    if changeable is None:
        return Finding(OK, "course folder", f"{folder} is only read")
    found = f"{changeable} can be changed by who runs this, or by others"
    advice = f"if others use it too: chown -R root {folder}; chmod -R go-w {folder}"
    return Finding(WARN, "course folder", found, advice)
