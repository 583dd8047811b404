"""`python -m hub collect DESTINATION`: bring the hand-ins of all students together.

    python -m hub collect /srv/grading/week-3 --homes /home/*
    python -m helpers.exercises check /srv/grading/week-3/*/*.ipynb
    python -m helpers.exercises check /srv/grading/week-3/*/kept.txt

For each home: the saved notebooks; the files of kept answers, in answers/; and kept.txt, the lines
to hand in that these make, for who never ran a notebook's last cell. Of several notebooks of one
name the one that was changed last is taken. DESTINATION must not exist yet, or be empty; it is
filled whole or not at all, and only its owner can read it.

With nbgrader: `--nbgrader` writes its folders, DESTINATION/STUDENT/06/06_….ipynb with the time of
the last change, so that DESTINATION can be the course's folder `submitted`; then `nbgrader
autograde 06` as usual. Copies of a notebook under other names are left out.

Run it as somebody who may read all homes: root, and on the file server where NFS squashes root.
"""

import datetime
import json
import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

from helpers.exercises import kept_line
from helpers.exercises.safe_text import one_line
from helpers.tables import text_table

from . import settings
from .homes import Home

HEAD = ("student", "notebooks", "answers", "remarks")
NOTEBOOK = re.compile(r"(\d\d)_\w+\.ipynb")  # as the course names them
KEPT = re.compile(r"(\d\d)\.json")
SHOWN = 3  # remarks of one student


def add_arguments(parser):
    parser.add_argument("destination", type=Path, help="a new folder, or an empty one")
    parser.add_argument(
        "--homes", nargs="+", type=Path, required=True, metavar="HOME",
        help="the students' home folders, as /home/*; a folder's name is the student's",
    )  # fmt: skip
    parser.add_argument(
        "--work", help="folder of notebooks in a home; default: notebook_dir of the settings"
    )
    parser.add_argument(
        "--answers", help="folder of kept answers in a home; default: answers of the settings"
    )
    parser.add_argument("--nbgrader", action="store_true", help="write nbgrader's folders")


def run(args):
    """Exit code 1 if a home could not be read. ValueError for what is wrong before that."""
    work, answers = folders(args.work, args.answers)
    homes = sorted(set(args.homes), key=lambda home: home.name)
    names = [home.name for home in homes]
    if "" in names:
        raise ValueError("A home needs a name, which is the student's: write /home/*, not /.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{', '.join(twice)}: two homes have that name: collect them apart.")
    parent = checked(args.destination)
    part = Path(tempfile.mkdtemp(prefix=f".{args.destination.name}.", dir=parent))  # mode 0700
    try:
        rows, unread = [], 0
        for home in homes:
            row = take(home, part / home.name, work, answers, args.nbgrader)
            rows += [row] if row else []
            unread += bool(row) and row[1] == "-"
        part.rename(args.destination)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    if rows:
        print(text_table(HEAD, rows, left=(0, 3)))
    print(f"{len(rows) - unread} of {len(homes)} homes have work; it is in {args.destination}")
    return 1 if unread else 0


def folders(work, answers):
    """(work, answers) below a home, by the settings where the command line does not say."""
    if work is None or answers is None:
        named = os.environ.get("COURSE_HUB")
        chosen = settings.read(named) if named else settings.Settings()
        work = chosen.spawner.notebook_dir if work is None else work
        answers = chosen.course.answers if answers is None else answers
    found = work.removeprefix("~/").strip("/"), answers.removeprefix("~/").strip("/")
    for given, folder in zip((work, answers), found, strict=True):
        if given.startswith("/") or not folder or {"", ".", ".."} & set(folder.split("/")):
            raise ValueError(f"{given!r} is no folder below a home: write it as course/answers.")
    return found


def checked(destination):
    """The folder that is to hold the destination. ValueError where students could interfere."""
    if destination.is_symlink() or (destination.exists() and not destination.is_dir()):
        raise ValueError(f"{destination} is a link or a file: name a new folder.")
    if destination.exists() and any(destination.iterdir()):
        raise ValueError(f"{destination} is not empty: name a new folder for each collection.")
    parent = destination.absolute().parent
    if not parent.is_dir():
        raise ValueError(f"{parent} does not exist: make it, with mode 0700.")
    told = parent.stat()
    others = told.st_mode & 0o022 and not told.st_mode & stat.S_ISVTX
    if told.st_uid not in (0, os.geteuid()) or others:
        raise ValueError(
            f"Others can change {parent}: collect into a folder that only you can write to."
        )
    return parent


def take(home, target, work, answers, nbgrader):
    """Copy one student's work; the row of the table, or None if there is nothing to tell."""
    student = home.name
    try:
        with Home(home) as opened:
            newest = {}
            for found in opened.files(work, ".ipynb"):
                other = newest.get(found.name)
                if other is None or found.changed > other.changed:
                    newest[found.name] = found
            kept = [f for f in opened.files(answers, ".json") if KEPT.fullmatch(f.place)]
            remarks = list(opened.remarks)
    except OSError as error:
        return one_line(student, 40), "-", "-", f"cannot be read: {error.strerror}"
    notebooks = list(newest.values())
    if nbgrader:
        notebooks = [found for found in notebooks if NOTEBOOK.fullmatch(found.name)]
    remarks += [f"{found.place}: no notebook" for found in notebooks if not is_notebook(found)]
    if not (notebooks or kept or remarks):
        return None
    for found in notebooks:
        folder = target / found.name[:2] if nbgrader else target
        write(folder / found.name, found.content)
        if nbgrader and not (folder / "timestamp.txt").exists():
            changed = datetime.datetime.fromtimestamp(found.changed, datetime.UTC)
            stamp = f"{changed:%Y-%m-%d %H:%M:%S.%f} UTC\n"
            write(folder / "timestamp.txt", stamp.encode())
    if not nbgrader:
        for found in kept:
            write(target / "answers" / found.name, found.content)
        lines = list(filter(None, (line(student, found, remarks) for found in kept)))
        if lines:
            write(target / "kept.txt", "".join(f"{line}\n" for line in lines).encode())
    more = f"; and {len(remarks) - SHOWN} more" if len(remarks) > SHOWN else ""
    said = "; ".join(one_line(remark, 120) for remark in remarks[:SHOWN]) + more
    return one_line(student, 40), len(notebooks), len(kept), said


def line(student, found, remarks):
    """The line that a file of kept answers makes, or None."""
    try:
        return kept_line.line(found.name[:2], student, found.content.decode("utf-8"))
    except (ValueError, TypeError, RecursionError) as error:
        remarks.append(f"{found.place}: {error}")
        return None


def is_notebook(found):
    try:
        return "cells" in json.loads(found.content)
    except (ValueError, TypeError, RecursionError):
        return False


def write(path, content):
    """A new file for its owner alone; the whole tree gets its name at the end."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
