"""A lock that several processes share through a file, where the file system has such locks.

Some shared homes have none. What is kept there stays whole without them, because files are written
whole or not at all (helpers.atomic): the lock spares work that would be done twice.
"""

import contextlib
import errno

import filelock

NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}


@contextlib.contextmanager
def lock(path, waiting=None):
    """Hold the lock at `path`; go on without where there are no locks.

    waiting(): called once if another process has it, which is then waited for. Without `waiting`
    raises filelock.Timeout at once.
    """
    held = filelock.FileLock(path)
    try:
        try:
            held.acquire(timeout=0.2 if waiting else 0)
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
        yield
    finally:
        held.release()
