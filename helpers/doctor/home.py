"""The home folder: is there room, by its quota too, what may be deleted, and is it fast enough?

A full home is why servers do not start and notebooks are not saved, so these lines say more than
`places` does.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from helpers.doctor.report import FAIL, OK, WARN, Finding

GB = 1e9  # bytes
LITTLE, FULL = 1e9, 50e6  # bytes free: a class's trainings and pictures; a notebook to save
FEW = 1000  # files that may still be made
SLOW = 0.05  # seconds for a small file to be made and reach the disk; a local disk takes 0.005
TRIES = 9
LISTED = 5  # folders that are named
PATIENCE = 10  # seconds for looking through caches, and for the quota
# Folders whose contents are made again when they are needed, and the trash.
CACHES = (".cache", ".keras", ".local/share/Trash", ".npm/_cacache", ".nv", ".conda/pkgs")


def check(home=None):
    home = Path(home or Path.home())
    yield room(home)
    yield files(home)
    yield quota()
    yield speed(home)


def room(home):
    """Free space as the system tells it; many file systems count a user's quota in."""
    try:
        free = shutil.disk_usage(home).free
    except OSError as error:
        advice = "make the home folder, owned by its user, with mode 0700"
        return Finding(FAIL, "home", f"{home}: {error.strerror or error}", advice)
    found = f"{free / GB:,.1f} GB free in {home}"
    if free >= LITTLE:
        return Finding(OK, "home", found)
    return Finding(FAIL if free < FULL else WARN, "home", found, what_to_delete(home))


def files(home):
    """How many files may still be made, where the file system has a limit."""
    try:
        told = os.statvfs(home)
    except (AttributeError, OSError):  # no such call on Windows
        return Finding(OK, "files in home", "their number is not known")
    if not told.f_files or told.f_favail >= FEW:
        return Finding(OK, "files in home", "as many as are needed can be made")
    found = f"only {told.f_favail:,} more files can be made in {home}"
    return Finding(WARN, "files in home", found, what_to_delete(home))


def what_to_delete(home):
    """Advice: the largest folders of what can be made again."""
    until = time.monotonic() + PATIENCE
    sizes = []
    for cache in CACHES:
        top = home / cache
        parts = _folders(top) if cache == ".cache" else [top]
        sizes += [(size(part, until), part) for part in parts]
    sizes = sorted(((n, part) for n, part in sizes if n >= 1e6), reverse=True)[:LISTED]
    if not sizes:
        return "ask for more space, or delete files that are not needed any more"
    named = ", ".join(f"{part} ({n / GB:.1f} GB)" for n, part in sizes)
    return f"these can be deleted, caches are made again when needed: {named}"


def _folders(top):
    try:
        return [part for part in top.iterdir() if part.is_dir() and not part.is_symlink()]
    except OSError:
        return []


def size(folder, until):
    """Bytes on disk below a folder, as far as they were counted by `until`. Follows no link."""
    total = 0
    for here, _, names in os.walk(folder):
        for name in names:
            try:
                told = Path(here, name).lstat()
            except OSError:
                continue
            total += getattr(told, "st_blocks", 0) * 512
        if time.monotonic() > until:
            break
    return total


def quota():
    """What the command `quota` says, where the system has it."""
    if not shutil.which("quota"):
        return Finding(OK, "quota", "this system has no `quota` command; only free space is known")
    try:
        told = subprocess.run(
            ["quota", "-w", "-p", "-u"],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return Finding(OK, "quota", "`quota` does not answer; only free space is known")
    tight = [limit for limit in limits(told.stdout) if limit[1] > 0.9 * limit[2]]
    if not tight:
        return Finding(OK, "quota", "nowhere is more than 90 % of a quota used")
    found = "; ".join(
        f"{used * 1024 / GB:.1f} of {most * 1024 / GB:.1f} GB used on {place}"
        for place, used, most in tight
    )
    state = FAIL if any(used >= most for _, used, most in tight) else WARN
    return Finding(state, "quota", found, what_to_delete(Path.home()))


def limits(text):
    """(file system, KiB used, KiB allowed) of each line of `quota -w -p` that has a limit.

    Columns: file system, blocks (with * above the soft limit), soft and hard limit, grace, … The
    soft limit counts: above it the user has only some days.
    """
    found = []
    for line in text.splitlines():
        words = line.split()
        numbers = [word.rstrip("*") for word in words[1:4]]
        if len(numbers) == 3 and all(number.isdecimal() for number in numbers):
            used, soft, hard = map(int, numbers)
            if soft or hard:
                found.append((words[0], used, soft or hard))
    return found


def speed(home):
    """How long a small file takes to be made and to reach the disk: the median of TRIES."""
    seconds = []
    try:
        with tempfile.TemporaryDirectory(dir=home, prefix=".course-doctor-") as folder:
            for number in range(TRIES):
                start = time.perf_counter()
                with Path(folder, str(number)).open("wb") as file:
                    file.write(b"x" * 4096)
                    file.flush()
                    os.fsync(file.fileno())
                seconds.append(time.perf_counter() - start)
    except OSError as error:
        found = f"nothing can be written there: {error.strerror or error}"
        return Finding(FAIL, "speed of home", found, what_to_delete(home))
    median = sorted(seconds)[TRIES // 2]
    found = f"a small file takes {1000 * median:.1f} ms to be made and to reach the disk"
    if median < SLOW:
        return Finding(OK, "speed of home", found)
    advice = (
        "put the environment, COURSE_DATA and ~/.cache on a local disk of the nodes "
        "(XDG_CACHE_HOME, COURSE_CACHE), and ask who runs the file system"
    )
    return Finding(WARN, "speed of home", found, advice)
