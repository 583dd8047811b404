"""A command whose reader has gone, as in `command | head -1`, ends quietly."""

import os
import sys

CLOSED_PIPE = 141  # 128 + the number of SIGPIPE, as shells have it


def quiet_at_a_closed_pipe(main, *arguments):
    """main(*arguments), or CLOSED_PIPE if its output was not wanted to the end."""
    try:
        try:
            return main(*arguments)
        finally:
            if sys.stdout is not None:  # it is None where it was closed
                sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer would be written, and complained about, at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
