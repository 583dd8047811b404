"""Read files from folders that students control, by somebody who may read everything.

No link is followed, anywhere in the path; pipes and devices are not read; a file must belong to
the owner of the home, so that a hard link to another's file gives nothing; sizes and numbers are
limited. Nothing is written there.
"""

import contextlib
import dataclasses
import os
import stat

from helpers.exercises.hand_in import MOST_BYTES

DEPTH = 6  # folders below the one that is searched
ENTRIES = 20_000  # of one home
TOTAL = 256 * 2**20  # bytes of one home
TRIES = 3  # for a file that changes while it is read
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclasses.dataclass(frozen=True)
class Found:
    """A student's file: its name, where it lies below the folder searched, when it was changed."""

    name: str
    place: str
    changed: float
    content: bytes


class Home:
    """One home, opened for reading. `remarks` says what was left out and why. A context.

    Raises OSError where the home is a link, no folder, or cannot be read.
    """

    def __init__(self, path):
        self.path, self.remarks = path, []
        self._handle = os.open(path, FOLDER)
        self._owner = os.fstat(self._handle).st_uid
        self._entries, self._bytes = 0, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._handle)

    def files(self, folder, suffix):
        """Each Found below `folder` (from the home) whose name ends so; hidden ones are left."""
        with contextlib.ExitStack() as open_:
            handle = self._handle
            for part in folder.strip("/").split("/"):
                if part in ("", ".", ".."):
                    raise ValueError(f"{folder!r} is no folder below a home: write it as work/here")
                try:
                    handle = os.open(part, FOLDER, dir_fd=handle)
                except FileNotFoundError:
                    return
                except OSError as error:
                    self._leave_out(folder, "a link or no folder, or " + str(error.strerror))
                    return
                open_.callback(os.close, handle)
            yield from self._walk(handle, "", suffix, DEPTH)

    def _walk(self, handle, place, suffix, depth):
        with os.scandir(handle) as entries:
            names = []
            for entry in entries:
                self._entries += 1
                if self._entries > ENTRIES:
                    self._leave_out(place or ".", f"more than {ENTRIES:,} files")
                    break
                if not entry.name.startswith("."):
                    names.append((entry.name, entry.is_dir(follow_symlinks=False)))
        for name, is_folder in sorted(names):
            where = f"{place}/{name}" if place else name
            if is_folder and depth and self._entries <= ENTRIES:
                try:
                    inside = os.open(name, FOLDER, dir_fd=handle)
                except OSError as error:
                    self._leave_out(where, error.strerror)
                    continue
                try:
                    yield from self._walk(inside, where, suffix, depth - 1)
                finally:
                    os.close(inside)
            elif is_folder:
                self._leave_out(where, "it lies too deep")
            elif name.endswith(suffix):
                found = self._read(handle, name, where)
                if found is not None:
                    yield found

    def _read(self, handle, name, where):
        for _ in range(TRIES):
            try:
                file = os.open(name, FILE, dir_fd=handle)
            except OSError as error:  # ELOOP for a link
                return self._leave_out(where, f"a link, or {error.strerror}")
            with os.fdopen(file, "rb") as opened:
                before = os.fstat(file)
                if not stat.S_ISREG(before.st_mode):
                    return self._leave_out(where, "no file")
                if before.st_uid != self._owner:
                    return self._leave_out(where, "it belongs to another user")
                if before.st_size > MOST_BYTES:
                    return self._leave_out(where, f"larger than {MOST_BYTES >> 20} MiB")
                if self._bytes + before.st_size > TOTAL:
                    return self._leave_out(where, f"more than {TOTAL >> 20} MiB in all")
                content = opened.read(MOST_BYTES + 1)
                after = os.fstat(file)
            if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, len(content)):
                self._bytes += len(content)
                return Found(name, where, after.st_mtime, content)
        return self._leave_out(where, "it changes all the time")

    def _leave_out(self, place, why):
        self.remarks.append(f"{place}: {why}")
