"""A lock that several processes share through a file, where the file system has such locks.

Some shared homes have none. What is kept there stays whole without them, because files are written
whole or not at all (helpers.atomic): the lock spares work that would be done twice.
"""

import contextlib
import errno
import os

import filelock

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}
TAKEN = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK}


@contextlib.contextmanager
def lock(path, waiting=None, patience=0.2):
    """Hold the lock at `path`; go on without where there are no locks. Gives whether it is held.

    waiting(): called once if another process has it after `patience` seconds, which is then waited
    for. Without `waiting` raises filelock.Timeout instead.
    """
    held = filelock.FileLock(path)
    try:
        try:
            held.acquire(timeout=patience)
        except filelock.Timeout:
            if waiting is None:
                raise
            waiting()
            held.acquire()
    except NotImplementedError:
        pass
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    try:
        yield held.is_locked
    finally:
        held.release()


def is_held(path):
    """Whether some process holds the lock at `path`; None where that cannot be known.

    Only reads, so that it can look at somebody else's. It holds the lock itself for a moment, so
    whoever wants it needs a little patience.
    """
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except OSError:
        return None
    try:
        if fcntl is None:
            return None
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return True if error.errno in TAKEN else None
    else:
        return False
    finally:
        os.close(file)
