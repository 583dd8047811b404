"""Files that must stay private: made so, and refused where others could read or replace them."""

import os
import secrets
import stat
from pathlib import Path


def private_folder(folder):
    """Make the folder with mode 0700 where it is missing; ValueError where others get in."""
    folder = Path(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(
            f"The hub's folder {folder} cannot be made ({error.strerror}): make it yourself, or "
            "set state in [hub] to another."
        ) from error
    _check(folder, stat.S_ISDIR, "0700")
    return folder


def private_file(path):
    """The path; ValueError where it is no plain file that only its owner may read."""
    path = Path(path)
    _check(path, stat.S_ISREG, "0600")
    return path


def token(path):
    """The secret in the file, 64 hexadecimal digits; drawn where the file does not exist yet."""
    path = Path(path)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    text = private_file(path).read_text(encoding="ascii", errors="replace").strip()
    if len(text) < 32:
        raise ValueError(f"{path} holds no secret: remove it, and the next start draws another.")
    return text


def unwritable(path):
    """The path; ValueError where another than its owner could change the file."""
    path = Path(path)
    found = path.stat()
    if found.st_mode & stat.S_IWOTH:
        raise ValueError(f"Everybody may change {path}, which says who gets in: chmod o-w {path}")
    # What root starts, only root may choose. Elsewhere a group of one's own may write.
    if os.geteuid() == 0 and (found.st_mode & stat.S_IWGRP or found.st_uid != 0):
        raise ValueError(
            f"Others than root may change {path}, which says what root starts: "
            f"chown root {path} && chmod g-w {path}"
        )
    return path


def _check(path, is_kind, mode):
    try:
        found = path.lstat()
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}): correct its path.") from error
    if not is_kind(found.st_mode):
        raise ValueError(f"{path} is a link or something else than expected: replace it.")
    if found.st_uid not in (os.geteuid(), 0):
        raise ValueError(f"{path} belongs to another user: chown it to the one that runs the hub.")
    if found.st_mode & 0o077:
        raise ValueError(
            f"Others than its owner may read {path} (mode {found.st_mode & 0o777:04o}), which "
            f"must stay secret: chmod {mode} {path}"
        )
