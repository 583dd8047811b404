"""Write a file whole or not at all: nobody reads half of it."""

import contextlib
import os
import secrets
from pathlib import Path


def write_text(path, text):
    """`write_bytes` of the text in UTF-8."""
    write_bytes(path, text.encode())


def write_bytes(path, content):
    """Put `content` into the file at `path`, replacing what is there.

    Written under another name in the same folder and then renamed; both reach the disk before this
    returns, so that a power cut loses neither. Whatever ends it early, also an interrupt, leaves
    the old file as it was. Raises OSError.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # some systems cannot open a folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
